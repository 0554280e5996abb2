"""Taking rows over into the record: once for what was there before it was sealed, and for new columns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.events.models import Event
from portal.events.queries import RECORD as STREAM
from portal.events.rows.columns import SEALED
from portal.events.rows.comparing import Told, present_rows, told_rows
from portal.events.rows.sealing import write_seals
from portal.events.services import NOBODY, append_event, take_turn

KIND = "record_taken_over"


def take_over(session: Session, now: datetime) -> int:
    """Seal the rows of tables whose sealed columns are new, as they stand; return how many. Never commits.

    Done once a table and list of columns: a row that is added past the portal afterwards is never taken over,
    and where a table has one column more, only rows that still are what the chain says of the others.
    """
    take_turn(session, STREAM)
    known = _taken_over(session)
    forms = {table: " ".join(names) for table, names in SEALED.items()}
    new = [table for table in SEALED if known.get(table) != forms[table]]
    if not new:
        return 0
    told, counts = told_rows(session), {}
    for table in new:
        rows = _to_seal(session, table, told.get(table, {}), first=table not in known)
        write_seals(session, table, rows, now)
        counts[table] = len(rows)
    payload = {"columns": {table: forms[table] for table in new}, "rows": counts}
    append_event(session, STREAM, KIND, payload, NOBODY, now)
    return sum(counts.values())


def _taken_over(session: Session) -> dict[str, str]:
    found: dict[str, str] = {}
    statement = select(Event.payload).where(Event.stream == STREAM, Event.kind == KIND)
    for payload in session.scalars(statement.order_by(Event.number)):
        found |= payload["columns"]
    return found


def _to_seal(
    session: Session, table: str, told: dict[str, Told], *, first: bool
) -> dict[str, tuple[str, str] | None]:
    form = " ".join(SEALED[table])
    present = {form: present_rows(session, table, form)}
    rows: dict[str, tuple[str, str] | None] = {}
    for key, row in present[form].items():
        known = told.get(key)
        if known is None or known.seal is None:
            if first:
                rows[key] = row
        elif known.columns != form:
            if known.columns not in present:
                present[known.columns] = present_rows(session, table, known.columns)
            if present[known.columns][key].digest == known.seal.digest:
                rows[key] = row
    return rows
