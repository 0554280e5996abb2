"""Reporting cycles, the countries invited in them, and extensions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.countries.models import Region
from portal.db import Base, ExactJSON, UtcDateTime, enum_text


class Cycle(Base):
    """One reporting cycle. Everything but the title is frozen at opening (`opened_at`).

    `title` by language; `conferences` and `themes` in order of display; `releases` maps an instrument to the
    release answered; `review_days` counts from each submission. `demonstration`: filed by nobody.
    """

    __tablename__ = "cycle"
    __table_args__ = (
        CheckConstraint("period_start <= period_end", name="period_in_order"),
        CheckConstraint("opens <= due AND due <= closes", name="dates_in_order"),
    )

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[dict[str, str]] = mapped_column(ExactJSON)
    period_start: Mapped[date]
    period_end: Mapped[date]
    opens: Mapped[date]
    due: Mapped[date]
    closes: Mapped[date]
    conferences: Mapped[list[str]] = mapped_column(ExactJSON)
    themes: Mapped[list[str]] = mapped_column(ExactJSON)
    releases: Mapped[dict[str, str]] = mapped_column(ExactJSON, default=dict)
    review_days: Mapped[int] = mapped_column(default=21)
    demonstration: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    invited: Mapped[list[InvitedCountry]] = relationship(
        back_populates="cycle", order_by="InvitedCountry.country_code", cascade="all, delete-orphan"
    )


class InvitedCountry(Base):
    """A country invited in a cycle, with the region and track that hold in that cycle."""

    __tablename__ = "invited_country"
    __table_args__ = (
        UniqueConstraint("cycle_code", "country_code"),
        CheckConstraint("track IN ('rc', 'norc')", name="track_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_code: Mapped[str] = mapped_column(ForeignKey("cycle.code"))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    region: Mapped[Region] = mapped_column(enum_text(Region, "region"))
    track: Mapped[str] = mapped_column(String(4))

    cycle: Mapped[Cycle] = relationship(back_populates="invited")


class Extension(Base):
    """A later closing date granted to one country in one cycle; the latest one granted holds."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_code: Mapped[str] = mapped_column(ForeignKey("cycle.code"))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    until: Mapped[date]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
