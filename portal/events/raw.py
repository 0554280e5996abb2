"""The events as they lie in the database: what cannot be read, or is not written as we write it, shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text, cast, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import canonical
from portal.events.chain import Link
from portal.events.models import Event

UNREADABLE = (ValueError, TypeError, ArithmeticError, LookupError, DBAPIError)
"""What reading a damaged row can raise: text that is no UTF-8, no JSON, no moment, no known word."""
_AT_ONCE = 500
_NO_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
_PARTS = ("stream", "number", "at", "kind", "actor", "actor_name", "payload", "previous", "hash")


@dataclass(frozen=True)
class Damaged:
    """A link that fits no chain, in the place of an event that was changed."""

    stream: str
    number: int
    at: datetime = _NO_MOMENT
    kind: str = ""
    actor: int | None = None
    actor_name: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""


def links_of(session: Session) -> Iterator[Link]:
    """Yield every event by stream and number; in the place of a damaged one a link that fits nowhere."""
    ids = session.scalars(select(Event.id).order_by(Event.stream, Event.number)).all()
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        try:
            links = _read(session, batch)
        except UNREADABLE:
            links = [_read_one(session, event_id) for event_id in batch]
        yield from links


def _read(session: Session, ids: Sequence[int]) -> list[Link]:
    raw = (
        type_coerce(Event.payload, Text).label("raw_payload"),
        type_coerce(Event.at, String).label("raw_at"),
    )
    columns = (getattr(Event, name) for name in _PARTS)
    statement = select(*columns, *raw).where(Event.id.in_(ids)).order_by(Event.stream, Event.number)
    return [
        row if _is_as_written(row) else Damaged(row.stream, row.number) for row in session.execute(statement)
    ]


def _read_one(session: Session, event_id: int) -> Link:
    try:
        [link] = _read(session, [event_id])
    except UNREADABLE:
        stream, number = cast(Event.stream, LargeBinary), type_coerce(Event.number, String)
        row = session.execute(select(stream, number).where(Event.id == event_id)).one()
        return Damaged(bytes(row[0]).decode("utf-8", "replace"), int(row[1]))
    return link


def _is_as_written(row: Any) -> bool:
    """Whether the text in the database is the one that we write: another one may say the same."""
    if canonical.dumps(row.payload) != row.raw_payload:
        return False
    if not isinstance(row.raw_at, str):  # only SQLite keeps a moment as a text
        return True
    return bool(row.raw_at == row.at.replace(tzinfo=None).isoformat(" ", "microseconds"))
