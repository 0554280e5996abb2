"""Questions to the country catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.countries.models import Country
from portal.errors import NotFoundError


def get_country(session: Session, code: str) -> Country:
    """Return the country of that alpha-3 code; raises NotFoundError."""
    country = session.get(Country, code)
    if country is None:
        raise NotFoundError("country_unknown", country=code)
    return country


def countries_by_code(session: Session, codes: Iterable[str] | None = None) -> dict[str, Country]:
    """Return the countries of these codes, or all, by code."""
    statement = select(Country).order_by(Country.code)
    if codes is not None:
        statement = statement.where(Country.code.in_(list(codes)))
    return {country.code: country for country in session.scalars(statement)}
