"""The desk: what is expected of whom by when, and starting a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission, permits
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import closing_date, get_cycle, invited_cycles
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
        return self.overview is not None or (self.report is None and now().date() <= self.closes)


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
    return [
        _one(cycle, names[invited.country_code], reports)
        for invited, cycle in invited_cycles(db.session, countries)
    ]


def _one(cycle: Cycle, country: Country, reports: Iterable[Report]) -> Expected:
    versions = [one for one in reports if (one.cycle_code, one.country_code) == (cycle.code, country.code)]
    report = current_version(versions)
    closes = closing_date(db.session, cycle, country.code)
    if report is None:
        soon = now().date() < cycle.opens
        return Expected(cycle, country, closes, start=_start_form(cycle, country.code), soon=soon)
    if report.status in COUNTED | OUT:
        return Expected(cycle, country, closes, report)
    overview = load_overview(db.session, surroundings(db.session, report), identity(), now())
    writers = Writers(overview.answers, overview.names, overview.now)
    tasks = tasks_of(overview.context, overview.progress, writers, readonly=not may_edit(report))
    return Expected(cycle, country, closes, report, overview, standing_of(overview), tuple(tasks))


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
