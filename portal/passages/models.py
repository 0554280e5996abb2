"""Tags that an analyst puts on passages of filed texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime


class Tag(Base):
    """A tag of the reading room: `code` for ever, `names` by language (one at least)."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(ExactJSON, default=dict)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TaggedPassage(Base):
    """A passage of one answer of one filing under a tag.

    `start` and `length` count characters of the text as filed; a whole answer is from 0 to its end.
    """

    __tablename__ = "tagged_passage"
    __table_args__ = (
        UniqueConstraint("tag_id", "filing_id", "key", "start", "length"),
        Index("ix_tagged_passage_key", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    start: Mapped[int]
    length: Mapped[int]
    passage: Mapped[str] = mapped_column(Text)
    tagged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tagged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
