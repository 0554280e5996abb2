"""Reading of the record: history of a stream, and the audit of every chain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.events.chain import Break, first_break
from portal.events.models import Event


def events_of(session: Session, stream: str) -> list[Event]:
    """Return the events of a stream in order."""
    return list(session.scalars(select(Event).where(Event.stream == stream).order_by(Event.number)))


def broken_chains(session: Session) -> Iterator[Break]:
    """Yield the first broken link of every stream that has one."""
    statement = select(Event).order_by(Event.stream, Event.number).execution_options(yield_per=500)
    for _, events in groupby(session.scalars(statement), key=lambda event: event.stream):
        broken = first_break(events)
        if broken is not None:
            yield broken
