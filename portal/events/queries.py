"""Reading of the record: history of a stream, and the audit of every chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.events.anchors import Fault, Heads, faults_of, odd_days
from portal.events.chain import Break, first_break
from portal.events.models import Anchor, Event
from portal.events.raw import links_of

RECORD = "record"
"""Stream of what is done to the record itself."""
ANCHORS_ACCEPTED = "anchors_accepted"


def events_of(session: Session, stream: str) -> list[Event]:
    """Return the events of a stream in order."""
    return list(session.scalars(select(Event).where(Event.stream == stream).order_by(Event.number)))


def broken_chains(session: Session) -> Iterator[Break]:
    """Yield the first broken link of every stream that has one."""
    for _, events in groupby(links_of(session), key=lambda event: event.stream):
        broken = first_break(events)
        if broken is not None:
            yield broken


def heads_of(session: Session) -> Heads:
    """Return the number and hash of the last event of every stream, in one query."""
    last = select(Event.stream, func.max(Event.number).label("number")).group_by(Event.stream).subquery()
    statement = (
        select(Event.stream, Event.number, Event.hash)
        .join(last, (last.c.stream == Event.stream) & (last.c.number == Event.number))
        .order_by(Event.stream)
    )
    return {row.stream: (row.number, row.hash) for row in session.execute(statement)}


def anchors_of(session: Session) -> list[Anchor]:
    """Return the anchors in the order of making."""
    return list(session.scalars(select(Anchor).order_by(Anchor.id)))


def last_anchor(session: Session) -> Anchor | None:
    """Return the anchor that was made last."""
    return session.scalar(select(Anchor).order_by(Anchor.id.desc()).limit(1))


def accepted(session: Session) -> frozenset[str]:
    """Return the digests of the anchors whose odd day somebody has explained, by a recorded act."""
    statement = select(Event.payload).where(Event.stream == RECORD, Event.kind == ANCHORS_ACCEPTED)
    return frozenset(digest for payload in session.scalars(statement) for digest in payload["anchors"])


def odd_anchors(session: Session, today: date) -> list[tuple[Anchor, str]]:
    """Return the anchors whose day is odd and not explained yet, with the reason."""
    known = accepted(session)
    return [(one, why) for one, why in odd_days(anchors_of(session), today) if one.digest not in known]


def anchor_faults(session: Session) -> Iterator[Fault]:
    """Yield what does not hold between the anchors and the events."""
    statement = select(Event.stream, Event.number, Event.hash)
    hashes = {(row.stream, row.number): row.hash for row in session.execute(statement)}
    yield from faults_of(anchors_of(session), hashes, accepted(session))
