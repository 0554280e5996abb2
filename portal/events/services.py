"""Writing of events: the only way into the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.events.anchors import digest_of, written
from portal.events.chain import START, hash_of
from portal.events.models import Anchor, Event
from portal.events.queries import heads_of


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
    """Anchor the heads of all streams, once a day (UTC); None where the day has its anchor.

    Several processes may try: the day is unique, and one of them succeeds. Never commits.
    """
    day = now.date()
    if session.scalar(select(Anchor.id).where(Anchor.day == day)) is not None:
        return None
    last = session.scalar(select(Anchor.digest).order_by(Anchor.day.desc()).limit(1)) or START
    heads = written(heads_of(session))
    anchor = Anchor(day=day, at=now, heads=heads, previous=last, digest=digest_of(day, heads, last))
    try:
        with session.begin_nested():
            session.add(anchor)
    except IntegrityError:
        return None
    return anchor
