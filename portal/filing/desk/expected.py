"""What is expected of a person's countries: national reports, and annual reports of coordinators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import request

from portal.accounts.permissions import Identity, Permission, permits
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import closing_dates, invited_cycles
from portal.deadlines import is_over
from portal.extensions import db
from portal.filing.forms import StartForm
from portal.filing.progress.overview import Overview, load_overview
from portal.filing.progress.standing import Standing, standing_of
from portal.filing.progress.tasks import Task, Writers, tasks_of
from portal.filing.reaching import may_edit, reader_language
from portal.reports.models import Report
from portal.reports.queries import current_version, reports_of_countries, surroundings
from portal.reports.workflow import COUNTED, OUT, Family


@dataclass(frozen=True)
class Kind:
    """A family of reports as a desk expects it: who reads its drafts, who starts it and where."""

    family: Family
    reads: Permission
    starts: Permission
    endpoint: str


KINDS = (
    Kind(Family.NATIONAL, Permission.REPORT_READ_DRAFT, Permission.REPORT_PREPARE, "filing.start"),
    Kind(Family.COORDINATOR, Permission.OFFICE_READ_DRAFT, Permission.OFFICE_PREPARE, "filing.start_annual"),
)


@dataclass(frozen=True)
class Expected:
    """What one country, or its coordinator, is invited to in one cycle, with the report where it is begun."""

    kind: Kind
    cycle: Cycle
    country: Country
    closes: date
    now: datetime
    report: Report | None = None
    overview: Overview | None = None
    standing: Standing | None = None
    tasks: tuple[Task, ...] = ()
    start: StartForm | None = None
    soon: bool = False

    @property
    def is_current(self) -> bool:
        """Whether something can still happen: a report in progress, or time left to begin one."""
        if self.report is None:
            return not is_over(self.closes, self.now)
        return self.report.status not in COUNTED | OUT

    @property
    def is_annual(self) -> bool:
        """Whether it is the coordinator's annual report."""
        return self.kind.family is Family.COORDINATOR


def expected_of(who: Identity, now: datetime) -> list[Expected]:
    """Return what is expected of the countries of a person; queries do not grow with countries or cycles."""
    return _with_tasks([one for kind in KINDS for one in _of_kind(kind, who, now)], who, now)


def _of_kind(kind: Kind, who: Identity, now: datetime) -> list[Expected]:
    countries = who.countries_with(kind.reads) or frozenset()
    if not countries:
        return []
    names = countries_by_code(db.session, countries)
    reports = reports_of_countries(db.session, countries, kind.family)
    later = closing_dates(db.session, countries)
    expected = []
    for invited, cycle in invited_cycles(db.session, countries):
        if kind.family is Family.COORDINATOR and invited.track != "rc":
            continue
        place = (cycle.code, invited.country_code)
        closes = max(cycle.closes, later.get(place, cycle.closes))
        report = current_version(one for one in reports if (one.cycle_code, one.country_code) == place)
        one = Expected(kind, cycle, names[invited.country_code], closes, now, report)
        expected.append(one if report is not None else _not_begun(one, who))
    return expected


def _not_begun(one: Expected, who: Identity) -> Expected:
    soon = one.now.date() < one.cycle.opens
    form = None
    if not soon and permits(who, one.kind.starts, one.country.code):
        chosen = request.args.get("report_language", reader_language())
        form = StartForm(formdata=None, report_language=chosen)
    return replace(one, start=form, soon=soon)


def _with_tasks(expected: list[Expected], who: Identity, now: datetime) -> list[Expected]:
    """Give the first report in progress its tasks; the others have theirs on their own pages.

    So the number of queries does not grow with the countries and cycles of a person.
    """
    for number, one in enumerate(expected):
        if one.report is not None and one.is_current:
            return [*expected[:number], _in_full(one, one.report, who, now), *expected[number + 1 :]]
    return expected


def _in_full(one: Expected, report: Report, who: Identity, now: datetime) -> Expected:
    overview = load_overview(db.session, surroundings(db.session, report), who, now)
    writers = Writers(overview.answers, overview.names, overview.now)
    tasks = tasks_of(overview.context, overview.progress, writers, readonly=not may_edit(report))
    return replace(one, overview=overview, standing=standing_of(overview), tasks=tuple(tasks))
