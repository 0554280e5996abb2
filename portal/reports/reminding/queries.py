"""Which countries are to be reminded now: invited, the date near, nothing submitted, not reminded yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle, Extension, InvitedCountry
from portal.notifications.models import Reminder
from portal.notifications.reminders import DAYS, ROLES, reminder_due
from portal.notifications.reminding import DueReminder
from portal.reports.models import Report
from portal.reports.workflow import FILED

TRACKS_OF = {"national": ("rc", "norc"), "coordinator": ("rc",)}
"""The tracks in which a report of a family is invited."""


def reminders_due(session: Session, now: datetime) -> list[DueReminder]:
    """Return the reminders to write now, by cycle and country; a fixed number of queries a cycle.

    A country with an extension is reminded of the day it was given. A cycle for demonstration has none.
    """
    return [due for cycle in _cycles(session, now.date()) for due in _of_cycle(session, cycle, now.date())]


def _cycles(session: Session, today: date) -> list[Cycle]:
    """Return the opened cycles for which a date can be near, the extended ones included."""
    soon = today + timedelta(days=max(DAYS))
    extended = select(Extension.cycle_code).where(Extension.until >= today)
    statement = (
        select(Cycle)
        .where(
            Cycle.opened_at.is_not(None),
            Cycle.opens <= today,
            Cycle.demonstration.is_(False),
            or_(Cycle.due.between(today, soon), Cycle.code.in_(extended)),
        )
        .order_by(Cycle.code)
    )
    return list(session.scalars(statement))


def _of_cycle(session: Session, cycle: Cycle, today: date) -> Iterator[DueReminder]:
    given = _extensions(session, cycle)
    submitted = _submitted(session, cycle)
    reminded = _reminded(session, cycle)
    invited = session.execute(
        select(InvitedCountry.country_code, InvitedCountry.track)
        .where(InvitedCountry.cycle_code == cycle.code)
        .order_by(InvitedCountry.country_code)
    ).all()
    for country, track in invited:
        invited_by = max(cycle.due, given.get(country, cycle.due))
        days = reminder_due(invited_by, today)
        for family in ROLES:
            wanted = track in TRACKS_OF[family] and (country, family) not in submitted
            if days is not None and wanted and (country, family, days) not in reminded:
                until = max(cycle.closes, invited_by)
                yield DueReminder(cycle.code, country, family, days, invited_by, until)


def _extensions(session: Session, cycle: Cycle) -> dict[str, date]:
    """Return the latest extension granted to each country."""
    statement = (
        select(Extension.country_code, Extension.until)
        .where(Extension.cycle_code == cycle.code)
        .order_by(Extension.id)
    )
    return {row.country_code: row.until for row in session.execute(statement)}


def _submitted(session: Session, cycle: Cycle) -> set[tuple[str, str]]:
    """Return the countries with the families of which a report was submitted, whatever came after."""
    statement = select(Report.country_code, Report.family).where(
        Report.cycle_code == cycle.code, Report.status.in_(FILED)
    )
    return {(country, family.value) for country, family in session.execute(statement)}


def _reminded(session: Session, cycle: Cycle) -> set[tuple[str, str, int]]:
    statement = select(Reminder.country_code, Reminder.family, Reminder.days).where(
        Reminder.cycle_code == cycle.code
    )
    return {(country, family, days) for country, family, days in session.execute(statement)}
