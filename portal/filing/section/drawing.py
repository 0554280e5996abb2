"""A whole page of the form as the template draws it: questions, what to mend, the list of sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.filing import texts
from portal.filing.field_views import HiddenView, QuestionView
from portal.filing.offers.lines import links_by_key
from portal.filing.progress.counting import Progress
from portal.filing.progress.tasks import Task, Writers, tasks_of
from portal.filing.section.controls import Complaints, offer_empty_rows
from portal.filing.section.page import Page
from portal.filing.section.posting import Posted, form_after, question_key
from portal.filing.section.questions import Surface, page_fields, question_view, summary_of
from portal.filing.section.wording import where
from portal.filing.versions import Standing, conflict_views
from portal.questionnaires.answering.fields import TableField
from portal.questionnaires.answering.forms import AnswerForm
from portal.questionnaires.definition import Question
from portal.questionnaires.messages import Problem
from portal.reports.models import Remark

COMPLETENESS = frozenset({"required", "required_cell", "other_required"})
"""Problems that a page still being filled in is not to be reproached with."""


@dataclass(frozen=True)
class DrawnPage:
    """What the template of a section needs. `next_title` is empty on the last page."""

    page: Page
    title: str
    note: str
    questions: tuple[QuestionView, ...]
    errors: list[tuple[str, str]]
    remarks: Mapping[str, list[Remark]]
    tasks: Sequence[Task]
    progress: Progress
    hidden: Sequence[HiddenView] = ()
    opened: Sequence[QuestionView] = ()


@dataclass(frozen=True)
class Wish:
    """How a page is wanted: with every problem (from the check page), one more row of a table, as posted.

    `opened`: questions that the answers just saved made apply.
    """

    checked: bool = False
    add: str | None = None
    posted: Posted | None = None
    opened: Sequence[str] = ()


def draw_page(page: Page, person: int | None, now: datetime, wish: Wish) -> DrawnPage:
    """Return a page as it stands, with what could not be read as it was typed."""
    form, seen = form_after(page, wish.posted) if wish.posted else (page.form(), {})
    progress = page.progress()
    shown = page.shown()
    offer_rows(form, shown, f"{page.context.report.id}:{person}", wish.add)
    surface = _surface(page, progress, (person, now), wish)
    questions = tuple(
        question_view(replace(surface, seen=seen), form, key, question) for key, question in shown
    )
    return DrawnPage(
        page=page,
        title=texts.page_title(page.context.questionnaire, page.section, page.conference),
        note=texts.section_note(page.section),
        questions=questions,
        errors=summary_of(questions),
        remarks={question_key(key): remarks for key, remarks in page.remarks.items()},
        tasks=tasks_of(
            page.context,
            progress,
            Writers(page.answers, page.names, now),
            current=(page.section.id, page.conference),
        ),
        progress=progress,
        hidden=page_fields(),
        opened=[question for question in questions if question.key in wish.opened],
    )


def offer_rows(form: AnswerForm, shown: Sequence[tuple[str, Question]], reader: str, add: str | None) -> None:
    """Give empty tables their first rows, and the table of the key `add` one more; see `offer_empty_rows`."""
    for key, _question in shown:
        control = form.fields[key]
        if isinstance(control, TableField):
            offer_empty_rows(control, reader=reader, more=key == add)


def _surface(page: Page, progress: Progress, reader: tuple[int | None, datetime], wish: Wish) -> Surface:
    person, now = reader
    here = {key for key, _ in page.shown()}
    problems = tuple(problem for problem in progress.problems if question_key(problem.key) in here)
    errors = tuple(problem for problem in problems if problem.is_error)
    required, optional = page.required()
    return Surface(
        answers=page.answers,
        names=page.names,
        person=person,
        now=now,
        conflicts=conflict_views(page.context, page.waiting, Standing(page.answers, page.names, person, now)),
        complaints=Complaints.of(errors) if wish.checked else Complaints(),
        hints=_hints(page, problems, checked=wish.checked),
        required=required,
        optional=optional,
        report_id=page.context.report.id,
        links=links_by_key(page.context.report.id, page.offers),
    )


def _hints(page: Page, problems: Sequence[Problem], *, checked: bool) -> dict[str, tuple[str, ...]]:
    """Return what is said quietly: warnings, and before the check what is answered but not as asked."""
    found: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        if problem.is_error and (checked or problem.code in COMPLETENESS):
            continue
        key = question_key(problem.key)
        found[key] = (*found.get(key, ()), where(page.context.questionnaire, problem))
    return found
