"""Files attached to reports: one row a file of a report; its bytes are stored once by digest."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime, enum_text


class Scan(StrEnum):
    """What a scanner said of a file. `waiting`: in quarantine; `none`: no scanner is configured."""

    NONE = "none"
    WAITING = "waiting"
    CLEAN = "clean"
    REFUSED = "refused"


class Annex(Base):
    """A file attached under a question of a report version. `name` as sent; `media_type` as found in it.

    `removed_at`: taken out of the draft; filings made before still name it by digest.
    """

    __tablename__ = "annex"
    __table_args__ = (
        Index("ix_annex_report_key", "report_id", "key"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    scan: Mapped[Scan] = mapped_column(enum_text(Scan, "scan"), default=Scan.NONE)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
