"""Comparing the sealed rows of the database with the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Base
from portal.events.anchors import Fault
from portal.events.models import Event
from portal.events.rows.columns import SEALED
from portal.events.rows.digests import Sealed, seals_of

PREFIX = "rows:"


@dataclass(frozen=True)
class Told:
    """What the chain says last of a row: the columns looked at, digest and name (none: the row is gone)."""

    columns: str
    seal: Sealed | None


def row_faults(session: Session) -> Iterator[Fault]:
    """Yield every sealed row that is not what the chain says: changed, added, or taken away."""
    told = told_rows(session)
    for table in SEALED:
        yield from _faults_of(session, table, told.get(table, {}))


def told_rows(session: Session) -> dict[str, dict[str, Told]]:
    """Return what the chain says last of every row, by table and key."""
    told: dict[str, dict[str, Told]] = {}
    statement = select(Event.stream, Event.payload).where(Event.stream.startswith(PREFIX))
    ordered = statement.order_by(Event.stream, Event.number).execution_options(yield_per=500)
    for stream, payload in session.execute(ordered):
        rows = told.setdefault(stream.removeprefix(PREFIX), {})
        for key, seal in payload["rows"].items():
            rows[key] = Told(payload["columns"], Sealed(*seal) if seal else None)
    return told


def present_rows(session: Session, table: str, columns: str) -> dict[str, Sealed]:
    """Return every row of a table as it is, by key."""
    return dict(seals_of(session.connection(), Base.metadata.tables[table], columns.split()))


def _faults_of(session: Session, table: str, told: dict[str, Told]) -> Iterator[Fault]:
    present = {" ".join(SEALED[table]): present_rows(session, table, " ".join(SEALED[table]))}
    [(form, now)] = present.items()
    outdated = False
    for key, row in now.items():
        known = told.get(key)
        if known is None or known.seal is None:
            yield Fault(row.place, f"told of by no event ({table})")
            continue
        outdated = outdated or known.columns != form
        if known.columns not in present:
            present[known.columns] = present_rows(session, table, known.columns)
        if present[known.columns][key].digest != known.seal.digest:
            yield Fault(known.seal.place, f"changed ({table})")
    for key, known in told.items():
        if known.seal is not None and key not in now:
            yield Fault(known.seal.place, f"gone ({table})")
    if outdated:
        yield Fault(f"table {table}", "some columns are not sealed yet: portal init does it")
