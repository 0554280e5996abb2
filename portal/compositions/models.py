"""Reports that an officer composes from issued tables: their paragraphs, and the officer's texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, ExactJSON, UtcDateTime


class Composition(Base):
    """A progress report (para. 18), review (para. 17) or evaluation pack (para. 16) of one issue.

    `issued_id` names the public issued tables its figures are bound to. `filter_kind` is commission,
    regional or conference, `filter_code` the pack's code; both empty: everything.
    """

    __tablename__ = "composition"
    __table_args__ = (CheckConstraint("kind IN ('progress', 'review', 'evaluation')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued_tables.id"), index=True)
    filter_kind: Mapped[str] = mapped_column(String(12), default="")
    filter_code: Mapped[str] = mapped_column(String(20), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    parts: Mapped[list[CompositionPart]] = relationship(
        order_by="(CompositionPart.position, CompositionPart.id)", cascade="all, delete-orphan"
    )


class CompositionPart(Base):
    """One part in its place: a part composed from the figures (`key`), or a paragraph an officer added.

    `key` is empty for an added paragraph. `texts` maps a language to the officer's text, with figures as
    ``{path}``; a language without one shows the composed text, or for an added paragraph the first text
    there is. `left_out`: kept, but not printed. `revision` counts the saves.
    """

    __tablename__ = "composition_part"
    __table_args__ = (Index("ix_composition_part_place", "composition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    composition_id: Mapped[int] = mapped_column(ForeignKey("composition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(80), default="")
    texts: Mapped[dict[str, str]] = mapped_column(ExactJSON, default=dict)
    left_out: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
