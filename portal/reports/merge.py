"""Three-way merging of answers: per question, and inside a table by row and cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROW_ID = "_id"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """The outcome of a merge.

    `value` holds both people's work, theirs where the two touch the same thing; `mine` the same with mine
    there. Without a conflict the two are equal.
    """

    value: Any
    mine: Any
    conflict: bool


def merge(base: Any, mine: Any, theirs: Any) -> Merged:
    """Merge two answers with their common ancestor. Tables (lists of rows) merge by row and cell.

    >>> merge("a", "a", "b").value
    'b'
    >>> merge("a", "b", "c").conflict
    True
    """
    if mine in (base, theirs):
        return Merged(theirs, theirs, conflict=False)
    if theirs == base:
        return Merged(mine, mine, conflict=False)
    if is_table(mine) or is_table(theirs):
        return _merge_tables(base or [], mine or [], theirs or [])
    return Merged(theirs, mine, conflict=True)


def is_table(value: Any) -> bool:
    """Whether the value is a list of rows with permanent ids."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def keep_both(mine: Any, theirs: Any) -> Any:
    """Return one answer that holds both: texts one after the other, options together, rows of both.

    Only for texts, multiple choices and tables; anything else cannot hold two answers and raises ValueError.
    """
    if isinstance(mine, str) and isinstance(theirs, str):
        return f"{theirs}\n\n{mine}"
    if is_table(mine) and is_table(theirs):
        return _rows_of_both(mine, theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*theirs, *(option for option in mine if option not in theirs)]
    message = "these two answers cannot be kept together"
    raise ValueError(message)


def can_keep_both(mine: Any, theirs: Any) -> bool:
    """Whether `keep_both` would succeed."""
    if isinstance(mine, str) and isinstance(theirs, str):
        return True
    return isinstance(mine, list) and isinstance(theirs, list) and is_table(mine) == is_table(theirs)


def _merge_tables(base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> Merged:
    old, ours, others = _by_id(base), _by_id(mine), _by_id(theirs)
    rows: list[tuple[Row | None, Row | None, bool]] = [
        _merge_row(old.get(row_id), ours.get(row_id), others.get(row_id))
        for row_id in _order(theirs, mine, base)
    ]
    return Merged(
        value=[row for row, _, _ in rows if row is not None],
        mine=[row for _, row, _ in rows if row is not None],
        conflict=any(conflict for _, _, conflict in rows),
    )


def _merge_row(base: Row | None, mine: Row | None, theirs: Row | None) -> tuple[Row | None, Row | None, bool]:
    """Return (with theirs, with mine, conflict) for one row; None means the row is not there."""
    if mine in (base, theirs):
        return theirs, theirs, False
    if theirs == base:
        return mine, mine, False
    if mine is None or theirs is None:
        return theirs, mine, True
    return _merge_cells(base or {}, mine, theirs)


def _merge_cells(base: Row, mine: Row, theirs: Row) -> tuple[Row, Row, bool]:
    with_theirs, with_mine, conflict = {}, {}, False
    for column in [*theirs, *(name for name in mine if name not in theirs)]:
        ancestor, ours, other = base.get(column), mine.get(column), theirs.get(column)
        clash = ours not in (ancestor, other) and other != ancestor
        conflict = conflict or clash
        chosen = ours if other == ancestor else other
        _put(with_theirs, column, chosen)
        _put(with_mine, column, ours if clash else chosen)
    return with_theirs, with_mine, conflict


def _put(row: dict[str, Any], column: str, value: Any) -> None:
    if value is not None:
        row[column] = value


def _rows_of_both(mine: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    others = _by_id(theirs)
    rows: list[Row] = [dict(row) for row in theirs]
    for row in mine:
        if row[ROW_ID] not in others:
            rows.append(row)
        elif row != others[row[ROW_ID]]:
            rows.append({**row, ROW_ID: f"{row[ROW_ID]}+"})
    return rows


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    return {row[ROW_ID]: row for row in rows}


def _order(*tables: Sequence[Row]) -> list[str]:
    """Return every row id once: their order, then rows only mine or only the ancestor's."""
    seen: dict[str, None] = {}
    for table in tables:
        for row in table:
            seen.setdefault(row[ROW_ID])
    return list(seen)
