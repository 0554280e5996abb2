"""Digests of rows as they lie in the database, and how the audit names a row to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Table, func, select, type_coerce
from sqlalchemy.types import NullType

from portal import canonical
from portal.db import Base
from portal.events.rows.columns import SEALED

_AT_ONCE = 500
_PLACES: Mapping[str, str] = {
    "account": "account {id}",
    "annex": "{report}, annex {id} of {key}",
    "assignment": "{report}, section {section} assigned to account {account_id}",
    "colleague_link": "{report}, link of a colleague {id}",
    "composition": "composed report {id} ({kind})",
    "composition_part": "composed report {composition_id}, part {id}",
    "country": "country {code}",
    "cycle": "cycle {code}",
    "extension": "cycle {cycle_code}, extension of {country_code}",
    "filing": "{report}, filing {number}",
    "government_comment": "{report}, comment of the Government",
    "invitation": "invitation {id} to {role}, {country}",
    "invited_country": "cycle {cycle_code}, {country_code} invited",
    "issued_tables": "issued tables {number} ({audience})",
    "password_reset": "account {account_id}, link for a new password {id}",
    "remark": "{report}, remark {id} on {key}",
    "report": "{reference}",
    "role_grant": "account {account_id}, {role} of {country}",
    "tag": "tag {code}",
    "tagged_passage": "{report}, passage {id} under tag {tag_id}",
}
"""How a row is named; ``{report}`` is the reference of the report it hangs on."""


class Sealed(NamedTuple):
    """A row as it is: the digest over its columns, and its name."""

    digest: str
    place: str


def key_of(table: Table) -> Column[Any]:
    """Return the column that names a row: every sealed table has one."""
    [column] = table.primary_key.columns
    return column


def seals_of(
    connection: Connection, table: Table, columns: Sequence[str], keys: Iterable[Any] | None = None
) -> Iterator[tuple[str, Sealed]]:
    """Yield key (as text) and seal of these rows, or of all, in batches."""
    key = key_of(table)
    if keys is None:
        yield from _sealed(connection, table, columns, _raw(table, columns))
        return
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _AT_ONCE):
        batch = wanted[start : start + _AT_ONCE]
        yield from _sealed(connection, table, columns, _raw(table, columns).where(key.in_(batch)))


def _raw(table: Table, names: Sequence[str]) -> Any:
    """Select rows as the database gives them: a text that says the same is another text."""
    wanted = dict.fromkeys((*names, *SEALED[table.name]))
    columns = [type_coerce(table.c[name], NullType()).label(name) for name in wanted]
    if "report_id" in table.c:
        report = Base.metadata.tables["report"]
        columns.append(_reference(report, report.c.id == table.c.report_id))
    elif "filing_id" in table.c:
        report, filing = Base.metadata.tables["report"], Base.metadata.tables["filing"]
        hangs_on = (report.c.id == filing.c.report_id) & (filing.c.id == table.c.filing_id)
        columns.append(_reference(report, hangs_on))
    return select(*columns)


def _reference(report: Table, condition: Any) -> Any:
    return select(func.max(report.c.reference)).where(condition).scalar_subquery().label("report")


def _sealed(
    connection: Connection, table: Table, columns: Sequence[str], statement: Any
) -> Iterator[tuple[str, Sealed]]:
    key = key_of(table).name
    for row in connection.execute(statement).mappings():
        values = {name: _plain(value) for name, value in row.items()}
        text = canonical.dumps([values[name] for name in columns])
        place = _PLACES.get(table.name, f"{table.name} {{{key}}}").format_map(values)
        yield str(values[key]), Sealed(canonical.digest(text), place)


def _plain(value: Any) -> Any:
    """Write a value alike for both databases: SQLite keeps yes, no and moments as numbers and texts."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
