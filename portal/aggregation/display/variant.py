"""The public variant: the same keys, each figure equal or null, by the flags alone.

Source: aggregation, rule 8.10; `aggregates/1`, description.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FLAGS = frozenset({"displayed", "mean_displayed", "median_displayed", "sum_displayed", "suppressed"})
WITHHELD = "withheld"

BY_COUNTRY = frozenset({"positions", "index", "comparison"})
"""Rows by country: those not displayed are left out, for that a row is there would tell of an answer."""
INTERNAL = frozenset({"all_cells", "country_means"})
"""Figures for the secretariat only (and the means for the country itself)."""


def public_variant(aggregates: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the public may see of the secretariat's aggregates; flags are unchanged."""
    return {**_published_items(aggregates, INTERNAL), "audience": "public"}


def _published_items(block: Mapping[str, object], unseen: frozenset[str]) -> dict[str, object]:
    return {name: None if name in unseen else _published_item(name, value) for name, value in block.items()}


def _published_item(name: str, value: Any) -> object:
    return _displayed_rows(value) if name in BY_COUNTRY else _published(value)


def _published(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if "state" in value:
        return value if value["displayed"] else {**value, "state": WITHHELD, "value": None}
    if value.get("displayed") is False:
        return {name: _hidden(name, item) for name, item in value.items()}
    return _published_items(value, _unseen(value))


def _displayed_rows(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {country: row for country, row in rows.items() if row["displayed"]}


def _hidden(name: str, value: object) -> object:
    """Empty a figure not displayed; flags stay, a block within that has flags of its own keeps to them."""
    if name in FLAGS:
        return value
    if name in BY_COUNTRY:
        return _published_item(name, value)
    if not isinstance(value, Mapping):
        return None
    if not FLAGS.isdisjoint(value):
        return _published(value)
    return {key: _hidden(key, item) for key, item in value.items()}


def _unseen(block: Mapping[str, object]) -> frozenset[str]:
    """Name the figures of a displayed block that its other flags hide."""
    names = set(INTERNAL)
    if block.get("mean_displayed") is False:
        names |= {"mean", "mean_change"}
        names |= set() if "median_displayed" in block else {"median"}
    if block.get("sum_displayed") is False:
        names.add("sum")
    if block.get("median_displayed") is False:
        names.add("median")
    if "median_reduction_pct" in block and not block["median_displayed"]:
        names |= {"n", "median_reduction_pct"}
    return frozenset(names)
