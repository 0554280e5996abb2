"""Outgoing letters, written in the same transaction as the event they tell of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime

TRIES = (1, 5, 15, 60, 180, 360, 720, 1440)
"""Minutes to wait after each vain attempt; after the last one the letter stays for a person to look at."""


class Letter(Base):
    """One letter to one person. It waits while `sent_at` is empty, and is not tried before `not_before`.

    `opens` and `opens_id`: the row (an invitation, a reset, a colleague's link) to which its link leads.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_waiting", "sent_at", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(500))
    text_body: Mapped[str] = mapped_column(Text)
    html_body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    opens: Mapped[str | None] = mapped_column(String(20))
    opens_id: Mapped[int | None] = mapped_column()
    last_error: Mapped[str | None] = mapped_column(String(500))


class LetterKey(Base):
    """A key that was sent in the link of a letter; only its SHA-256 is kept, one for each sending."""

    __tablename__ = "letter_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    opens: Mapped[str] = mapped_column(String(20))
    opens_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
