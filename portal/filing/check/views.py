"""The pages of sending a report: check, preparing for signature, signing, receipt, preview of the summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission, permits
from portal.errors import NotFoundError, RefusedError
from portal.extensions import db
from portal.filing import texts
from portal.filing.check.preview import preview_of_summary, preview_of_whole
from portal.filing.check.services import digest_of_answers, prepare_report, sign_report, unprepare_report
from portal.filing.drawn import draw_about
from portal.filing.forms import SignForm
from portal.filing.progress.counting import pages_of, place_of
from portal.filing.progress.overview import Overview, load_overview
from portal.filing.progress.standing import standing_of
from portal.filing.progress.tasks import question_url
from portal.filing.reaching import (
    actor,
    context_at,
    country_of_report,
    may_edit,
    may_prepare,
    preparer,
    reader_language,
    recorded,
    recording,
    report_at,
    signer,
    whole_reader,
)
from portal.filing.section.wording import where
from portal.questionnaires.answering.validation import DECLARATION
from portal.questionnaires.definition import parse_key
from portal.questionnaires.messages import Problem
from portal.reports.filings import receipt_text
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of
from portal.reports.models import Filing
from portal.reports.queries import Surroundings
from portal.reports.reading.filed import read_draft
from portal.reports.workflow import Action, Family

RECORD = "secretariat.places.record"
"""Where the secretariat ends the entry of a report received by mail. A name only, as in a menu."""


@dataclass(frozen=True)
class Found:
    """One problem as the check page lists it."""

    question: str
    sentence: str
    url: str | None


@dataclass(frozen=True)
class Group:
    """The problems of one page of the form."""

    title: str
    problems: list[Found]
    conference: bool


@requires(Permission.DRAFT_READ_WHOLE, country_of_report, recording, instead=whole_reader)
def check(report_id: int) -> ResponseReturnValue:
    """List every problem, show what will be sent, and offer what this person can do next."""
    return _check_page(context_at(report_id), SignForm(formdata=None))


def _check_page(context: Surroundings, form: SignForm) -> ResponseReturnValue:
    overview = load_overview(db.session, context, identity(), now())
    form.shown.data = digest_of_answers(context, overview.answers)
    return draw_about(
        context,
        "filing/check.html",
        overview=overview,
        standing=standing_of(overview),
        errors=_groups(overview, overview.progress.errors),
        warnings=_groups(overview, overview.progress.warnings),
        sections=read_draft(db.session, context),
        change=_change_url(context),
        may_prepare=may_prepare(context.report),
        record_url=_record_url(context),
        declaration=_declaration(context),
        form=form,
        form_errors=list(form.all_errors()),
    )


def _declaration(context: Surroundings) -> str:
    """Return what whoever signs confirms: the declaration asked for, else who signs."""
    if context.questionnaire.has(DECLARATION):
        return texts.question_text(context.questionnaire.question(DECLARATION))
    if context.report.filed_by == "coordinator":
        return str(_("I sign as resident coordinator or as officer-in-charge."))
    return str(_("I sign on behalf of the Government."))


def _groups(overview: Overview, problems: Iterable[Problem]) -> list[Group]:
    context, found = overview.context, []
    questionnaire = context.questionnaire
    editable = may_edit(context.report)
    by_place: dict[object, list[Problem]] = {}
    for problem in problems:
        by_place.setdefault(place_of(questionnaire, parse_key(problem.key)), []).append(problem)
    for section, conference in pages_of(questionnaire, context.asked):
        here = by_place.get((section.id, conference), [])
        listed = [
            Found(
                texts.short_title(questionnaire, problem.key),
                where(questionnaire, problem),
                question_url(context, problem.key, check=1) if editable else None,
            )
            for problem in here
        ]
        if listed:
            title = texts.page_title(questionnaire, section, conference)
            found.append(Group(title, listed, conference is not None))
    return found


def _change_url(context: Surroundings) -> object:
    """Return a function from the key of an answer to where it is changed; None where it cannot be."""
    if not may_edit(context.report):
        return None
    return lambda key: None if key == DECLARATION else question_url(context, key)


def _record_url(context: Surroundings) -> str | None:
    """Return where the secretariat records a report received by mail, instead of signing it."""
    report = context.report
    is_ours = report.received and permits(identity(), Permission.REPORT_RECORD, report.country_code)
    if not is_ours or RECORD not in current_app.view_functions:
        return None
    return url_for(RECORD, report_id=report.id)


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def prepare(report_id: int) -> ResponseReturnValue:
    """Mark the report as prepared for signature, or take it back."""
    context = context_at(report_id)
    overview = load_overview(db.session, context, identity(), now())
    if "back" in request.form:
        unprepare_report(db.session, overview, _step(context))
        flash(_("The report is no longer marked as prepared."))
    else:
        prepare_report(db.session, overview, _step(context))
        flash(_("The report is prepared for signature. The signatory finds it on this page."))
    return redirect(url_for("filing.check", report_id=report_id), 303)


@requires(Permission.REPORT_SIGN, country_of_report, instead=signer)
def sign(report_id: int) -> ResponseReturnValue:
    """Sign and submit the report."""
    context, form = context_at(report_id), SignForm()
    if not form.declaration.data:
        form.declaration.errors = [_("The report can be submitted only with this confirmation.")]
        return _check_page(context, form)
    overview = load_overview(db.session, context, identity(), now())
    try:
        receipt = sign_report(db.session, overview, _step(context), shown=str(form.shown.data or ""))
    except RefusedError as refusal:
        if refusal.code != "answers_changed":
            raise
        changed = _("An answer was changed after this page was shown. Please look at the report again.")
        form.declaration.errors, form.declaration.data = [changed], False
        db.session.expire_all()
        return _check_page(context_at(report_id), form)
    flash(_("The report is submitted. This is its receipt."))
    return redirect(url_for("filing.receipt", report_id=report_id, number=receipt.filing.number), 303)


def _step(context: Surroundings) -> Step:
    """Return the person's step; signing decides whether it submits or resubmits."""
    sides = sides_of(db.session, identity(), context.report)
    return Step(Action.SUBMIT, actor(), sides, now(), language=reader_language())


@requires(Permission.DRAFT_READ_WHOLE, country_of_report, recorded, instead=whole_reader)
def receipt(report_id: int, number: int) -> ResponseReturnValue:
    """Show the receipt of a filing."""
    context = context_at(report_id)
    return draw_about(
        context,
        "filing/receipt.html",
        filing=_filing(report_id, number),
    )


@requires(Permission.DRAFT_READ_WHOLE, country_of_report, recorded, instead=whole_reader)
def receipt_file(report_id: int, number: int) -> ResponseReturnValue:
    """Send what was signed with the digest and the code that are on the receipt."""
    filing = _filing(report_id, number)
    response = Response(receipt_text(filing).encode(), mimetype="application/json")
    name = f"{report_at(report_id).reference}-{number}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _filing(report_id: int, number: int) -> Filing:
    for filing in report_at(report_id).filings:
        if filing.number == number:
            return filing
    raise NotFoundError("filing_unknown")


@requires(Permission.DRAFT_READ_WHOLE, country_of_report, recording, instead=whole_reader)
def summary(report_id: int) -> ResponseReturnValue:
    """Show what the public would see: of a national report the country summary, of others the text."""
    context = context_at(report_id)
    if context.report.family is Family.NATIONAL:
        return preview_of_summary(context)
    return preview_of_whole(context)
