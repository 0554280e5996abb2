"""Answers offered to a report from elsewhere: unconfirmed until a named person takes or declines each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime, enum_text


class Source(StrEnum):
    """Where an offered answer comes from."""

    LAST_CYCLE = "last_cycle"
    OWN_COUNTRY = "own_country"


class Decision(StrEnum):
    """What became of an offered answer. `confirmed`: taken over as it is, or as a person changed it."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class OfferedAnswer(Base):
    """One answer offered under one key: from the country's report in the last cycle, or another own country.

    It is no answer and is never submitted until `decision` is confirmed; then the answer holds it and this
    row says who took it over and when. `source_report` is the version it was read from; `source_key` its key
    there (another one where the question replaces an older one). One open offer a key and source.
    """

    __tablename__ = "offered_answer"
    __table_args__ = (
        UniqueConstraint("report_id", "key", "source_report_id"),
        Index("ix_offered_answer_open", "report_id", "decided_at"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(String(60))
    source: Mapped[Source] = mapped_column(enum_text(Source, "source"))
    source_report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    source_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(ExactJSON)
    language: Mapped[str] = mapped_column(String(2))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[Decision | None] = mapped_column(enum_text(Decision, "decision"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
