"""Which cycles are public and how far each invited country is: coverage always, contents by consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle, InvitedCountry
from portal.cycles.queries import get_cycle
from portal.errors import NotFoundError
from portal.reports.disclosure import Audience, may_read_filing, may_read_summary
from portal.reports.models import Filing, Report
from portal.reports.queries import reports_of_countries, reports_of_cycle
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


def states_by_cycle(session: Session, cycles: Iterable[Cycle]) -> dict[str, list[str]]:
    """Return how far each invited country is, by cycle, in two queries however many the cycles."""
    codes = [cycle.code for cycle in cycles]
    statuses: dict[tuple[str, str], set[Status]] = {}
    filed = select(Report.cycle_code, Report.country_code, Report.status).where(
        Report.family == Family.NATIONAL, Report.cycle_code.in_(codes)
    )
    for cycle, country, status in session.execute(filed):
        statuses.setdefault((cycle, country), set()).add(status)
    invited = select(InvitedCountry.cycle_code, InvitedCountry.country_code).where(
        InvitedCountry.cycle_code.in_(codes)
    )
    states: dict[str, list[str]] = {code: [] for code in codes}
    for cycle, country in session.execute(invited):
        states[cycle].append(state_of(statuses.get((cycle, country), set())))
    return states


def country_lines(session: Session, cycle: Cycle) -> list[CountryLine]:
    """Return every country invited in the cycle, in a fixed number of queries."""
    reports = reports_of_cycle(session, cycle.code, Family.NATIONAL)
    return _lines(session, cycle.invited, reports)


def lines_of_country(session: Session, country: str) -> list[tuple[Cycle, CountryLine]]:
    """Return one country in every opened cycle that it is invited in, in a fixed number of queries."""
    invited = select(InvitedCountry).where(InvitedCountry.country_code == country)
    asked = {one.cycle_code: one for one in session.scalars(invited)}
    cycles = [cycle for cycle in public_cycles(session) if cycle.code in asked]
    reports = reports_of_countries(session, frozenset({country}), Family.NATIONAL)
    lines = _lines(session, [asked[cycle.code] for cycle in cycles], reports)
    return list(zip(cycles, lines, strict=True))


def _lines(
    session: Session, invited: Sequence[InvitedCountry], reports: Iterable[Report]
) -> list[CountryLine]:
    countries = countries_by_code(session, {one.country_code for one in invited})
    versions: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        versions.setdefault((report.cycle_code, report.country_code), []).append(report)
    counted = [report for found in versions.values() for report in found if report.status in COUNTED]
    filings = latest_filings(session, [report.id for report in counted])
    lines = []
    for one in invited:
        found = versions.get((one.cycle_code, one.country_code), [])
        shown = _shown(found, filings)
        lines.append(
            CountryLine(
                code=one.country_code,
                names=countries[one.country_code].names,
                region=one.region.value,
                track=one.track,
                state=state_of({report.status for report in found}),
                summary=shown[0],
                report=shown[1],
            )
        )
    return lines


def state_of(statuses: AbstractSet[Status]) -> str:
    """Return how far a country is whose versions have these statuses (aggregation, sections 1 and 5)."""
    if Status.PUBLISHED in statuses:
        return "published"
    if Status.ACCEPTED in statuses:
        return "accepted"
    if statuses & RECEIVED:
        return "received"
    return "withdrawn" if Status.WITHDRAWN in statuses else "none"


def latest_filings(session: Session, report_ids: Iterable[int]) -> dict[int, Filing]:
    """Return the last filing of each report, by report; its content is read when it is looked at."""
    statement = (
        select(Filing)
        .options(defer(Filing.content))
        .where(Filing.report_id.in_(list(report_ids)))
        .order_by(Filing.number)
    )
    return {filing.report_id: filing for filing in session.scalars(statement)}


def _shown(reports: Iterable[Report], filings: Mapping[int, Filing]) -> tuple[bool, bool]:
    for report in reports:
        filing = filings.get(report.id)
        if report.status in COUNTED and filing is not None:
            state = disclosed(report, filing)
            return may_read_summary(Audience.PUBLIC, state), may_read_filing(Audience.PUBLIC, state)
    return False, False
