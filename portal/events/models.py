"""The append-only record of what happened: one hash chain a stream."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime


class Event(Base):
    """One event. `stream` is ``report:…``, ``country:KEN``, ``cycle:2000`` or ``portal``; `number` counts.

    `actor` is the account's id (none for the clock, an import or a command), `actor_name` its name at the
    time.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(60))
    actor: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    payload: Mapped[dict[str, Any]] = mapped_column(ExactJSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Anchor(Base):
    """The heads of all streams at the end of a day, chained in the order of making (`id`).

    A tail that is cut off later shows. An anchor has one successor: of several processes one makes it.

    `heads` is canonical JSON, stream to ``[number, hash]`` of its last event; `digest` the SHA-256 over day,
    heads and the digest of the anchor before (`previous`), which a wrong clock cannot change.
    """

    __tablename__ = "anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    heads: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
