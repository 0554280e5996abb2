"""The aggregates as flat tables for CSV and workbooks: one for each block, a row for each region, then total.

Headers are the names of `aggregates/1`, nested ones joined by a point; nothing is translated or computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from portal.aggregation.inputs import REGIONS

Value: TypeAlias = str | int | Decimal | bool | None
Block: TypeAlias = Mapping[str, Any]

BY_COUNTRY = frozenset({"positions", "index", "comparison"})
"""Entries by country: tables of their own, with a row for each country instead of each region."""

_MARKS = frozenset({"displayed", "mean_displayed", "median_displayed"})
"""What tells a block from a group of blocks."""


@dataclass(frozen=True)
class FlatTable:
    """A table of plain values; every row is as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def to_tables(aggregates: Block) -> tuple[FlatTable, ...]:
    """Flatten the aggregates of either audience, in the order of their keys."""
    return (
        *_coverage(aggregates["coverage"]),
        _by_country("progress_matrix", aggregates["progress_matrix"]),
        _by_country("theme_matrix", aggregates["theme_matrix"]),
        *_blocks(aggregates["total"], [aggregates["by_region"][region] for region in REGIONS], ()),
    )


def _coverage(coverage: Block) -> Iterator[FlatTable]:
    for family in ("national", "coordinators"):
        rows = {
            **coverage[family]["by_region"],
            **coverage[family]["by_track"],
            "total": coverage[family]["all"],
        }
        yield _table(f"coverage.{family}", "scope", rows)


def _blocks(total: Block, regions: list[Block], path: tuple[str, ...]) -> Iterator[FlatTable]:
    """Walk the groups down to their blocks; a group that the total does not have (no trend) has no table."""
    for name, value in total.items():
        here, parts = (*path, name), [region[name] for region in regions]
        if name in BY_COUNTRY:
            yield _by_country(".".join(here), value)
        elif isinstance(value, Mapping) and (not _MARKS.isdisjoint(value) or name == "best_practices"):
            rows = {**dict(zip(REGIONS, parts, strict=True)), "total": value}
            yield _table(".".join(here), "region", rows)
            yield from _blocks(_within(value), [_within(part) for part in parts], here)
        elif isinstance(value, Mapping):
            yield from _blocks(value, parts, here)


def _within(block: Block) -> Block:
    """Return the blocks inside a block, such as the lines and positions of poverty."""
    return {name: value for name, value in block.items() if name in BY_COUNTRY or _holds_blocks(value)}


def _holds_blocks(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    return not _MARKS.isdisjoint(value) or any(
        isinstance(item, Mapping) and not _MARKS.isdisjoint(item) for item in value.values()
    )


def _by_country(name: str, entries: Block) -> FlatTable:
    return _table(name, "country", entries)


def _table(name: str, first: str, entries: Block) -> FlatTable:
    flat = {key: dict(_leaves(entry, ())) for key, entry in entries.items()}
    columns = tuple(dict.fromkeys(column for row in flat.values() for column in row))
    rows = tuple((key, *(row.get(column) for column in columns)) for key, row in flat.items())
    return FlatTable(name, (first, *columns), rows)


def _leaves(entry: Block, path: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    inner = _within(entry)
    for name, value in entry.items():
        here = (*path, name)
        # What is inside a block has a table of its own; the cells of a matrix stay in their row.
        if name in inner and "state" not in value:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        else:
            yield ".".join(here), value
