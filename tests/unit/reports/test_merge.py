"""Merging of answers: whatever two people do to one question, nothing that either typed disappears."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.canonical import same
from portal.questionnaires.answering.parsing import further_row_id, is_row_id
from portal.questionnaires.answering.values import ROW_ID
from portal.reports.merge import Merged, can_keep_both, is_table, keep_both, left_open, merge

COLUMNS = ("a", "b", "c")
FURTHER = further_row_id("r1", set())
CELLS = st.sampled_from(["x", "y", "z", 1, Decimal("1.5"), Decimal("1.50"), ["x"], ["x", "y"]])
ROWS = st.dictionaries(st.sampled_from(COLUMNS), CELLS)
# Few ids and few cells, so that two people meet often.
TABLES = st.dictionaries(st.sampled_from(["r1", "r2", "r3", "r4"]), ROWS, max_size=4).flatmap(
    lambda rows: st.permutations(sorted(rows)).map(
        lambda order: [{ROW_ID: row_id, **rows[row_id]} for row_id in order] or None
    )
)
SCALARS = st.none() | CELLS | st.sampled_from([{"from": "1999-01-01"}, {"text": "x", "language": "fr"}])


def _rows(table):
    return {row[ROW_ID]: row for row in table or []}


def _in_any_order(table):
    return _rows(table) if table is None or is_table(table) else table


def _texts(value):
    """Return every cell of a table as (row, column, value)."""
    return [(row[ROW_ID], name, cell) for row in value or [] for name, cell in row.items() if name != ROW_ID]


def _holds(table, cell):
    row_id, column, value = cell
    row = _rows(table).get(row_id)
    return row is not None and same(row.get(column), value)


@given(SCALARS | TABLES, SCALARS | TABLES, SCALARS | TABLES)
def test_one_side_alone_is_taken_as_it_is(base, mine, theirs):
    assert merge(base, mine, base) == Merged(mine, mine, conflict=False) or same(mine, base)
    assert merge(base, base, theirs) == Merged(theirs, theirs, conflict=False)
    assert merge(base, mine, mine) == Merged(mine, mine, conflict=False)


@given(SCALARS, SCALARS, SCALARS)
def test_two_changes_of_one_answer_show_both(base, mine, theirs):
    merged = merge(base, mine, theirs)
    if merged.conflict:
        assert same(merged.value, theirs)
        assert same(merged.mine, mine)
    else:
        assert same(merged.value, merged.mine)
        assert same(mine, base) or same(theirs, base) or same(mine, theirs)


@given(TABLES, TABLES, TABLES)
def test_nothing_typed_in_a_table_disappears(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for cell in _texts(theirs):
        if not _holds(base, cell):
            assert _holds(merged.value, cell)
    for cell in _texts(mine):
        if not _holds(base, cell):
            assert _holds(merged.value, cell) or _holds(merged.mine, cell)


@given(TABLES, TABLES, TABLES)
def test_what_nobody_touched_stays_and_what_one_deleted_alone_goes(base, mine, theirs):
    merged = merge(base, mine, theirs)
    old, ours, others = _rows(base), _rows(mine), _rows(theirs)
    kept, kept_mine = _rows(merged.value), _rows(merged.mine)
    for row_id, row in old.items():
        untouched_by_me, untouched_by_them = same(ours.get(row_id), row), same(others.get(row_id), row)
        if untouched_by_me and untouched_by_them:
            assert same(kept[row_id], row)
        if row_id not in ours and untouched_by_them:
            assert row_id not in kept
        if row_id not in others and untouched_by_me:
            assert row_id not in kept
        if row_id not in ours and row_id in others and not untouched_by_them:
            assert merged.conflict
            assert same(kept[row_id], others[row_id])
            assert row_id not in kept_mine
        if row_id not in others and row_id in ours and not untouched_by_me:
            assert merged.conflict
            assert row_id not in kept
            assert same(kept_mine[row_id], ours[row_id])


@given(TABLES, TABLES, TABLES)
def test_no_row_or_cell_comes_from_nowhere(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for side in (merged.value, merged.mine):
        assert side is None or is_table(side)
        for cell in _texts(side):
            assert any(_holds(source, cell) for source in (base, mine, theirs))


@given(TABLES, TABLES, TABLES)
def test_without_a_conflict_it_does_not_matter_who_was_first(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.conflict == other.conflict
    if not one.conflict:
        assert same(_in_any_order(one.value), _in_any_order(one.mine))
        assert same(_in_any_order(one.value), _in_any_order(other.value))
    else:
        assert same(_in_any_order(one.value), _in_any_order(other.mine))


@given(SCALARS | TABLES, SCALARS | TABLES, SCALARS | TABLES)
def test_a_merge_repeated_changes_nothing_more(base, mine, theirs):
    first = merge(base, mine, theirs)
    again = merge(base, mine, first.value)
    assert same(_in_any_order(again.value), _in_any_order(first.value))
    assert again.conflict == first.conflict
    assert same(_in_any_order(again.mine), _in_any_order(first.mine))


# --- tables by hand -------------------------------------------------------------------------------


def _table(**rows):
    return [{ROW_ID: row_id, **cells} for row_id, cells in rows.items()]


def test_different_rows_and_different_cells_merge_silently():
    base = _table(r1={"a": "1", "b": "1"}, r2={"a": "2"})
    mine = _table(r1={"a": "mine", "b": "1"}, r2={"a": "2"}, r3={"a": "added by me"})
    theirs = _table(r1={"a": "1", "b": "theirs"}, r2={"a": "2"}, r4={"a": "added by them"})
    merged = merge(base, mine, theirs)
    assert not merged.conflict
    assert merged.value == _table(
        r1={"a": "mine", "b": "theirs"},
        r2={"a": "2"},
        r4={"a": "added by them"},
        r3={"a": "added by me"},
    )


def test_the_same_cell_changed_by_both_is_a_conflict_that_keeps_the_rest_of_both():
    base = _table(r1={"a": "1", "b": "1", "c": "1"})
    mine = _table(r1={"a": "mine", "b": "mine", "c": "1"})
    theirs = _table(r1={"a": "theirs", "b": "1"})
    assert merge(base, mine, theirs) == Merged(
        _table(r1={"a": "theirs", "b": "mine"}), _table(r1={"a": "mine", "b": "mine"}), conflict=True
    )


def test_a_table_emptied_by_one_while_the_other_changed_a_row_is_a_conflict():
    base = _table(r1={"a": "1"}, r2={"a": "2"})
    theirs = _table(r1={"a": "changed"}, r2={"a": "2"})
    assert merge(base, None, theirs) == Merged(_table(r1={"a": "changed"}), None, conflict=True)
    assert merge(base, theirs, None) == Merged(None, _table(r1={"a": "changed"}), conflict=True)
    assert merge(base, None, None) == Merged(None, None, conflict=False)


def test_two_first_rows_are_both_kept():
    merged = merge(None, _table(r1={"a": "mine"}), _table(r2={"a": "theirs"}))
    both = _table(r2={"a": "theirs"}, r1={"a": "mine"})
    assert merged == Merged(both, both, conflict=False)


def test_a_zero_typed_behind_a_number_is_a_change():
    assert merge(Decimal("1.5"), Decimal("1.50"), Decimal("1.5")).value.as_tuple().exponent == -2
    assert merge(Decimal("1.5"), Decimal("1.50"), Decimal(2)) == Merged(
        Decimal(2), Decimal("1.50"), conflict=True
    )


ANNEX = {"name": "a.pdf", "sha256": "0" * 64}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        ["option"],
        [ANNEX],
        [{ROW_ID: "r1"}, {"a": "without an id"}],
        [{ROW_ID: "r1"}, {ROW_ID: "r1"}],
        {"from": "1999-01-01"},
    ],
)
def test_only_rows_with_an_id_of_their_own_are_a_table(value):
    assert not is_table(value)


def test_rows_that_cannot_be_told_apart_are_never_dropped():
    twice = [{ROW_ID: "r1", "a": "1"}, {ROW_ID: "r1", "a": "2"}]
    theirs = _table(r1={"a": "3"})
    assert merge(None, twice, theirs) == Merged(theirs, twice, conflict=True)
    assert merge([ANNEX], [ANNEX, ANNEX], None) == Merged(None, [ANNEX, ANNEX], conflict=True)


@given(TABLES, TABLES, TABLES)
def test_a_change_made_while_a_choice_waits_meets_the_same_text_again(base, mine, theirs):
    first = merge(base, mine, theirs)
    ancestor = left_open(mine, base, first.mine, first.value)
    again = merge(ancestor, mine, first.value)
    assert again.conflict == first.conflict
    assert same(_in_any_order(again.value), _in_any_order(first.value))
    assert same(_in_any_order(again.mine), _in_any_order(first.mine))


@given(TABLES, TABLES, TABLES, TABLES)
def test_what_is_sent_while_a_choice_waits_overwrites_nothing_that_the_page_did_not_know(
    base, mine, theirs, later
):
    first = merge(base, mine, theirs)
    again = merge(left_open(mine, base, first.mine, first.value), later, first.value)
    for cell in _texts(first.value):
        if not _holds(mine, cell) and not _holds(base, cell):
            assert _holds(again.value, cell)


# --- both -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("mine", "theirs", "theirs\n\nmine"),
        (["a", "b"], ["b", "c"], ["b", "c", "a"]),
        (["a"], [], ["a"]),
        ([ANNEX], [ANNEX], [ANNEX]),
        (
            {"text": "le mien", "language": "fr"},
            {"text": "le leur", "language": "fr"},
            {"text": "le leur\n\nle mien", "language": "fr"},
        ),
        (
            _table(r1={"a": "mine"}, r2={"a": "same"}, r3={"a": "only mine"}),
            _table(r1={"a": "theirs"}, r2={"a": "same"}),
            [
                *_table(r1={"a": "theirs"}, r2={"a": "same"}),
                {ROW_ID: FURTHER, "a": "mine"},
                {ROW_ID: "r3", "a": "only mine"},
            ],
        ),
        (
            _table(r1={"a": "mine"}),
            [*_table(r1={"a": "theirs"}), {ROW_ID: FURTHER, "a": "kept before"}],
            [
                {ROW_ID: "r1", "a": "theirs"},
                {ROW_ID: FURTHER, "a": "kept before"},
                {ROW_ID: further_row_id("r1", {FURTHER}), "a": "mine"},
            ],
        ),
    ],
)
def test_both_answers_are_kept_together(mine, theirs, both):
    assert can_keep_both(mine, theirs)
    assert keep_both(mine, theirs) == both
    assert both == theirs or not is_table(both) or is_table(keep_both(mine, theirs))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        # What one of them holds already is not written twice.
        (None, "mine", "theirs; mine", "theirs; mine"),
        (None, "theirs; mine", "theirs", "theirs; mine"),
        ("mine", "mine, longer", "theirs; mine", "theirs; mine, longer"),
        ("old", "old; added", "newer", "newer; added"),
        ("mine", "other", "theirs, mine", "theirs, mine; other"),
        (
            _table(r1={"a": "mine"}),
            _table(r1={"a": "mine, longer"}),
            [*_table(r1={"a": "theirs"}), {ROW_ID: FURTHER, "a": "mine"}],
            [*_table(r1={"a": "theirs"}), {ROW_ID: FURTHER, "a": "mine, longer"}],
        ),
        (
            None,
            _table(r1={"a": "mine"}),
            [*_table(r1={"a": "theirs"}), {ROW_ID: FURTHER, "a": "mine"}],
            [*_table(r1={"a": "theirs"}), {ROW_ID: FURTHER, "a": "mine"}],
        ),
    ],
)
def test_nothing_is_kept_twice(base, mine, theirs, both):
    assert keep_both(mine, theirs, base, "; ") == both


@given(TABLES, TABLES, st.integers(0, 64))
def test_every_row_kept_by_both_has_an_id_that_a_form_can_read(mine, theirs, length):
    def long(table):
        return [{**row, ROW_ID: row[ROW_ID].rjust(length, "x")} for row in table or []] or None

    if can_keep_both(long(mine), long(theirs)):
        kept = keep_both(long(mine), long(theirs))
        assert all(is_row_id(row[ROW_ID]) for row in kept)
        assert is_table(kept)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (None, "theirs"),
        ("mine", None),
        (1, 2),
        (["a"], "a"),
        (["a"], _table(r1={"a": "1"})),
        ({"from": "1999-01-01"}, {"from": "1999-02-01"}),
        ({"text": "le mien", "language": "fr"}, {"text": "theirs", "language": "en"}),
        ("mine", {"text": "le leur", "language": "fr"}),
    ],
)
def test_what_cannot_be_kept_together_is_not_offered(mine, theirs):
    assert not can_keep_both(mine, theirs)
    with pytest.raises(ValueError, match="cannot be kept together"):
        keep_both(mine, theirs)
