"""Questions to the reporting cycles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.cycles.models import Cycle, Extension, InvitedCountry
from portal.errors import NotFoundError


def get_cycle(session: Session, code: str) -> Cycle:
    """Return the cycle of that code; raises NotFoundError."""
    cycle = session.get(Cycle, code)
    if cycle is None:
        raise NotFoundError("cycle_unknown", cycle=code)
    return cycle


def all_cycles(session: Session) -> list[Cycle]:
    """Return every cycle, the latest period first, with its invited countries."""
    statement = (
        select(Cycle).options(selectinload(Cycle.invited)).order_by(Cycle.period_start.desc(), Cycle.code)
    )
    return list(session.scalars(statement))


def cycle_before(session: Session, cycle: Cycle) -> Cycle | None:
    """Return the opened cycle whose period is the last before this one's; demonstrations have their own."""
    return session.scalar(
        select(Cycle)
        .where(
            Cycle.period_start < cycle.period_start,
            Cycle.demonstration == cycle.demonstration,
            Cycle.opened_at.is_not(None),
        )
        .order_by(Cycle.period_start.desc())
        .limit(1)
    )


def invitation_of(session: Session, cycle_code: str, country_code: str) -> InvitedCountry:
    """Return the invitation of a country in a cycle; raises NotFoundError where it is not invited."""
    invited = session.scalar(
        select(InvitedCountry).where(
            InvitedCountry.cycle_code == cycle_code, InvitedCountry.country_code == country_code
        )
    )
    if invited is None:
        raise NotFoundError("country_not_invited", cycle=cycle_code, country=country_code)
    return invited


def invited_cycles(session: Session, country_codes: frozenset[str]) -> list[tuple[InvitedCountry, Cycle]]:
    """Return the invitations of these countries in opened cycles with their cycle, latest period first."""
    statement = (
        select(InvitedCountry, Cycle)
        .join(Cycle)
        .where(InvitedCountry.country_code.in_(country_codes), Cycle.opened_at.is_not(None))
        .order_by(Cycle.period_start.desc(), InvitedCountry.country_code)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def closing_dates(session: Session, countries: Iterable[str]) -> dict[tuple[str, str], date]:
    """Return the later last days granted to these countries, by cycle and country, in one query."""
    granted = session.execute(
        select(Extension.cycle_code, Extension.country_code, Extension.until)
        .where(Extension.country_code.in_(list(countries)))
        .order_by(Extension.id)
    )
    return {(cycle, country): until for cycle, country, until in granted}


def closing_date(session: Session, cycle: Cycle, country_code: str) -> date:
    """Return the last day on which the country may submit: the cycle's, or its own latest extension."""
    until = session.scalar(
        select(Extension.until)
        .where(Extension.cycle_code == cycle.code, Extension.country_code == country_code)
        .order_by(Extension.id.desc())
        .limit(1)
    )
    return max(cycle.closes, until) if until else cycle.closes
