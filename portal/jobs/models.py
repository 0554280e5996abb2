"""Long work with its progress, and which process runs the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime


class LongTask(Base):
    """One piece of long work (bulk invitations): asked for, done step by step, found again later.

    `order` is what to do, as given; `outcome` one entry a step done. `done` counts the steps.
    """

    __tablename__ = "long_task"
    __table_args__ = (CheckConstraint("done <= total", name="done_within_total"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    order: Mapped[list[Any]] = mapped_column("work_order", ExactJSON)
    outcome: Mapped[list[Any]] = mapped_column(ExactJSON, default=list)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


class Lease(Base):
    """What only one process may do at a time: who does it, and until when unless renewed."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
