"""The pages about one report: overview, printable draft, history, remarks, texts set aside, steps."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission
from portal.countries.queries import get_country
from portal.db import row_number
from portal.errors import NotFoundError, RefusedError
from portal.extensions import db
from portal.filing import texts
from portal.filing.compare.queries import filings_before
from portal.filing.drawn import draw_about
from portal.filing.forms import ReplyForm, StepForm
from portal.filing.offers.lines import groups_of
from portal.filing.progress.overview import SECONDARY, Overview, load_overview
from portal.filing.progress.standing import standing_of
from portal.filing.progress.tasks import Writers, question_url, tasks_of
from portal.filing.reaching import (
    actor,
    context_at,
    country_of_report,
    editor,
    history_reader,
    is_confined,
    leads_author_side,
    may_edit,
    may_prepare,
    pages_seen,
    preparer,
    reader_language,
    reader_of_draft,
    reads_whole_draft,
    recorded,
    recording,
    report_at,
    stepper,
)
from portal.filing.report.steps import WORDS, takes_text
from portal.filing.versions import CHOICES, Standing, conflict_view
from portal.reports.assignments.queries import key_is_on
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Remark, Report
from portal.reports.offers.queries import open_offers, own_countries
from portal.reports.queries import Surroundings, versions_of
from portal.reports.reading.displayed import ReadSection
from portal.reports.reading.filed import read_draft
from portal.reports.reading.history import MOVES, HistoryLine, days_with, history_of
from portal.reports.remarks.services import Written, remark_by_id, reply_to_remark
from portal.reports.saving import Author, resolve, set_aside_by_id
from portal.reports.suggestions.queries import waiting_suggestions
from portal.reports.workflow import EDITABLE, Action, Status


@requires(Permission.REPORT_READ_DRAFT, country_of_report, recorded, instead=reader_of_draft)
def report(report_id: int) -> ResponseReturnValue:
    """Show where a report stands: its sections, remarks, texts set aside, and what can be done."""
    return _overview_page(report_id)


def _overview_page(
    report_id: int, form: ReplyForm | None = None, about: int | None = None
) -> ResponseReturnValue:
    context = context_at(report_id)
    overview = load_overview(db.session, context, identity(), now())
    found = context.report
    return draw_about(
        context,
        "filing/report.html",
        overview=overview,
        standing=standing_of(overview),
        tasks=_tasks(overview),
        remarks=[_remark_view(overview, remark) for remark in overview.remarks],
        conflicts=_conflicts(overview),
        suggested=_suggested(found),
        offered=_offered(overview),
        returned_with=_returned_with(found),
        may_reply=may_prepare(found) and found.status in EDITABLE,
        may_choose=may_edit(found),
        reply_form=form or ReplyForm(formdata=None),
        replying_to=about,
        steps=[(action, WORDS[action]) for action in overview.steps],
        versions=versions_of(db.session, found),
        filings=found.filings,
    )


def _suggested(found: Report) -> int | None:
    """Return how many texts of colleagues wait for a decision; None for who does not decide."""
    return len(waiting_suggestions(db.session, found.id)) if leads_author_side(found) else None


def _offered(overview: Overview) -> int | None:
    """Return how many texts of other reports can be taken over; None where none can be, or is to be found."""
    found = overview.context.report
    if not may_edit(found):
        return None
    offers = open_offers(db.session, found.id)
    count = len(groups_of(overview.context, overview.answers, offers, overview.pages))
    return count if count or own_countries(db.session, identity(), found) else None


def _returned_with(found: Report) -> HistoryLine | None:
    """Return the line of the history that says why the report came back, while it is with its author side."""
    if found.status is not Status.RETURNED or is_confined(found):
        return None
    lines = [line for line in history_of(db.session, found) if MOVES.get(line.kind) is Status.RETURNED]
    return lines[-1] if lines else None


def _tasks(overview: Overview) -> list[object]:
    writers = Writers(overview.answers, overview.names, overview.now)
    readonly = not may_edit(overview.context.report)
    return list(tasks_of(overview.context, overview.progress, writers, readonly=readonly))


def _remark_view(overview: Overview, remark: Remark) -> dict[str, object]:
    context = overview.context
    reasons = context.questionnaire.option_sets["REASONS"].options
    english = next((option.label for option in reasons if option.value == remark.reason), remark.reason)
    return {
        "remark": remark,
        "question": texts.key_title(context.questionnaire, remark.key),
        "url": question_url(context, remark.key) if may_edit(context.report) else None,
        "reason": texts.option_label("REASONS", remark.reason, english),
        "by": overview.names.get(remark.author_id or 0, ""),
    }


def _conflicts(overview: Overview) -> list[dict[str, object]]:
    context = overview.context
    standing = Standing(overview.answers, overview.names, identity().user_id, overview.now)
    return [
        {
            "id": kept.id,
            "question": texts.key_title(context.questionnaire, kept.key),
            "view": conflict_view(context, kept, standing, "choice"),
        }
        for kept in overview.waiting
    ]


@requires(Permission.REPORT_EDIT, country_of_report, recording, instead=editor)
def choose(report_id: int, kept_id: int) -> ResponseReturnValue:
    """Settle a text that was set aside."""
    found, choice = report_at(report_id), request.form.get("choice", "")
    kept = set_aside_by_id(db.session, report_id, kept_id)
    if not key_is_on(pages_seen(found), context_at(report_id).questionnaire, kept.key):
        raise NotFoundError("set_aside_unknown")
    if choice not in CHOICES:
        raise RefusedError("choice_unknown", choice=choice)
    author = Author(identity().user_id, kept.language or found.language, now())
    outcome = resolve(db.session, kept, choice, row_number(request.form.get("seen", "")), author)
    if outcome.conflicts:
        flash(_("Yet another text came meanwhile. Both are shown below."), "attention")
    else:
        flash(_("Your choice is saved. The other text stays on record."))
    return redirect(url_for("filing.report", report_id=report_id, _anchor="set-aside"), 303)


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def reply(report_id: int, remark_id: int) -> ResponseReturnValue:
    """Answer a remark with a text, or maintain the answer as it is."""
    remark = remark_by_id(db.session, report_at(report_id).id, remark_id)
    if remark.released_at is None:
        raise NotFoundError("remark_unknown")
    form, maintained = ReplyForm(), "maintain" in request.form
    can_stand, text = form.validate(), str(form.reply.data or "")
    if can_stand and not maintained and not text.strip():
        form.reply.errors = [_("Please write an answer, or maintain the text as it is.")]
    if form.errors:
        return _overview_page(report_id, form, remark_id)
    by = Written(identity().user_id, reader_language(), now())
    reply_to_remark(db.session, remark, text, by, maintained=maintained)
    flash(_("Your answer to the remark is saved."))
    return redirect(url_for("filing.report", report_id=report_id, _anchor="remarks"), 303)


@requires(Permission.REPORT_READ_DRAFT, country_of_report, recorded, instead=reader_of_draft)
def draft(report_id: int) -> ResponseReturnValue:
    """Show the whole report on one page, to be read and printed."""
    context = context_at(report_id)
    return draw_about(
        context,
        "filing/draft.html",
        sections=_readable(context),
        moment=now(),
    )


def _readable(context: Surroundings) -> list[ReadSection]:
    """Return the sections of the draft that are open to the person asking."""
    pages = pages_seen(context.report)
    return [
        section
        for section in read_draft(db.session, context)
        if pages is None or (section.id, section.conference) in pages
    ]


@requires(Permission.REPORT_HISTORY, country_of_report, instead=history_reader)
def history(report_id: int) -> ResponseReturnValue:
    """Show what happened to a report, its versions and filings, and how long each side had it."""
    context = context_at(report_id)
    lines = history_of(db.session, context.report)
    if is_confined(context.report):
        lines = [replace(line, note=None) for line in lines]
    return draw_about(
        context,
        "filing/history.html",
        lines=lines,
        days=days_with(
            lines,
            reviewer=context.invited.track == "rc",
            now=now(),
            filed_by=context.report.filed_by,
        ),
        versions=versions_of(db.session, context.report),
        receipts=reads_whole_draft(context.report),
        before=filings_before(db.session, context.report, identity()),
    )


@requires(Permission.REPORT_SIGN, country_of_report, recording, instead=stepper)
def step(report_id: int, action: str) -> ResponseReturnValue:
    """Ask whether a step is meant, or take it."""
    context, wanted = context_at(report_id), _secondary(action)
    overview = load_overview(db.session, context, identity(), now())
    form = StepForm()
    if request.method == "POST" and form.validate():
        text = str(form.text.data or "")
        if not takes_text(wanted) or text.strip():
            return _take(report_id, wanted, text)
        form.text.errors = [_("Please give the reasons.")]
    if request.method == "GET" and wanted not in overview.steps:
        return redirect(url_for("filing.report", report_id=report_id))
    return render_template(
        "filing/step.html",
        context=context,
        report=context.report,
        country=get_country(db.session, context.country),
        action=wanted,
        words=WORDS[wanted],
        form=form,
        errors=list(form.all_errors()),
        takes_text=takes_text(wanted),
        demonstration=context.cycle.demonstration,
    )


def _secondary(action: str) -> Action:
    if action not in {known.value for known in SECONDARY}:
        raise NotFoundError("step_unknown")
    return Action(action)


def _take(report_id: int, action: Action, text: str) -> ResponseReturnValue:
    sides = sides_of(db.session, identity(), report_at(report_id))
    wanted = Step(action, actor(), sides, now(), text or None, reader_language())
    found = transition(db.session, report_id, wanted)
    flash(_(WORDS[action].done))
    if action is Action.DISCARD:
        return redirect(url_for("filing.desk"), 303)
    if action is Action.NEW_VERSION:
        newest = versions_of(db.session, found)[-1]
        return redirect(url_for("filing.report", report_id=newest.id), 303)
    return redirect(url_for("filing.report", report_id=report_id), 303)
