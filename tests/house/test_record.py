"""Every column is verified by the audit, or free with a reason: nobody forgets a new one."""

from __future__ import annotations

from portal.events.rows.columns import FREE, verified
from portal.operations import schema
from tests.house.tree import complaint

TABLES = schema.tables().tables
VERIFIED = verified()


def test_every_column_is_verified_or_free_with_a_reason():
    found = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.c
        if (column.name in VERIFIED.get(table.name, ())) == (column.name in FREE.get(table.name, {}))
    ]
    assert not found, complaint(
        "Put these columns into one list of portal/events/rows/columns.py: SEALED where a figure, a receipt "
        "or an access decision rests on them (nothing else to do), or FREE with the reason.",
        found,
    )


def test_the_lists_name_no_column_that_does_not_exist():
    listed = {(table, name) for lists in (VERIFIED, FREE) for table in lists for name in lists[table]}
    known = {(table.name, column.name) for table in TABLES.values() for column in table.c}
    assert not listed - known, complaint("These columns are gone.", sorted(map(".".join, listed - known)))


def test_every_free_column_has_its_reason():
    short = [f"{table}.{name}" for table in FREE for name, why in FREE[table].items() if len(why.split()) < 3]
    assert not short, complaint("Say in a few words why nothing rests on these.", short)
