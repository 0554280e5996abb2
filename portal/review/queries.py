"""The reviewer's queue: reports of the countries of an office, what needs action first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.countries.models import Country
from portal.cycles.models import Cycle, InvitedCountry
from portal.reports.lifecycle.situation import window_of
from portal.reports.models import Report
from portal.reports.workflow import RECEIVED, Family, Status

UNDER_REVIEW = frozenset({Status.SUBMITTED, Status.RESUBMITTED, Status.UNDER_REVIEW})


class Holder(StrEnum):
    """Who has to act next."""

    REVIEWER = "reviewer"
    GOVERNMENT = "government"
    SECRETARIAT = "secretariat"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Waiting:
    """One report of the queue. `days`: since its present side got it. `due`: end of the review period.

    `late`: it is over, and the report will be forwarded without review.
    """

    report: Report
    cycle: Cycle
    country: Country
    holder: Holder
    days: int
    due: datetime | None
    late: bool


def review_queue(session: Session, countries: frozenset[str] | None, now: datetime) -> list[Waiting]:
    """Return the filed reports with a reviewer of these countries (None: all): those to act on come first.

    Among these the earliest end of the review period; then what waits longest.
    """
    statement = (
        select(Report, Cycle, Country)
        .join(Cycle, Cycle.code == Report.cycle_code)
        .join(Country, Country.code == Report.country_code)
        .join(
            InvitedCountry,
            (InvitedCountry.cycle_code == Report.cycle_code)
            & (InvitedCountry.country_code == Report.country_code),
        )
        .where(
            InvitedCountry.track == "rc",
            Report.status.in_(RECEIVED),
            Report.family != Family.COORDINATOR,
            Report.filed_by != "coordinator",
        )
    )
    if countries is not None:
        statement = statement.where(Report.country_code.in_(countries))
    found = [_waiting(report, cycle, country, now) for report, cycle, country in session.execute(statement)]
    return sorted(found, key=_urgency)


def holder_of(report: Report) -> Holder:
    """Return who has to act next on a report that has a reviewer."""
    if report.status in UNDER_REVIEW:
        return Holder.SECRETARIAT if report.returned_by_secretariat else Holder.REVIEWER
    if report.status is Status.RETURNED:
        return Holder.GOVERNMENT
    return Holder.SECRETARIAT if report.status is Status.ENDORSED else Holder.NOBODY


def _waiting(report: Report, cycle: Cycle, country: Country, now: datetime) -> Waiting:
    holder = holder_of(report)
    due = None
    if holder is Holder.REVIEWER and report.submitted_at is not None:
        due = window_of(report, cycle)
    late = due is not None and due <= now
    return Waiting(report, cycle, country, holder, (now - report.waiting_since).days, due, late)


def _urgency(waiting: Waiting) -> tuple[int, float, str, int]:
    moment = waiting.due or waiting.report.waiting_since
    place = list(Holder).index(waiting.holder)
    # What is finished is listed with the newest first, all else with the oldest.
    order = -moment.timestamp() if waiting.holder is Holder.NOBODY else moment.timestamp()
    return place, order, waiting.country.code, waiting.report.version
