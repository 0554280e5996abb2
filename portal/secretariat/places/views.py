"""Pages of one country in one cycle: invitation, progress, later date, a report received by mail."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access
from portal.accounts.forms import typed
from portal.accounts.people.rules import TITLES
from portal.accounts.permissions import Permission
from portal.accounts.services import actor_of
from portal.countries.queries import get_country
from portal.cycles.queries import get_cycle
from portal.cycles.services import extend
from portal.errors import NotFoundError, RefusedError
from portal.extensions import db
from portal.questionnaires.messages import MESSAGES
from portal.reports.lifecycle.recording import (
    Original,
    Receipt,
    problems_of_entry,
    record_received_draft,
)
from portal.reports.lifecycle.starting import start_report
from portal.reports.queries import get_report, surroundings
from portal.secretariat.cycles.forms import day_of
from portal.secretariat.places.forms import ExtensionForm, ReceivedForm, RecordForm
from portal.secretariat.places.originals import keep_original, read_original
from portal.secretariat.places.queries import original_of, percent_of, place_of
from portal.secretariat.words import REGIONS, TRACKS

blueprint = Blueprint("places", __name__)
ENTRY = "filing.report"


def _country(address: Mapping[str, Any]) -> str:
    """Return the country whose report an address names; raises NotFoundError."""
    return get_report(db.session, address["report_id"]).country_code


@blueprint.get("/cycles/<code>/countries/<country>")
@access.requires(Permission.CYCLE_MANAGE)
def place(code: str, country: str) -> ResponseReturnValue:
    """Show one country in a cycle."""
    return _page(code, country, ExtensionForm(formdata=None), ReceivedForm(formdata=None))


@blueprint.post("/cycles/<code>/countries/<country>/extension")
@access.requires(Permission.CYCLE_MANAGE)
def extension(code: str, country: str) -> ResponseReturnValue:
    """Give the country a later last day."""
    form = ExtensionForm()
    if form.validate_on_submit():
        try:
            cycle = get_cycle(db.session, code)
            extend(db.session, cycle, country, day_of(form.until), actor_of(access.identity()), access.now())
        except RefusedError:
            form.until.errors = [_("Please give a day later than the present last day.")]
        else:
            flash(_("The country may submit until the later day."))
            return redirect(url_for("secretariat.places.place", code=code, country=country))
    return _page(code, country, form, ReceivedForm(formdata=None)), 422


@blueprint.post("/cycles/<code>/countries/<country>/received")
@access.requires(Permission.REPORT_RECORD)
def receive(code: str, country: str) -> ResponseReturnValue:
    """Begin to enter a report received by mail on the Government's behalf."""
    form = ReceivedForm()
    if not form.validate_on_submit():
        return _page(code, country, ExtensionForm(formdata=None), form), 422
    cycle = get_cycle(db.session, code)
    who = actor_of(access.identity())
    report = start_report(db.session, cycle, country, typed(form.language), who, access.now(), received=True)
    flash(_("Enter the answers as they stand in the report, then record it as received."))
    return redirect(url_for("secretariat.places.record", report_id=report.id))


@blueprint.route("/reports/<int:report_id>/record", methods=["GET", "POST"])
@access.requires(Permission.REPORT_RECORD)
def record(report_id: int) -> ResponseReturnValue:
    """Record a report received by mail: the day it came, who signed it, the file it came as."""
    form = RecordForm()
    if form.validate_on_submit():
        try:
            kept = _keep(form)
            receipt = Receipt(day_of(form.received_on), typed(form.signed_by).strip(), kept)
            who = actor_of(access.identity())
            record_received_draft(db.session, report_id, receipt, who, access.now())
        except RefusedError as refusal:
            _blame(form, refusal)
        else:
            flash(_("The report is recorded as received by mail."))
            return redirect(url_for("secretariat.reports.report", report_id=report_id))
    return _record_page(report_id, form)


@blueprint.get("/reports/<int:report_id>/original")
@access.requires(Permission.REPORT_RECORD)
def original(report_id: int) -> ResponseReturnValue:
    """Send the file a report was received as, to the secretariat."""
    return _send(report_id)


@blueprint.get("/reports/<int:report_id>/original-of-the-country")
@access.requires(Permission.DRAFT_READ_WHOLE, _country)
def original_for_country(report_id: int) -> ResponseReturnValue:
    """Send the file a report was received as, to the Government that sent it."""
    return _send(report_id)


# --- pages ---------------------------------------------------------------------------------------


def _page(code: str, country: str, later: ExtensionForm, received: ReceivedForm) -> str:
    found = place_of(db.session, code, country)
    return render_template(
        "secretariat/places/place.html",
        place=found,
        later=later,
        received=received,
        errors=[*later.all_errors(), *received.all_errors()],
        region=REGIONS[found.line.invited.region],
        track=TRACKS[found.line.invited.track],
        titles=TITLES,
        entry=ENTRY,
        demonstration=found.cycle.demonstration,
    )


def _record_page(report_id: int, form: RecordForm) -> ResponseReturnValue:
    report = get_report(db.session, report_id)
    if not report.received:
        raise NotFoundError("report_unknown")
    context = surroundings(db.session, report)
    page = render_template(
        "secretariat/places/record.html",
        report=report,
        country=get_country(db.session, report.country_code),
        form=form,
        errors=list(form.all_errors()),
        problems=[problem for problem in problems_of_entry(db.session, context) if problem.is_error],
        percent=percent_of(db.session, context),
        sentences=MESSAGES,
        entry=ENTRY,
        demonstration=context.cycle.demonstration,
    )
    return page, 422 if form.errors else 200


def _keep(form: RecordForm) -> Original | None:
    file = form.original.data
    if not file or not file.filename:
        return None
    return keep_original(_data_dir(), file.filename, file.stream.read())


def _send(report_id: int) -> ResponseReturnValue:
    found = original_of(db.session, get_report(db.session, report_id))
    if found is None:
        raise NotFoundError("original_unknown")
    content = io.BytesIO(read_original(_data_dir(), found))
    return send_file(content, mimetype=found.media_type, as_attachment=True, download_name=found.name)


def _data_dir() -> Path:
    return Path(current_app.extensions["portal.settings"].data_dir)


def _blame(form: RecordForm, refusal: RefusedError) -> None:
    """Show a refusal by the field it is about."""
    if refusal.code == "receipt_in_future":
        form.received_on.errors = [_("Please give today or an earlier day.")]
    elif refusal.code == "original_kind":
        form.original.errors = [
            _("This kind of file cannot be kept. Please attach a PDF, an image or a text document.")
        ]
    elif refusal.code in {"original_too_large", "original_empty"}:
        form.original.errors = [_("Please attach a file of 1 byte to 20 MB.")]
    else:
        raise refusal
