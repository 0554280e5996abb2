"""Reminders that were sent: each to a country once for a cycle and a day before the invited date."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class Reminder(Base):
    """A reminder sent to a country about a `family` of reports, `days` before the cycle's invited date."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("cycle_code", "country_code", "family", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_code: Mapped[str] = mapped_column(ForeignKey("cycle.code"))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    family: Mapped[str] = mapped_column(String(12))
    days: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    letters: Mapped[int]
