"""Pages of one filed report on the secretariat's desk: reading, remarks, return, accept, publish, suspend."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts import access
from portal.accounts.forms import EmptyForm, typed
from portal.accounts.permissions import Permission
from portal.accounts.services import actor_of
from portal.db import row_number
from portal.extensions import db
from portal.i18n import translate_in
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of
from portal.reports.lifecycle.steps import lock_versions, transition
from portal.reports.queries import get_report, latest_filing
from portal.reports.reading.desk import Desk, open_desk
from portal.reports.remarks import writing
from portal.reports.remarks.forms import DecisionForm, Pad, ReasonForm, ReturnForm, empty_pad, read_pad
from portal.reports.remarks.services import Written
from portal.reports.workflow import Action
from portal.secretariat.reports.criteria import criteria_of
from portal.secretariat.reports.queries import omissions_of

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
SIDE = "secretariat"
DECISIONS = {"return": "send_back", "accept": "accept"}


@blueprint.get("/<int:report_id>")
@access.requires(Permission.REPORT_ACCEPT)
def report(report_id: int) -> ResponseReturnValue:
    """Show the whole filed report beside the remarks, and what can be done with it."""
    return _page(_desk(report_id), empty_pad(access.language_of_request()))


@blueprint.post("/<int:report_id>")
@access.requires(Permission.REPORT_ACCEPT)
def save(report_id: int) -> ResponseReturnValue:
    """Keep every remark typed on the page, then do what the button said."""
    desk = _desk(report_id)
    pad = read_pad(request.form, _reasons(desk), access.language_of_request())
    if not pad.validate():
        return _page(desk, pad), 422
    by = Written(access.identity().user_id, typed(pad.language.language), access.now())
    written = writing.write_remarks(db.session, desk, pad.drafts(), by)
    if written:
        flash(ngettext("%(num)s remark is kept.", "%(num)s remarks are kept.", written))
    return _go_on(desk, pad, by)


def _go_on(desk: Desk, pad: Pad, by: Written) -> ResponseReturnValue:
    decision = DECISIONS.get(request.form.get("go", ""))
    if decision is not None:
        return redirect(url_for(f"secretariat.reports.{decision}", report_id=desk.report.id))
    if "remove" in request.form:
        writing.take_back(db.session, desk, _number("remove"))
        flash(_("The remark is removed."))
    if "settle" in request.form:
        writing.settle(db.session, desk, _number("settle"), by)
        flash(_("The remark is marked as settled."))
    anchor = f"q-{next(iter(pad.remarks))}" if pad.remarks else None
    return redirect(url_for("secretariat.reports.report", report_id=desk.report.id, _anchor=anchor))


@blueprint.route("/<int:report_id>/return", methods=["GET", "POST"])
@access.requires(Permission.REPORT_ACCEPT)
def send_back(report_id: int) -> ResponseReturnValue:
    """Return a report for clarification; its next submission comes straight back to the secretariat."""
    form = ReturnForm(data={"language": access.language_of_request()})
    if form.validate_on_submit():
        _take(report_id, Action.SECRETARIAT_RETURN, form)
        return _done(report_id, _("The report is returned with your remarks."))
    return _decision("secretariat/reports/return.html", report_id, form)


@blueprint.route("/<int:report_id>/accept", methods=["GET", "POST"])
@access.requires(Permission.REPORT_ACCEPT)
def accept(report_id: int) -> ResponseReturnValue:
    """Accept a report; required answers that are missing are listed before, and recorded."""
    form = EmptyForm()
    if form.validate_on_submit() and _is_as_shown(report_id):
        _take(report_id, Action.ACCEPT)
        return _done(report_id, _("The report is accepted and counts in the figures."))
    desk = _desk(report_id)
    given = {"omissions": omissions_of(desk), "criteria": criteria_of(desk)}
    return _decision("secretariat/reports/accept.html", report_id, form, **given)


@blueprint.route("/<int:report_id>/publish", methods=["GET", "POST"])
@access.requires(Permission.REPORT_ACCEPT)
def publish(report_id: int) -> ResponseReturnValue:
    """Publish an accepted report, as far as the Government consented."""
    form = EmptyForm()
    if form.validate_on_submit():
        _take(report_id, Action.PUBLISH)
        return _done(report_id, _("The report is published."))
    return _decision("secretariat/reports/publish.html", report_id, form)


@blueprint.route("/<int:report_id>/suspend", methods=["GET", "POST"])
@access.requires(Permission.REPORT_ACCEPT)
def suspend(report_id: int) -> ResponseReturnValue:
    """Suspend the publication of a report, with a reason."""
    form = ReasonForm(data={"language": access.language_of_request()})
    if form.validate_on_submit():
        _take(report_id, Action.SUSPEND, form)
        return _done(report_id, _("Publication is suspended. The report still counts in the figures."))
    return _decision("secretariat/reports/suspend.html", report_id, form)


@blueprint.route("/<int:report_id>/decline", methods=["GET", "POST"])
@access.requires(Permission.REPORT_ACCEPT)
def decline(report_id: int) -> ResponseReturnValue:
    """Decline a best practice, with a reason; nothing else is ever declined."""
    form = ReasonForm(data={"language": access.language_of_request()})
    if form.validate_on_submit() and _is_as_shown(report_id):
        _take(report_id, Action.DECLINE, form)
        return _done(report_id, _("The practice is declined. Its author is told, with your reason."))
    return _decision("secretariat/reports/decline.html", report_id, form)


def _is_as_shown(report_id: int) -> bool:
    """Whether the filing is the one that the page showed; its author may have filed another meanwhile."""
    report = lock_versions(db.session, report_id)
    filing = latest_filing(db.session, report.id)
    if filing is not None and request.form.get("shown") == filing.digest:
        return True
    flash(_("The text was changed after this page was shown. Please look at it again."), "attention")
    return False


def _done(report_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("secretariat.reports.report", report_id=report_id))


def _take(report_id: int, action: Action, form: DecisionForm | None = None) -> None:
    who = access.identity()
    step = Step(
        action,
        actor_of(who),
        sides_of(db.session, who, get_report(db.session, report_id)),
        access.now(),
        text=typed(form.text) if form and typed(form.text).strip() else None,
        language=typed(form.language) if form else "en",
    )
    transition(db.session, report_id, step)


def _number(name: str) -> int:
    return row_number(request.form.get(name, ""))


def _desk(report_id: int) -> Desk:
    report = get_report(db.session, report_id)
    return open_desk(db.session, report, access.identity(), SIDE, access.now())


def _reasons(desk: Desk) -> list[SelectChoice]:
    language = access.language_of_request()
    return [
        SelectChoice(code, translate_in(language, words.context, words.english))
        for code, words in desk.reasons
    ]


def _page(desk: Desk, pad: Pad) -> str:
    return render_template(
        "secretariat/reports/report.html",
        desk=desk,
        pad=pad,
        reasons=_reasons(desk),
        errors=list(pad.errors()),
        demonstration=desk.context.cycle.demonstration,
    )


def _decision(template: str, report_id: int, form: Any, **values: Any) -> ResponseReturnValue:
    """Draw the page of a step; after a post it is drawn again for what is to mend, or was filed anew."""
    desk = _desk(report_id)
    page = render_template(
        template,
        desk=desk,
        form=form,
        errors=list(form.all_errors()),
        demonstration=desk.context.cycle.demonstration,
        **values,
    )
    if form.errors:
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return page, HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
