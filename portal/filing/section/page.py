"""One page of the form as it stands in the database: section, answers, texts set aside, remarks, names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.queries import accounts_by_id
from portal.errors import NotAllowedError, NotFoundError
from portal.filing.progress.counting import Filled, Place, Progress, progress_of
from portal.filing.reaching import reader_language
from portal.questionnaires.answering.conditions import required_now, shown_keys, visible_answers
from portal.questionnaires.answering.fields import FormData
from portal.questionnaires.answering.forms import AnswerForm, FormPage, build_form
from portal.questionnaires.answering.validation import DECLARATION
from portal.questionnaires.definition import Kind, Question, Section, parse_key
from portal.reports.filings import wire_answers
from portal.reports.models import Answer, Remark, SetAside
from portal.reports.offers.queries import Offered, open_offers
from portal.reports.queries import Surroundings, answers_of, open_set_aside
from portal.reports.remarks.services import by_key, remarks_of

TYPED = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL})


@dataclass(frozen=True)
class Page:
    """The rows behind one page of the form. `pages`: those the person asking sees; None: all of them."""

    context: Surroundings
    section: Section
    conference: str | None
    answers: Mapping[str, Answer]
    waiting: Sequence[SetAside]
    remarks: Mapping[str, list[Remark]]
    names: Mapping[int, str]
    pages: frozenset[Place] | None = None
    offers: Sequence[Offered] = ()

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers of the report as forms take them: a text in another language names it."""
        return {key: self._value(answer) for key, answer in self.answers.items() if answer.value is not None}

    def _value(self, answer: Answer) -> Any:
        is_other = answer.language != self.context.report.language
        if is_other and isinstance(answer.value, str) and self._is_typed(answer.key):
            return {"text": answer.value, "language": answer.language}
        return answer.value

    def _is_typed(self, key: str) -> bool:
        parts = parse_key(key)
        questionnaire = self.context.questionnaire
        return parts.other or (
            questionnaire.has(parts.code) and questionnaire.question(parts.code).kind in TYPED
        )

    def shown(self) -> list[tuple[str, Question]]:
        """Return the questions of this page that the answers so far make apply, less the declaration."""
        context, found = self.context, []
        for key in shown_keys(context.questionnaire, context.asked, self.values):
            question = context.questionnaire.question(key.code)
            is_here = question.section == self.section.id and key.conference == self.conference
            if is_here and key.code != DECLARATION:
                found.append((str(key), question))
        return found

    def required(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the keys of this page that must be answered, and those made optional by an earlier one."""
        context = self.context
        visible = visible_answers(context.questionnaire, context.asked, self.values)
        marked = {key for key, question in self.shown() if question.required}
        required = {
            key
            for key in marked
            if required_now(
                context.questionnaire.question(parse_key(key).code), context.asked, visible, self.conference
            )
        }
        return frozenset(required), frozenset(marked - required)

    def form(self, formdata: FormData | None = None) -> AnswerForm:
        """Return the form of the page, every question of the section included, shown or not."""
        context = self.context
        page = FormPage(
            context.questionnaire,
            self.section,
            context.asked,
            context.report.language,
            reader_language(),
            self.conference,
        )
        return build_form(page, self.values, formdata)

    def progress(self) -> Progress:
        """Return how far the report is, as far as the person asking sees it."""
        return progress_in(self.context, self.answers).on(self.pages, self.context.questionnaire)


def progress_in(context: Surroundings, answers: Mapping[str, Answer]) -> Progress:
    """Return how far a report with these answers is."""
    filled = Filled(wire_answers(context, answers), context.report.language, context.period)
    return progress_of(context.questionnaire, context.asked, filled)


def load_page(
    session: Session,
    context: Surroundings,
    place: Place,
    pages: frozenset[Place] | None = None,
) -> Page:
    """Load a page: always the same number of queries. Raises NotFoundError for a page that is not asked.

    `pages` are those the person asking sees (None: all); NotAllowedError where this is none of them. What is
    asked on it follows from the answers of the whole report, which are not shown.
    """
    section_id, conference = place
    section = _section(context, section_id, conference)
    if pages is not None and (section.id, conference) not in pages:
        raise NotAllowedError("page_not_assigned")
    answers = answers_of(session, context.report.id)
    waiting = open_set_aside(session, context.report.id)
    remarks = remarks_of(session, context.report.id, released_only=True)
    names = names_of(session, answers.values(), waiting, remarks)
    offers = open_offers(session, context.report.id)
    return Page(context, section, conference, answers, waiting, by_key(remarks), names, pages, offers)


def names_of(session: Session, *rows: Iterable[Answer | SetAside | Remark]) -> dict[int, str]:
    """Return the names of the accounts that wrote any of the rows, in one query."""
    ids = {row.author_id for some in rows for row in some if row.author_id is not None}
    return {number: account.name for number, account in accounts_by_id(session, ids).items()}


def _section(context: Surroundings, section_id: str, conference: str | None) -> Section:
    try:
        section = context.questionnaire.section(section_id)
    except KeyError as unknown:
        raise NotFoundError("section_unknown") from unknown
    is_asked = conference in context.asked.conferences if section.repeated else conference is None
    if not is_asked:
        raise NotFoundError("section_unknown")
    return section
