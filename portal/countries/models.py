"""The catalogue of countries: official names in six languages, codes, region for tables, groups."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, ExactJSON, enum_text


class Region(StrEnum):
    """The five regions used in tables: those of the regional commissions (aggregation, section 6)."""

    AFRICA = "africa"
    ASIA_PACIFIC = "asia_pacific"
    EUROPE = "europe"
    LAC = "lac"
    WESTERN_ASIA = "western_asia"


class Country(Base):
    """One country that can report; `names` maps a language code to the official short name."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    names: Mapped[dict[str, str]] = mapped_column(ExactJSON)
    formal_names: Mapped[dict[str, str]] = mapped_column(ExactJSON, default=dict)
    m49: Mapped[str | None] = mapped_column(String(3))
    region: Mapped[Region] = mapped_column(enum_text(Region, "region"))
    default_track: Mapped[str] = mapped_column(String(4), default="rc")
    ldc: Mapped[bool] = mapped_column(default=False)
    lldc: Mapped[bool] = mapped_column(default=False)
    sids: Mapped[bool] = mapped_column(default=False)
    un_status: Mapped[str] = mapped_column(String(20), default="member")
    fictional: Mapped[bool] = mapped_column(default=False)
