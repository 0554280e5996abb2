"""Three-way merging of answers: per question, and inside a table by row and cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.canonical import same
from portal.questionnaires.answering.parsing import further_row_id
from portal.questionnaires.answering.values import ROW_ID

TEXT, LANGUAGE = "text", "language"
"""Parts of a text that carries a language of its own."""

PARAGRAPHS = "\n\n"
"""What stands between two texts of several paragraphs that are kept together."""

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

    Answers are compared as typed: 1.50 is another answer than 1.5. A table left without rows is None.

    >>> merge("a", "a", "b").value
    'b'
    >>> merge("a", "b", "c").conflict
    True
    """
    if same(mine, base) or same(mine, theirs):
        return Merged(theirs, theirs, conflict=False)
    if same(theirs, base):
        return Merged(mine, mine, conflict=False)
    if all(is_table(value) or value in (None, []) for value in (base, mine, theirs)):
        return _merge_tables(base or [], mine or [], theirs or [])
    return Merged(theirs, mine, conflict=True)


def left_open(sent: Any, base: Any, mine: Any, theirs: Any) -> Any:
    """Return the ancestor of what a person sends while a choice between their text and another one waits.

    It is what they `sent` before; but where `mine`, set aside, and `theirs` still differ, it is what stood
    there before both: a later change meets theirs again in these places, and in no others.

    >>> left_open("b", "a", "b", "c"), left_open("b", "a", "b", "b")
    ('a', 'b')
    """
    if same(mine, theirs):
        return sent
    if not all(is_table(value) or value in (None, []) for value in (sent, base, mine, theirs)):
        return base
    known, old, ours, others = (_by_id(table or []) for table in (sent, base, mine, theirs))
    rows = [
        _row_left_open(known.get(row_id), old.get(row_id), ours.get(row_id), others.get(row_id))
        for row_id in _order(theirs or [], mine or [], base or [], sent or [])
    ]
    return [row for row in rows if row is not None] or None


def is_table(value: Any) -> bool:
    """Whether the value is a list of rows, each with a permanent id of its own; annexes are not."""
    if not isinstance(value, list) or not value:
        return False
    ids = {row[ROW_ID] for row in value if isinstance(row, dict) and ROW_ID in row}
    return len(ids) == len(value)


def keep_both(mine: Any, theirs: Any, base: Any = None, between: str = PARAGRAPHS) -> Any:
    """Return one answer that holds both: texts one after the other, options together, rows of both.

    What one of them holds already is not written twice: not the other text, nor `base`, the text that one of
    them was made from. `between` stands between two texts. Only for texts of one language, multiple choices
    and tables; anything else cannot hold two answers and raises ValueError.

    >>> keep_both("mine, longer", "theirs; mine", "mine", "; ")
    'theirs; mine, longer'
    """
    if not can_keep_both(mine, theirs):
        message = "these two answers cannot be kept together"
        raise ValueError(message)
    if isinstance(mine, str):
        return _texts_of_both(mine, theirs, base, between)
    if isinstance(mine, dict):
        return {**theirs, TEXT: keep_both(mine[TEXT], theirs[TEXT], between=between)}
    if is_table(mine):
        return _rows_of_both(mine, theirs, base if is_table(base) else [])
    return [*theirs, *(item for item in mine if not any(same(item, other) for other in theirs))]


def can_keep_both(mine: Any, theirs: Any) -> bool:
    """Whether `keep_both` would succeed."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return TEXT in mine and TEXT in theirs and mine.get(LANGUAGE) == theirs.get(LANGUAGE)
    if isinstance(mine, list) and isinstance(theirs, list):
        return is_table(mine) == is_table(theirs)
    return isinstance(mine, str) and isinstance(theirs, str)


def _merge_tables(base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> Merged:
    old, ours, others = _by_id(base), _by_id(mine), _by_id(theirs)
    rows = [
        _merge_row(old.get(row_id), ours.get(row_id), others.get(row_id))
        for row_id in _order(theirs, mine, base)
    ]
    return Merged(
        value=[row for row, _, _ in rows if row is not None] or None,
        mine=[row for _, row, _ in rows if row is not None] or None,
        conflict=any(conflict for _, _, conflict in rows),
    )


def _merge_row(base: Row | None, mine: Row | None, theirs: Row | None) -> tuple[Row | None, Row | None, bool]:
    """Return (with theirs, with mine, conflict) for one row; None means the row is not there."""
    if same(mine, base) or same(mine, theirs):
        return theirs, theirs, False
    if same(theirs, base):
        return mine, mine, False
    if mine is None or theirs is None:
        return theirs, mine, True
    return _merge_cells(base or {}, mine, theirs)


def _row_left_open(sent: Row | None, base: Row | None, mine: Row | None, theirs: Row | None) -> Row | None:
    if same(mine, theirs):
        return sent
    if mine is None or theirs is None or sent is None:
        return base
    found: dict[str, Any] = {}
    for column in dict.fromkeys([*theirs, *mine, *sent]):
        agreed = same(mine.get(column), theirs.get(column))
        _put(found, column, sent.get(column) if agreed else (base or {}).get(column))
    return found


def _merge_cells(base: Row, mine: Row, theirs: Row) -> tuple[Row, Row, bool]:
    with_theirs: dict[str, Any] = {}
    with_mine: dict[str, Any] = {}
    conflict = False
    for column in [*theirs, *(name for name in mine if name not in theirs)]:
        ancestor, ours, other = base.get(column), mine.get(column), theirs.get(column)
        unchanged = same(other, ancestor)
        clash = not (unchanged or same(ours, ancestor) or same(ours, other))
        conflict = conflict or clash
        chosen = ours if unchanged else other
        _put(with_theirs, column, chosen)
        _put(with_mine, column, ours if clash else chosen)
    return with_theirs, with_mine, conflict


def _put(row: dict[str, Any], column: str, value: Any) -> None:
    if value is not None:
        row[column] = value


def _texts_of_both(mine: str, theirs: str, base: Any, between: str) -> str:
    for whole, part in ((theirs, mine), (mine, theirs)):
        if _stands_in(part, whole, between):
            return whole
    if isinstance(base, str) and base:
        for whole, newer in ((theirs, mine), (mine, theirs)):
            if _stands_in(base, whole, between):
                framed = f"{between}{whole}{between}"
                return framed.replace(f"{between}{base}{between}", f"{between}{newer}{between}", 1)[
                    len(between) : -len(between)
                ]
    return f"{theirs}{between}{mine}"


def _stands_in(part: str, whole: str, between: str) -> bool:
    return f"{between}{part}{between}" in f"{between}{whole}{between}"


def _rows_of_both(mine: Sequence[Row], theirs: Sequence[Row], base: Sequence[Row]) -> list[Row]:
    """Return all rows; where the two have one row in different words it stands there twice, under two ids.

    A row kept beside another one before is not kept a second time, and gives way to what was made from it.
    """
    others, old = _by_id(theirs), _by_id(base)
    rows = dict(others)
    taken = {*others, *_by_id(mine)}
    for row in mine:
        row_id = row[ROW_ID]
        if row_id in others and not same(row, others[row_id]):
            row_id = _place_beside(row, others, old.get(row_id)) or further_row_id(row_id, taken)
            taken.add(row_id)
        rows[row_id] = {**row, ROW_ID: row_id}
    return list(rows.values())


def _place_beside(row: Row, others: Mapping[str, Row], base: Row | None) -> str:
    """Return the id under which this row, or the one it was made from, stands beside its namesake already."""
    passed: set[str] = set()
    while (found := further_row_id(row[ROW_ID], passed)) in others:
        known = {**others[found], ROW_ID: row[ROW_ID]}
        if same(known, row) or same(known, base):
            return found
        passed.add(found)
    return ""


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    return {row[ROW_ID]: row for row in rows}


def _order(*tables: Sequence[Row]) -> list[str]:
    """Return every row id once: their order, then rows only mine or only the ancestor's."""
    return list(dict.fromkeys(row[ROW_ID] for table in tables for row in table))
