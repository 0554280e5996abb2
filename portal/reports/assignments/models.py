"""Who drafts which page of a report until when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class Assignment(Base):
    """One page of a report (a section; in the repeated one a conference of it) given to one account.

    `conference` empty: the whole section. `note`: what is asked, in the words of who assigned it.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("uq_assignment_once", "report_id", "account_id", "section", "conference", unique=True),
        Index("ix_assignment_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    section: Mapped[str] = mapped_column(String(8))
    conference: Mapped[str] = mapped_column(String(16), default="")
    due: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
