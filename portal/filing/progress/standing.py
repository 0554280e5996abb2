"""Where a report stands, in sentences, and the one next step for the person asking."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.deadlines import is_over, running_day, sentence
from portal.filing import texts
from portal.filing.progress.overview import Overview
from portal.filing.progress.tasks import section_url
from portal.filing.reaching import may_edit, reader_language
from portal.reports.workflow import Family, Side, Status


@dataclass(frozen=True)
class NextStep:
    """The one primary action: its button, where it leads, and in small what waits there."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """The sentences to begin a page with, and the primary action."""

    sentences: list[str]
    next: NextStep


def standing_of(overview: Overview) -> Standing:
    """Return where a report stands and what to do next."""
    sentences = (
        [*_in_our_hands(overview), sentence(reader_language())]
        if overview.is_open
        else [_elsewhere(overview)]
    )
    return Standing(sentences, next_step(overview))


# --- sentences -----------------------------------------------------------------------------------


def _in_our_hands(overview: Overview) -> list[str]:
    left = len(overview.progress.left)
    found = []
    if overview.pages is not None and not overview.progress.sections:
        return [str(_("No page of this report is assigned to you.")), _dates(overview)]
    if overview.context.report.status is Status.RETURNED:
        found.append(_remarks_left(overview))
    is_practice = overview.context.report.family is Family.PRACTICE
    if left and not is_practice and not is_over(overview.context.cycle.due, overview.now):
        found.append(
            ngettext(
                "One section is left; the report is invited by %(day)s.",
                "%(num)s sections are left; the report is invited by %(day)s.",
                left,
                day=texts.day(overview.context.cycle.due),
            )
        )
        return found
    if left:
        found.append(ngettext("One section is left.", "%(num)s sections are left.", left))
    else:
        found.append(_complete(overview))
    return [*found, _dates(overview)]


def _remarks_left(overview: Overview) -> str:
    waiting = len(overview.unanswered)
    if not waiting:
        return str(_("The report was returned for clarification; every remark is answered."))
    return str(
        ngettext(
            "The report was returned for clarification; one remark waits for an answer.",
            "The report was returned for clarification; %(num)s remarks wait for an answer.",
            waiting,
        )
    )


def _complete(overview: Overview) -> str:
    if overview.is_prepared:
        return str(_("Every section is complete, and the report is prepared for signature."))
    return str(_("Every section is complete."))


def _dates_of_practice(overview: Overview) -> str:
    """A practice is invited by no day; it belongs to the cycle open when it is submitted."""
    cycle, last = overview.context.cycle, texts.day(overview.closes)
    if is_over(overview.closes, overview.now):
        return str(_("No cycle is open at present. The practice can be submitted when the next one opens."))
    if cycle.code == overview.context.report.cycle_code:
        return str(_("The practice can be submitted until %(day)s.", day=last))
    return str(
        _(
            "The practice can be submitted until %(day)s; it will belong to the cycle %(cycle)s.",
            day=last,
            cycle=cycle.code,
        )
    )


def _dates(overview: Overview) -> str:
    if overview.context.report.family is Family.PRACTICE:
        return _dates_of_practice(overview)
    due, closes, today = overview.context.cycle.due, overview.closes, running_day(overview.now)
    if today <= due:
        return str(_("The report is invited by %(day)s.", day=texts.day(due)))
    if today <= closes:
        return str(
            _(
                "It is after the invited date, %(day)s; the report can be submitted until %(last)s.",
                day=texts.day(due),
                last=texts.day(closes),
            )
        )
    return str(
        _(
            "The last day for submission was %(day)s. Please write to the secretariat if you need more time.",
            day=texts.day(closes),
        )
    )


def _elsewhere(overview: Overview) -> str:
    report = overview.context.report
    since = texts.day(report.waiting_since.date())
    if overview.holder == "reviewer":
        return str(_("The report has been with the resident coordinator since %(day)s.", day=since))
    if overview.holder == "government":
        return str(_("The report has been with the Government since %(day)s.", day=since))
    if overview.holder == "secretariat":
        return str(_("The report has been with the secretariat since %(day)s.", day=since))
    ended = {
        Status.ACCEPTED: _("The report was accepted on %(day)s.", day=since),
        Status.PUBLISHED: _("The report was published on %(day)s.", day=since),
        Status.WITHDRAWN: _("This version was withdrawn on %(day)s.", day=since),
        Status.DECLINED: _("The secretariat declined the practice on %(day)s.", day=since),
        Status.SUPERSEDED: _("A later version replaced this one on %(day)s.", day=since),
    }
    return str(ended[report.status])


# --- next step -----------------------------------------------------------------------------------


def next_step(overview: Overview) -> NextStep:
    """Return the one primary action: go on writing, answer remarks, check and sign, or read."""
    report = overview.context.report
    check = url_for("filing.check", report_id=report.id)
    if overview.is_open and overview.unanswered and may_edit(report):
        remarks = url_for("filing.report", report_id=report.id, _anchor="remarks")
        return NextStep(_("Answer the remarks"), remarks)
    if overview.progress.left and may_edit(report):
        page = overview.progress.left[0]
        title = texts.page_title(overview.context.questionnaire, page.section, page.conference)
        label = _("Continue writing") if overview.answers else _("Begin writing")
        note = _("Section %(letter)s: %(title)s", letter=page.section.id, title=title)
        return NextStep(label, section_url(report.id, page.place), note)
    if overview.pages is not None:
        return NextStep(_("Read the report"), url_for("filing.draft", report_id=report.id))
    if overview.signable:
        return NextStep(_("Check and sign"), check)
    if overview.is_open and overview.sides & {Side.AUTHOR, Side.SIGNATORY}:
        return NextStep(_("Check the report"), check)
    return NextStep(_("Read the report"), url_for("filing.draft", report_id=report.id))
