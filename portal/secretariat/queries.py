"""Where a cycle stands: what each country filed, coverage, and what waits for the secretariat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.aggregation.counting.coverage import coverage_row
from portal.aggregation.counting.standing import Standing, standing_of
from portal.aggregation.inputs import REGIONS, TRACKS, ReportFacts
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle, Extension, InvitedCountry
from portal.deadlines import is_over
from portal.reports.models import Filing, Report
from portal.reports.queries import current_version, reports_of_cycle
from portal.reports.workflow import Family, Status

PUBLISHABLE = ("full", "partial")


@dataclass(frozen=True)
class CountryLine:
    """One invited country: its versions, the current one, where it stands, until when it may submit."""

    invited: InvitedCountry
    country: Country
    versions: tuple[Report, ...]
    current: Report | None
    standing: Standing
    closes: date
    extended: bool


@dataclass(frozen=True)
class Waiting:
    """A report that waits for the secretariat. `task`: decide, enter or publish; `days` since it got it."""

    report: Report
    cycle: Cycle
    country: Country
    task: str
    days: int


def country_lines(session: Session, cycle: Cycle) -> list[CountryLine]:
    """Return the invited countries of a cycle by code, with what they filed; a fixed number of queries."""
    countries = countries_by_code(session, [invited.country_code for invited in cycle.invited])
    reports: dict[str, list[Report]] = {}
    for report in reports_of_cycle(session, cycle.code, Family.NATIONAL):
        reports.setdefault(report.country_code, []).append(report)
    until = _extensions(session, cycle)
    return [
        _line(cycle, invited, countries[invited.country_code], reports, until) for invited in cycle.invited
    ]


def _line(
    cycle: Cycle,
    invited: InvitedCountry,
    country: Country,
    reports: dict[str, list[Report]],
    until: dict[str, date],
) -> CountryLine:
    versions = tuple(reports.get(country.code, ()))
    closes = max(cycle.closes, until.get(country.code, cycle.closes))
    return CountryLine(
        invited=invited,
        country=country,
        versions=versions,
        current=current_version(versions),
        standing=standing_of(map(_bare, versions)),
        closes=closes,
        extended=closes > cycle.closes,
    )


def _bare(report: Report) -> ReportFacts:
    """Return what coverage needs of a report: its status and dates, no answers."""
    return ReportFacts(
        report.reference,
        report.country_code,
        report.instrument,
        None,
        report.version,
        report.status.value,
        "none",
        frozenset(),
        report.first_submitted,
        (),
    )


def _extensions(session: Session, cycle: Cycle) -> dict[str, date]:
    """Return the latest extension granted to each country."""
    statement = (
        select(Extension.country_code, Extension.until)
        .where(Extension.cycle_code == cycle.code)
        .order_by(Extension.id)
    )
    return {row.country_code: row.until for row in session.execute(statement)}


def coverage_of(cycle: Cycle, lines: Iterable[CountryLine]) -> dict[str, dict[str, object]]:
    """Return rows of coverage (see aggregation, section 5): ``all``, each track, each region."""
    found = list(lines)
    rows = {"all": coverage_row([line.standing for line in found], cycle.due)}
    for track in TRACKS:
        of_track = [line.standing for line in found if line.invited.track == track]
        rows[track] = coverage_row(of_track, cycle.due)
    for region in REGIONS:
        of_region = [line.standing for line in found if line.invited.region.value == region]
        rows[region] = coverage_row(of_region, cycle.due)
    return rows


def not_yet_received(cycle: Cycle, lines: Iterable[CountryLine], now: datetime) -> list[CountryLine]:
    """Return the countries whose report has not come after the invited date."""
    if not is_over(cycle.due, now):
        return []
    return [line for line in lines if not line.standing.received and not line.standing.withdrawn]


def waiting_for_secretariat(session: Session, now: datetime) -> list[Waiting]:
    """Return the reports of all cycles on which the secretariat has to act, the longest waiting first."""
    newest = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    statement = (
        select(Report, Cycle, Country, InvitedCountry.track, Filing.consent)
        .join(Cycle, Cycle.code == Report.cycle_code)
        .join(Country, Country.code == Report.country_code)
        .join(
            InvitedCountry,
            (InvitedCountry.cycle_code == Report.cycle_code)
            & (InvitedCountry.country_code == Report.country_code),
        )
        .outerjoin(newest, newest.c.report_id == Report.id)
        .outerjoin(Filing, (Filing.report_id == Report.id) & (Filing.number == newest.c.number))
        .where(
            Report.status.in_(
                [Status.DRAFT, Status.ENDORSED, Status.SUBMITTED, Status.RESUBMITTED, Status.ACCEPTED]
            ),
        )
        .order_by(Report.waiting_since, Report.id)
    )
    found = []
    for report, cycle, country, track, consent in session.execute(statement):
        task = _task(report, track, consent)
        if task is not None:
            found.append(Waiting(report, cycle, country, task, (now - report.waiting_since).days))
    return found


def _task(report: Report, track: str, consent: str | None) -> str | None:
    if report.status is Status.DRAFT:
        return "enter" if report.received else None
    if report.status is Status.ACCEPTED:
        return "publish" if consent in PUBLISHABLE and not report.suspended else None
    without_reviewer = track != "rc" or report.returned_by_secretariat
    return "decide" if report.status is Status.ENDORSED or without_reviewer else None
