"""Pages of the reviewer's desk: the queue, the report beside the remarks, the two decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts import access
from portal.accounts.forms import typed
from portal.accounts.permissions import Permission
from portal.accounts.services import actor_of
from portal.db import row_number
from portal.extensions import db
from portal.i18n import translate_in
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of
from portal.reports.lifecycle.steps import transition
from portal.reports.queries import get_report
from portal.reports.reading.desk import Desk, open_desk
from portal.reports.remarks import writing
from portal.reports.remarks.forms import DecisionForm, ObservationForm, Pad, ReturnForm, empty_pad, read_pad
from portal.reports.remarks.services import Written, notes_of
from portal.reports.workflow import Action
from portal.review.queries import Holder, review_queue

blueprint = Blueprint("review", __name__, url_prefix="/<lang>/review")
SIDE = "reviewer"
DECISIONS = {"return": "review.send_back", "endorse": "review.endorse"}


def _country(address: Mapping[str, Any]) -> str:
    """Return the country whose report an address names; raises NotFoundError."""
    return get_report(db.session, address["report_id"]).country_code


@blueprint.get("")
@access.requires(Permission.REVIEW_READ)
def queue() -> ResponseReturnValue:
    """List the reports of one's own countries, what needs action first."""
    countries = access.identity().countries_with(Permission.REVIEW_READ)
    waiting = review_queue(db.session, countries, access.now())
    groups = {holder: [item for item in waiting if item.holder is holder] for holder in Holder}
    demonstration = any(item.cycle.demonstration for item in waiting)
    return render_template(
        "review/queue.html", groups=groups, total=len(waiting), demonstration=demonstration
    )


@blueprint.get("/<int:report_id>")
@access.requires(Permission.REVIEW_READ, _country)
def report(report_id: int) -> ResponseReturnValue:
    """Show the whole report beside the remarks."""
    return _page(_desk(report_id), empty_pad(access.language_of_request()))


@blueprint.post("/<int:report_id>")
@access.requires(Permission.REVIEW_WRITE, _country)
def save(report_id: int) -> ResponseReturnValue:
    """Keep every remark and the note typed on the page, then do what the button said."""
    desk = _desk(report_id)
    pad = read_pad(request.form, _reasons(desk), access.language_of_request())
    if not pad.validate():
        return _page(desk, pad), 422
    by = Written(access.identity().user_id, typed(pad.language.language), access.now())
    written = writing.write_remarks(db.session, desk, pad.drafts(), by)
    noted = writing.write_note(db.session, desk, pad.note.text.data or "", by)
    if written:
        flash(ngettext("%(num)s remark is kept.", "%(num)s remarks are kept.", written))
    if noted:
        flash(_("The note is kept."))
    return _go_on(desk, pad, by)


def _go_on(desk: Desk, pad: Pad, by: Written) -> ResponseReturnValue:
    """Take back or settle a remark, or lead to a decision, or back to the question of the remark."""
    step = request.form.get("go", "")
    if step in {"return", "endorse"}:
        return redirect(
            url_for(f"review.{'send_back' if step == 'return' else step}", report_id=desk.report.id)
        )
    if "remove" in request.form:
        writing.take_back(db.session, desk, _number("remove"))
        flash(_("The remark is removed."))
    if "settle" in request.form:
        writing.settle(db.session, desk, _number("settle"), by)
        flash(_("The remark is marked as settled."))
    anchor = f"q-{next(iter(pad.remarks))}" if pad.remarks else request.form.get("at") or None
    return redirect(url_for("review.report", report_id=desk.report.id, _anchor=anchor))


@blueprint.post("/<int:report_id>/begin")
@access.requires(Permission.REVIEW_WRITE, _country)
def begin(report_id: int) -> ResponseReturnValue:
    """Begin the review: from now on the Government can no longer take the report back."""
    _take(report_id, Action.BEGIN_REVIEW, None)
    flash(_("The review has begun. Remarks are yours until you return or endorse the report."))
    return redirect(url_for("review.report", report_id=report_id))


@blueprint.route("/<int:report_id>/return", methods=["GET", "POST"])
@access.requires(Permission.REVIEW_DECIDE, _country)
def send_back(report_id: int) -> ResponseReturnValue:
    """Return the report for clarification: once a version, with the remarks and a text."""
    desk = _desk(report_id)
    form = ReturnForm(data={"language": access.language_of_request()})
    if form.validate_on_submit():
        _take(report_id, Action.RETURN, form)
        flash(_("The report is returned to the Government with your remarks."))
        return redirect(url_for("review.report", report_id=report_id))
    return _decision("review/return.html", desk, form)


@blueprint.route("/<int:report_id>/endorse", methods=["GET", "POST"])
@access.requires(Permission.REVIEW_DECIDE, _country)
def endorse(report_id: int) -> ResponseReturnValue:
    """Find the report complete and clear, with an observation if wished."""
    desk = _desk(report_id)
    form = ObservationForm(data={"language": access.language_of_request()})
    if form.validate_on_submit():
        _take(report_id, Action.ENDORSE, form)
        flash(_("The report is forwarded to the secretariat as complete and clear."))
        return redirect(url_for("review.report", report_id=report_id))
    return _decision("review/endorse.html", desk, form)


def _take(report_id: int, action: Action, form: DecisionForm | None) -> None:
    """Take a step as the person who asks."""
    who = access.identity()
    text = form.text.data if form else None
    step = Step(
        action,
        actor_of(who),
        sides_of(db.session, who, get_report(db.session, report_id)),
        access.now(),
        text=text if (text or "").strip() else None,
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
        "review/report.html",
        desk=desk,
        pad=pad,
        reasons=_reasons(desk),
        errors=list(pad.errors()),
        notes=_notes(desk),
        demonstration=desk.context.cycle.demonstration,
    )


def _notes(desk: Desk) -> list[Any] | None:
    """Return the private notes of the office; None for anybody else who may read the report."""
    mine = access.identity().countries_with(Permission.REVIEW_WRITE)
    own = mine is None or desk.report.country_code in mine
    return notes_of(db.session, desk.report.id) if own else None


def _decision(template: str, desk: Desk, form: DecisionForm) -> ResponseReturnValue:
    page = render_template(
        template,
        desk=desk,
        form=form,
        errors=list(form.all_errors()),
        demonstration=desk.context.cycle.demonstration,
    )
    return page, 422 if form.errors else 200
