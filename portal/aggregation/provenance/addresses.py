"""Addresses of figures in `aggregates/1`: finding a figure by its path, its flags and its table.

A path is the names from the top, joined by ``/``: ``total/by_conference/WSSD95/mean``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.aggregation.counting.publicity import section_of
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.display.variant import FLAGS, WITHHELD

BY_REGION = "by_region"
MARKS = FLAGS | {"low_coverage"}
"""What is said about figures beside them: no figures themselves."""

GROUPS = frozenset(
    {"coverage", "progress_matrix", "theme_matrix", "country_means", TOTAL, BY_REGION},
)
"""The parts of the aggregates that hold figures."""

TABLES: Mapping[tuple[str, ...], str] = {
    ("coverage",): "T1",
    ("progress_matrix",): "T3",
    ("theme_matrix",): "T4",
    ("country_means",): "T3",
    ("by_conference",): "T3",
    ("by_theme",): "T4",
    ("all_cells",): "T3",
    ("all",): "T3",
    ("sources",): "T5",
    ("obstacles",): "T5",
    ("support",): "T5",
    ("poverty",): "T6",
    ("assistance",): "T7",
    ("government_view",): "T9",
    ("coordination", "thematic_groups"): "T11",
    ("coordination", "frameworks"): "T11",
    ("coordination", "requests"): "T11",
    ("coordination", "plans"): "T11",
    ("coordination",): "T10",
    ("best_practices",): "T12",
}
BY_CODE = frozenset({"distributions", "ratings", "numbers", "tables", "yes_no"})
"""Groups whose blocks are named by the code of a question."""
TRENDS = frozenset({"trend", "trend_published"})

_OF_SECTION: Mapping[str, Mapping[str, str]] = {
    "VNR": {"B": "T2", "C": "T3", "D": "T6", "E": "T7", "F": "T4", "G": "T8", "H": "T9"},
    "RCR": {"C": "T11", "E": "T11", "F": "T11", "G": "T11", "H": "T10"},
    "BPR": dict.fromkeys("ABCD", "T12"),
}


def names_of(path: str) -> tuple[str, ...]:
    """Split a path into its names; raises LookupError where it does not begin like that of a figure."""
    names = tuple(path.split("/"))
    if names[0] not in GROUPS or names[-1] in MARKS:
        raise LookupError(path)
    return names


def scope_of(names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Divide names into the scope (total, a region, or empty) and the rest.

    >>> scope_of(("by_region", "africa", "poverty", "n"))
    ('africa', ('poverty', 'n'))
    """
    if names[0] == TOTAL:
        return TOTAL, names[1:]
    if names[0] == BY_REGION:
        return names[1], names[2:]
    return "", names


def value_at(aggregates: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return the figure under these names; raises LookupError where there is none."""
    found = _within(aggregates, names)
    if not isinstance(found, Mapping):
        return found
    raise LookupError("/".join(names))


def _within(aggregates: Any, names: tuple[str, ...]) -> Any:
    found = aggregates
    for name in names:
        if not isinstance(found, Mapping) or name not in found:
            raise LookupError("/".join(names))
        found = found[name]
    return found


def beside(aggregates: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the path of the innermost block around a figure, and those of all figures of that block."""
    depth = _depth_of_block(aggregates, names)
    # Coverage and the totals of practices have no flags; a count with its share is one figure of theirs.
    block = names[:depth] if depth else names[: -2 if names[-1] in {"count", "pct"} else -1]
    return "/".join(block), tuple("/".join((*block, *leaf)) for leaf in _leaves(_within(aggregates, block)))


def _leaves(block: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the names of the figures of a block; blocks within it, with flags of their own, are left out."""
    for name, value in block.items():
        if not isinstance(value, Mapping):
            if name not in MARKS:
                yield (name,)
        elif FLAGS.isdisjoint(value):
            yield from ((name, *leaf) for leaf in _leaves(value))


def _depth_of_block(aggregates: Mapping[str, Any], names: tuple[str, ...]) -> int:
    """Return how many names lead to the innermost block with flags around a figure; 0 for none."""
    depths = range(len(names) - 1, 0, -1)
    return next((depth for depth in depths if not FLAGS.isdisjoint(_within(aggregates, names[:depth]))), 0)


def flags_at(aggregates: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, bool]:
    """Return the flags of the innermost block around a figure; none where it stands in no such block."""
    depth = _depth_of_block(aggregates, names)
    block = _within(aggregates, names[:depth]) if depth else {}
    return {name: block[name] for name in block if name in FLAGS}


def shown_in(public: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    """Whether the public variant shows a figure of the secretariat's; a state without a rating is shown."""
    try:
        block = _within(public, names[:-1])
    except LookupError:
        return False
    if not isinstance(block, Mapping):
        return False
    if "state" in block:
        return bool(block["state"] != WITHHELD)
    return block[names[-1]] is not None


def table_of(names: tuple[str, ...], code: str) -> str:
    """Return the table (T1 to T12) of a figure, from its names without scope and the code it rests on.

    >>> table_of(("trend", "by_conference", "WSSD95", "improved"), "VNR.12.C1")
    'T3'
    """
    rest = names[1:] if names[0] in TRENDS else names
    if rest[0] in BY_CODE:
        return table_of_code(code)
    return TABLES.get(rest[:2]) or TABLES[rest[:1]]


def table_of_code(code: str) -> str:
    """Return the table of a question; empty where no table holds its section.

    >>> table_of_code("VNR.12.G1"), table_of_code("RCR.14.E3"), table_of_code("VNR.12.A6")
    ('T8', 'T11', '')
    """
    return _OF_SECTION.get(code[:3], {}).get(section_of(code), "")
