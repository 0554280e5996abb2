"""The desk: what is expected of whom by when, and starting a report."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission, permits
from portal.cycles.queries import get_cycle
from portal.extensions import db
from portal.filing.desk.expected import expected_of
from portal.filing.desk.shelves import coordinators_filings, practices_of
from portal.filing.field_views import LinkView
from portal.filing.forms import StartForm
from portal.filing.reaching import actor, country_in_address, reader_language
from portal.filing.team.assigning.mine import assigned_pages
from portal.reports.lifecycle.starting import start_coordinator_report, start_practice_once, start_report
from portal.reports.models import Report

ROOMS = (
    (Permission.REVIEW_READ, "review.queue"),
    (Permission.CYCLE_MANAGE, "secretariat.home"),
    (Permission.ACCOUNT_MANAGE, "accounts.people.administration"),
)
"""Rooms beside this one that a person may have work in. Names only, as in a menu."""


@requires(Permission.DESK_READ)
def desk() -> ResponseReturnValue:
    """Show what is expected of the person's countries, the latest cycle first, and what waits for a word."""
    expected = expected_of(identity(), now())
    shelves = practices_of(db.session, identity(), now())
    return render_template(
        "filing/desk.html",
        expected=[one for one in expected if one.is_current],
        earlier=[one for one in expected if not one.is_current],
        shelves=shelves,
        awaiting=coordinators_filings(db.session, identity()),
        assigned=assigned_pages(identity(), now()),
        start_form=StartForm(formdata=None, report_language=reader_language()),
        rooms=_rooms(),
    )


@requires(Permission.REPORT_PREPARE, country_in_address)
def start(cycle: str, country: str) -> ResponseReturnValue:
    """Start the national report of a country in the language chosen."""
    report = start_report(db.session, get_cycle(db.session, cycle), country, _language(), actor(), now())
    return _to_report(report)


@requires(Permission.OFFICE_PREPARE, country_in_address)
def start_annual(cycle: str, country: str) -> ResponseReturnValue:
    """Start the coordinator's annual report of a country."""
    found = get_cycle(db.session, cycle)
    return _to_report(start_coordinator_report(db.session, found, country, _language(), actor(), now()))


@requires(Permission.REPORT_PREPARE, country_in_address)
def start_own_practice(cycle: str, country: str) -> ResponseReturnValue:
    """Start a best practice of a Government."""
    return _start_practice(cycle, country, "government")


@requires(Permission.OFFICE_PREPARE, country_in_address)
def start_office_practice(cycle: str, country: str) -> ResponseReturnValue:
    """Start a best practice of a coordinator's office."""
    return _start_practice(cycle, country, "coordinator")


def _start_practice(cycle: str, country: str, filed_by: str) -> ResponseReturnValue:
    found = get_cycle(db.session, cycle)
    return _to_report(
        start_practice_once(db.session, found, country, _language(), actor(), now(), filed_by=filed_by)
    )


def _language() -> str:
    return str(StartForm().report_language.data or reader_language())


def _to_report(report: Report) -> ResponseReturnValue:
    flash(_("The report is started. Every text you save is kept; you can leave and come back at any time."))
    return redirect(url_for("filing.report", report_id=report.id), 303)


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
