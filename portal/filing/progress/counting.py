"""How far a report is: each section with what is asked, answered and still to mend. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.questionnaires.answering.conditions import (
    Answers,
    is_answered,
    required_now,
    shown_keys,
    visible_answers,
)
from portal.questionnaires.answering.validation import DECLARATION, check_answers
from portal.questionnaires.definition import AnswerKey, Asked, Questionnaire, Section, parse_key
from portal.questionnaires.messages import Problem

Place = tuple[str, str | None]
"""A page of the form: section and, in section C, conference."""


@dataclass(frozen=True)
class SectionProgress:
    """One page of the form. `required`, `given` count required questions; `errors` what stops submission."""

    section: Section
    conference: str | None
    shown: int
    answered: int
    required: int
    given: int
    errors: int

    @property
    def place(self) -> Place:
        """Return section and conference."""
        return self.section.id, self.conference

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do here."""
        return self.errors == 0

    @property
    def state(self) -> str:
        """Return done, started or empty, as the macros name it."""
        if self.is_complete and (self.answered or self.required == 0):
            return "done"
        return "started" if self.answered else "empty"


@dataclass(frozen=True)
class Progress:
    """The whole form: its pages in order and every problem; the declaration, made on signing, is left out."""

    sections: tuple[SectionProgress, ...]
    problems: tuple[Problem, ...]

    def on(self, pages: Container[Place] | None, questionnaire: Questionnaire) -> Progress:
        """Return the same of some pages only (None: all of them), with the problems on them."""
        if pages is None:
            return self
        here = [one for one in self.problems if place_of(questionnaire, parse_key(one.key)) in pages]
        return Progress(tuple(page for page in self.sections if page.place in pages), tuple(here))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what stops submission."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what is shown and stops nothing."""
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def left(self) -> tuple[SectionProgress, ...]:
        """Return the pages on which something is left to do."""
        return tuple(page for page in self.sections if not page.is_complete)

    @property
    def percent(self) -> int:
        """Return the share of required questions answered, rounded down; 100 only when nothing is left."""
        required = sum(page.required for page in self.sections)
        given = sum(page.given for page in self.sections)
        whole = 100 * given // required if required else 100
        return min(whole, 99) if self.left else 100


@dataclass(frozen=True)
class Filled:
    """What is judged: the answers (wire values) of a report in a language, and the period of its cycle."""

    answers: Answers
    language: str
    period: tuple[date, date] | None


def pages_of(questionnaire: Questionnaire, asked: Asked) -> Iterator[tuple[Section, str | None]]:
    """Yield the pages of the form in order: each section, the repeated one once for each conference."""
    for section in questionnaire.sections:
        for conference in asked.conferences if section.repeated else (None,):
            yield section, conference


def progress_of(questionnaire: Questionnaire, asked: Asked, filled: Filled) -> Progress:
    """Return how far the report is."""
    found = check_answers(questionnaire, asked, filled.answers, filled.language, filled.period)
    problems = tuple(problem for problem in found if problem.key != DECLARATION)
    visible = visible_answers(questionnaire, asked, filled.answers)
    shown = _by_page(questionnaire, shown_keys(questionnaire, asked, visible))
    errors = _by_page(questionnaire, (parse_key(one.key) for one in problems if one.is_error))
    counter = _Counter(questionnaire, asked, visible)
    return Progress(
        tuple(
            counter.count(section, conference, shown.get((section.id, conference), ()), errors)
            for section, conference in pages_of(questionnaire, asked)
        ),
        problems,
    )


def place_of(questionnaire: Questionnaire, key: AnswerKey) -> Place:
    """Return the page on which a question is asked."""
    return questionnaire.question(key.code).section, key.conference


def _by_page(questionnaire: Questionnaire, keys: Iterable[AnswerKey]) -> dict[Place, list[AnswerKey]]:
    pages: dict[Place, list[AnswerKey]] = {}
    for key in keys:
        if questionnaire.has(key.code):
            pages.setdefault(place_of(questionnaire, key), []).append(key)
    return pages


@dataclass(frozen=True)
class _Counter:
    questionnaire: Questionnaire
    asked: Asked
    visible: Answers

    def count(
        self,
        section: Section,
        conference: str | None,
        shown: Iterable[AnswerKey],
        errors: Mapping[Place, list[AnswerKey]],
    ) -> SectionProgress:
        keys = [key for key in shown if key.code != DECLARATION]
        required = [key for key in keys if self._is_required(key)]
        return SectionProgress(
            section=section,
            conference=conference,
            shown=len(keys),
            answered=sum(map(self._is_answered, keys)),
            required=len(required),
            given=sum(map(self._is_answered, required)),
            errors=len(errors.get((section.id, conference), ())),
        )

    def _is_required(self, key: AnswerKey) -> bool:
        question = self.questionnaire.question(key.code)
        return required_now(question, self.asked, self.visible, key.conference)

    def _is_answered(self, key: AnswerKey) -> bool:
        return is_answered(self.visible.get(str(key)))
