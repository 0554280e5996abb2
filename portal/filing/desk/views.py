"""The desk: what is expected of whom by when, and starting a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission, permits
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import closing_dates, get_cycle, invited_cycles
from portal.extensions import db
from portal.filing.field_views import LinkView
from portal.filing.forms import StartForm
from portal.filing.progress.overview import Overview, load_overview
from portal.filing.progress.standing import Standing, standing_of
from portal.filing.progress.tasks import Task, Writers, tasks_of
from portal.filing.reaching import actor, country_in_address, may_edit, reader_language
from portal.reports.lifecycle.starting import start_report
from portal.reports.models import Report
from portal.reports.queries import current_version, reports_of_countries, surroundings
from portal.reports.workflow import COUNTED, OUT, Family

ROOMS = (
    (Permission.REVIEW_READ, "review.queue"),
    (Permission.CYCLE_MANAGE, "secretariat.home"),
    (Permission.ACCOUNT_MANAGE, "accounts.people.administration"),
)
"""Rooms beside this one that a person may have work in. Names only, as in a menu."""


@dataclass(frozen=True)
class Expected:
    """What one country is invited to in one cycle, with its report where it is begun."""

    cycle: Cycle
    country: Country
    closes: date
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
            return now().date() <= self.closes
        return self.report.status not in COUNTED | OUT


@requires(Permission.DESK_READ)
def desk() -> ResponseReturnValue:
    """Show what is expected of the person's countries, the latest cycle first."""
    expected = _expected()
    return render_template(
        "filing/desk.html",
        expected=[one for one in expected if one.is_current],
        earlier=[one for one in expected if not one.is_current],
        rooms=_rooms(),
    )


@requires(Permission.REPORT_PREPARE, country_in_address)
def start(cycle: str, country: str) -> ResponseReturnValue:
    """Start the national report of a country in the language chosen."""
    found = get_cycle(db.session, cycle)
    language = str(StartForm().report_language.data or reader_language())
    report = start_report(db.session, found, country, language, actor(), now())
    flash(_("The report is started. Every text you save is kept; you can leave and come back at any time."))
    return redirect(url_for("filing.report", report_id=report.id), 303)


def _expected() -> list[Expected]:
    countries = identity().countries_with(Permission.REPORT_READ_DRAFT) or frozenset()
    if not countries:
        return []
    names = countries_by_code(db.session, countries)
    reports = reports_of_countries(db.session, countries, Family.NATIONAL)
    later = closing_dates(db.session, countries)
    expected = []
    for invited, cycle in invited_cycles(db.session, countries):
        place = (cycle.code, invited.country_code)
        closes = max(cycle.closes, later.get(place, cycle.closes))
        report = current_version(one for one in reports if (one.cycle_code, one.country_code) == place)
        expected.append(_one(cycle, names[invited.country_code], closes, report))
    return _with_tasks(expected)


def _one(cycle: Cycle, country: Country, closes: date, report: Report | None) -> Expected:
    if report is not None:
        return Expected(cycle, country, closes, report)
    soon = now().date() < cycle.opens
    return Expected(cycle, country, closes, start=_start_form(cycle, country.code), soon=soon)


def _with_tasks(expected: list[Expected]) -> list[Expected]:
    """Give the first report in progress its tasks; the others have theirs on their own pages.

    So the number of queries does not grow with the countries and cycles of a person.
    """
    for number, one in enumerate(expected):
        if one.report is not None and one.is_current:
            return [*expected[:number], _in_full(one, one.report), *expected[number + 1 :]]
    return expected


def _in_full(one: Expected, report: Report) -> Expected:
    overview = load_overview(db.session, surroundings(db.session, report), identity(), now())
    writers = Writers(overview.answers, overview.names, overview.now)
    tasks = tasks_of(overview.context, overview.progress, writers, readonly=not may_edit(report))
    return replace(one, overview=overview, standing=standing_of(overview), tasks=tuple(tasks))


def _start_form(cycle: Cycle, country: str) -> StartForm | None:
    """Return the form to start a report, where the person may and the cycle is open."""
    if now().date() < cycle.opens or not permits(identity(), Permission.REPORT_PREPARE, country):
        return None
    chosen = request.args.get("report_language", reader_language())
    return StartForm(formdata=None, report_language=chosen)


def _rooms() -> list[LinkView]:
    labels = {
        "review.queue": _("Reports to review"),
        "secretariat.home": _("The secretariat's desk"),
        "accounts.people.administration": _("Accounts and roles"),
    }
    return [
        LinkView(labels[endpoint], url_for(endpoint))
        for permission, endpoint in ROOMS
        if endpoint in current_app.view_functions and permits(identity(), permission)
    ]
