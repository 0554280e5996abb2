"""One page of a report as a colleague without an account has it: the questions, and what was typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.filing.field_views import QuestionView
from portal.filing.reaching import reader_language
from portal.filing.section.drawing import offer_rows
from portal.filing.section.posting import Posted, form_after
from portal.filing.section.questions import Surface, question_view
from portal.questionnaires.answering.conditions import shown_keys
from portal.questionnaires.answering.fields import FormData
from portal.questionnaires.answering.forms import AnswerForm, FormPage, build_form, form_values
from portal.questionnaires.answering.validation import DECLARATION
from portal.questionnaires.definition import Kind, Question, Section, parse_key
from portal.reports.models import Answer
from portal.reports.queries import Surroundings, answers_of, values_of
from portal.reports.suggestions.models import ColleagueLink, Suggestion
from portal.reports.suggestions.queries import drafts_of
from portal.reports.suggestions.services import Typed

WRITTEN = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL})


@dataclass(frozen=True)
class Contribution:
    """The rows behind the page of a link. `present`: the answers of the whole report, shown only if meant."""

    link: ColleagueLink
    context: Surroundings
    section: Section
    present: Mapping[str, Answer]
    drafts: Mapping[str, Suggestion]

    @property
    def conference(self) -> str | None:
        """Return the conference of the page, in the repeated section."""
        return self.link.conference or None

    def form(self, formdata: FormData | None = None) -> AnswerForm:
        """Return the form of the page with what was typed so far, over the present answers where shown."""
        context = self.context
        page = FormPage(
            context.questionnaire,
            self.section,
            context.asked,
            self.link.language,
            reader_language(),
            self.conference,
        )
        return build_form(page, self._values(), formdata)

    def shown(self) -> list[tuple[str, Question]]:
        """Return the questions that apply, by the answers of the whole report and what was typed here.

        Annexes and the declaration are not for a colleague to give.
        """
        context, found = self.context, []
        values = {**values_of(self.present), **{key: one.value for key, one in self.drafts.items()}}
        for key in shown_keys(context.questionnaire, context.asked, values):
            question = context.questionnaire.question(key.code)
            is_here = question.section == self.section.id and key.conference == self.conference
            if is_here and key.code != DECLARATION and question.kind is not Kind.FILE:
                found.append((str(key), question))
        return found

    def typed_in(self, form: AnswerForm) -> Typed:
        """Return what a posted form says, with the language of each text."""
        found: dict[str, tuple[Any, str]] = {}
        for key, value in form_values(form).items():
            parts = parse_key(key)
            if parts.code == DECLARATION or self._kind(key) is Kind.FILE:
                continue
            if isinstance(value, dict) and "text" in value and self._is_written(key):
                found[key] = (value["text"], str(value["language"]))
            else:
                found[key] = (value, self.link.language)
        return found

    def _values(self) -> dict[str, Any]:
        shown = self.present if self.link.shows_answers else {}
        rows: dict[str, Answer | Suggestion] = {**shown, **self.drafts}
        return {key: self._as_form_takes_it(row) for key, row in rows.items() if row.value is not None}

    def _as_form_takes_it(self, row: Answer | Suggestion) -> Any:
        is_other = row.language != self.link.language
        if is_other and isinstance(row.value, str) and self._is_written(row.key):
            return {"text": row.value, "language": row.language}
        return row.value

    def _kind(self, key: str) -> Kind | None:
        questionnaire, parts = self.context.questionnaire, parse_key(key)
        return questionnaire.question(parts.code).kind if questionnaire.has(parts.code) else None

    def _is_written(self, key: str) -> bool:
        return parse_key(key).other or self._kind(key) in WRITTEN


def load_contribution(session: Session, link: ColleagueLink, context: Surroundings) -> Contribution:
    """Load the page of a link: always the same number of queries."""
    questionnaire = context.questionnaire
    if link.section not in {section.id for section in questionnaire.sections}:
        raise NotFoundError("section_unknown")
    return Contribution(
        link,
        context,
        questionnaire.section(link.section),
        answers_of(session, context.report.id),
        drafts_of(session, link.id),
    )


def draw(
    page: Contribution,
    now: datetime,
    posted: Posted | None = None,
    add: str | None = None,
    *,
    raw: bool = False,
) -> tuple[QuestionView, ...]:
    """Return the questions as they are drawn: what could not be read as it was typed; `raw`: all of it."""
    if posted is None:
        form, seen = page.form(), {}
    elif raw:
        form, seen = posted.form, dict(posted.seen)
    else:
        form, seen = form_after(page, posted)
    shown = page.shown()
    offer_rows(form, shown, f"{page.context.report.id}:link-{page.link.id}", add)
    surface = Surface(
        answers=page.present if page.link.shows_answers else {},
        names={},
        person=None,
        now=now,
        seen=seen,
        required=frozenset(key for key, question in shown if question.required),
    )
    return tuple(question_view(surface, form, key, question) for key, question in shown)
