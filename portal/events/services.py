"""Writing of events: the only way into the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.events.anchors import digest_of, odd_days, written
from portal.events.chain import START, hash_of
from portal.events.models import Anchor, Event
from portal.events.queries import (
    ANCHORS_ACCEPTED,
    RECORD,
    accepted,
    anchors_of,
    heads_of,
    last_anchor,
)


@dataclass(frozen=True)
class Actor:
    """Who did it: an account with its name at the time; without an id the clock, a command or an import."""

    id: int | None = None
    name: str = ""


NOBODY = Actor()


def append_event(
    session: Session, stream: str, kind: str, payload: dict[str, Any], actor: Actor, now: datetime
) -> Event:
    """Append an event to a stream and return it. Writers of one stream take turns, until each commits."""
    take_turn(session, stream)
    last = session.execute(
        select(Event.number, Event.hash).where(Event.stream == stream).order_by(Event.number.desc()).limit(1)
    ).first()
    event = Event(
        stream=stream,
        number=last.number + 1 if last else 1,
        at=now,
        kind=kind,
        actor=actor.id,
        actor_name=actor.name,
        payload=payload,
        previous=last.hash if last else START,
    )
    event.hash = hash_of(event)
    session.add(event)
    session.flush()
    return event


def take_turn(session: Session, stream: str) -> None:
    """Lock the stream on PostgreSQL; on SQLite whoever writes has the whole database for a while."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(stream, 0))))


def make_anchor(session: Session, now: datetime) -> Anchor | None:
    """Anchor the heads of all streams, once a day (UTC), after the anchor that was made last.

    None where the day has its anchor, and where the last one is of a later day: then a clock was wrong, and
    somebody has to say so (`accept_anchors`). Several processes may try, and one succeeds. Never commits.
    """
    day, last = now.date(), last_anchor(session)
    if last is not None and (day == last.day or (day < last.day and last.digest not in accepted(session))):
        return None
    previous = last.digest if last is not None else START
    heads = written(heads_of(session))
    digest = digest_of(day, heads, previous)
    anchor = Anchor(day=day, at=now, heads=heads, previous=previous, digest=digest)
    try:
        with session.begin_nested():
            session.add(anchor)
    except IntegrityError:
        return None
    return anchor


def accept_anchors(session: Session, actor: Actor, now: datetime) -> list[Anchor]:
    """Record that the days of these anchors are known to be odd, and return them: a recorded act.

    These are anchors made long after the one before, and a last one that is of a day to come. Never commits.
    """
    known = accepted(session)
    found = {one.digest: one for one, _ in odd_days(anchors_of(session), now.date())}
    odd = [one for digest, one in found.items() if digest not in known]
    if odd:
        payload = {"anchors": {anchor.digest: anchor.day.isoformat() for anchor in odd}}
        append_event(session, RECORD, ANCHORS_ACCEPTED, payload, actor, now)
    return odd
