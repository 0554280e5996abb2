"""What the Government says on a coordinator's report, before it is attached to it (right of reply)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class GovernmentComment(Base):
    """The Government's comment on one version of a coordinator's report, saved before the window closes.

    One a report version; `revision` counts, so that two focal points never overwrite each other. When the
    comments close, by the Government or by the clock, it becomes the observation attached to the report.
    """

    __tablename__ = "government_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)
