"""Links for colleagues without an account, and the texts that arrive through them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime, enum_text


class ColleagueLink(Base):
    """A link by which somebody without an account writes one page of a report, once.

    Only the SHA-256 of its token is kept. `conference` empty: the page is of no conference. `sent_at`: the
    colleague handed the page in, and the link is used up; until then what is typed is kept as a draft.
    """

    __tablename__ = "colleague_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    section: Mapped[str] = mapped_column(String(8))
    conference: Mapped[str] = mapped_column(String(16), default="")
    name: Mapped[str] = mapped_column(String(200))
    institution: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2))
    note: Mapped[str] = mapped_column(Text, default="")
    shows_answers: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SuggestionDecision(StrEnum):
    """What the author side did with a suggested text. `edited`: taken over with changes."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    DECLINED = "declined"


class Suggestion(Base):
    """One answer that a colleague suggests: a draft until handed in; then it waits for a decision."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("link_id", "key"),
        Index("ix_suggestion_open", "report_id", "decided_at"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("colleague_link.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any | None] = mapped_column(ExactJSON)
    language: Mapped[str] = mapped_column(String(2))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[SuggestionDecision | None] = mapped_column(enum_text(SuggestionDecision, "decision"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
