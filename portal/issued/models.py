"""Issued tables: dated, frozen aggregates of a cycle with their checksum, one row for each audience."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, UtcDateTime


class IssuedTables(Base):
    """The aggregates of a cycle as they stood at one moment (aggregation, section 1, rule 5).

    `number` counts the issues of the portal; an issue has two rows, audience `secretariat` and `public`.
    `content` is the canonical text of ``{"aggregates": aggregates/1, "filings": […]}``, `digest` its SHA-256.
    `filings` lists the counted filings behind the figures: cycle, country, family, subject, instrument,
    report, version, digest; in a public row those alone that the public may read, with how far (`shown`:
    report or summary, `withheld` sections). It stands beside `content` too, for lists, which load no content.
    `region`, `track` and `group` are the selection, None for all countries. Rows never change.
    """

    __tablename__ = "issued_tables"
    __table_args__ = (
        UniqueConstraint("number", "audience"),
        CheckConstraint("audience IN ('secretariat', 'public')", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    audience: Mapped[str] = mapped_column(String(12))
    cycle_code: Mapped[str] = mapped_column(ForeignKey("cycle.code"), index=True)
    previous_code: Mapped[str | None] = mapped_column(ForeignKey("cycle.code"))
    region: Mapped[str | None] = mapped_column(String(20))
    track: Mapped[str | None] = mapped_column(String(4))
    group: Mapped[str | None] = mapped_column("country_group", String(4))
    content: Mapped[str] = mapped_column(Text, deferred=True)
    filings: Mapped[list[dict[str, Any]]] = mapped_column(ExactJSON)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def is_restricted(self) -> bool:
        """Whether it is of some countries only: then it is the secretariat's alone (rule 8.4)."""
        return any((self.region, self.track, self.group))
