"""Which cycles are public and how far each invited country is: coverage always, contents by consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.errors import NotFoundError
from portal.reports.disclosure import Audience, may_read_filing, may_read_summary
from portal.reports.models import Filing, Report
from portal.reports.queries import reports_of_cycle
from portal.reports.reading.filed import disclosed
from portal.reports.workflow import COUNTED, RECEIVED, Family, Status


@dataclass(frozen=True)
class CountryLine:
    """One invited country in a cycle as the public sees it.

    `state`: none, received, accepted, published or withdrawn; `summary`, `report`: whether each can be
    opened.
    """

    code: str
    names: Mapping[str, str]
    region: str
    track: str
    state: str
    summary: bool = False
    report: bool = False


def public_cycles(session: Session) -> list[Cycle]:
    """Return the opened cycles, real ones before demonstrations, the latest period first."""
    statement = (
        select(Cycle)
        .where(Cycle.opened_at.is_not(None))
        .order_by(Cycle.demonstration, Cycle.period_start.desc(), Cycle.code)
    )
    return list(session.scalars(statement))


def public_cycle(session: Session, code: str) -> Cycle:
    """Return an opened cycle; raises NotFoundError."""
    cycle = get_cycle(session, code)
    if cycle.opened_at is None:
        raise NotFoundError("cycle_unknown", cycle=code)
    return cycle


def country_lines(session: Session, cycle: Cycle) -> list[CountryLine]:
    """Return every country invited in the cycle, in a fixed number of queries."""
    countries = countries_by_code(session, [invited.country_code for invited in cycle.invited])
    versions: dict[str, list[Report]] = {}
    for report in reports_of_cycle(session, cycle.code, Family.NATIONAL):
        versions.setdefault(report.country_code, []).append(report)
    counted = [report for reports in versions.values() for report in reports if report.status in COUNTED]
    filings = latest_filings(session, [report.id for report in counted])
    lines = []
    for invited in cycle.invited:
        reports = versions.get(invited.country_code, [])
        shown = _shown(reports, filings)
        lines.append(
            CountryLine(
                code=invited.country_code,
                names=countries[invited.country_code].names,
                region=invited.region.value,
                track=invited.track,
                state=state_of(reports),
                summary=shown[0],
                report=shown[1],
            )
        )
    return lines


def state_of(reports: Iterable[Report]) -> str:
    """Return how far a country is, as coverage says it (aggregation, sections 1 and 5)."""
    statuses = {report.status for report in reports}
    if Status.PUBLISHED in statuses:
        return "published"
    if Status.ACCEPTED in statuses:
        return "accepted"
    if statuses & RECEIVED:
        return "received"
    return "withdrawn" if Status.WITHDRAWN in statuses else "none"


def latest_filings(session: Session, report_ids: Iterable[int]) -> dict[int, Filing]:
    """Return the last filing of each report, by report."""
    statement = select(Filing).where(Filing.report_id.in_(list(report_ids))).order_by(Filing.number)
    return {filing.report_id: filing for filing in session.scalars(statement)}


def _shown(reports: Iterable[Report], filings: Mapping[int, Filing]) -> tuple[bool, bool]:
    for report in reports:
        filing = filings.get(report.id)
        if report.status in COUNTED and filing is not None:
            state = disclosed(report, filing)
            return may_read_summary(Audience.PUBLIC, state), may_read_filing(Audience.PUBLIC, state)
    return False, False
