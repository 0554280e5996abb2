"""Which questions can be read across countries: those of a cycle's questionnaires, by section, once each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from portal.errors import NotFoundError
from portal.i18n import N_
from portal.questionnaires.definition import Kind, Question, Questionnaire, Section
from portal.reports.disclosure import CONTACTS, DECLARATIONS, NEVER_SHARED, Audience
from portal.reports.reading.displayed import Words
from portal.reports.workflow import Family

INSTRUMENTS = ("VNR", "VND", "RCR", "BPR")
"""Whose questions are offered, in order; the sections that a later one shares are offered once."""
TITLES: Mapping[str, str] = {
    "VNR": N_("National reports"),
    "VND": N_("National reports of countries without a resident coordinator system"),
    "RCR": N_("Annual reports of resident coordinators"),
    "BPR": N_("Best practices"),
}
FAMILIES: Mapping[str, Family] = {
    "VNR": Family.NATIONAL,
    "VND": Family.NATIONAL,
    "RCR": Family.COORDINATOR,
    "BPR": Family.PRACTICE,
}
SHORTEST_NARRATIVE = 300
"""Characters that a text must be allowed to have to be read as a narrative."""


@dataclass(frozen=True)
class OfferedQuestion:
    """A question that can be read across countries. `instrument` is the first one that asks it."""

    instrument: str
    section: str
    question: Question
    words: Words

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def number(self) -> str:
        return self.question.number

    @property
    def family(self) -> Family:
        """Return the family of the reports that answer it."""
        return FAMILIES[self.instrument]


@dataclass(frozen=True)
class OfferedSection:
    """A section with those of its questions that are offered; `title` is that of the kind of report."""

    instrument: str
    title: str
    id: str
    words: Words
    questions: tuple[OfferedQuestion, ...]


def offered(
    questionnaires: Mapping[str, Questionnaire], audience: Audience, *, narratives: bool = False
) -> tuple[OfferedSection, ...]:
    """Return the questions offered, by section; with `narratives` those alone that ask for a longer text.

    `questionnaires` are those of the cycle, by instrument. To the public nothing is offered that is never
    published: contacts, declarations, and what is for the secretariat alone.
    """
    wanted = is_narrative if narratives else _has_words
    return tuple(_sections(questionnaires, audience, wanted))


def question_offered(
    questionnaires: Mapping[str, Questionnaire], audience: Audience, code: str
) -> OfferedQuestion:
    """Return the question of that code; raises NotFoundError where it is not offered."""
    for section in offered(questionnaires, audience):
        for one in section.questions:
            if one.code == code:
                return one
    raise NotFoundError("question_unknown")


def is_narrative(question: Question) -> bool:
    """Whether a question asks for a text of several sentences."""
    if question.kind is Kind.LONG:
        return True
    return question.kind is Kind.TEXT and (question.type.limit or 0) >= SHORTEST_NARRATIVE


def _has_words(question: Question) -> bool:
    """Annexes are files, which are read elsewhere."""
    return question.kind is not Kind.FILE


def _sections(
    questionnaires: Mapping[str, Questionnaire], audience: Audience, wanted: Callable[[Question], bool]
) -> Iterator[OfferedSection]:
    seen: set[str] = set()
    for instrument in INSTRUMENTS:
        for section in questionnaires[instrument].sections:
            found = tuple(
                OfferedQuestion(instrument, section.id, question, Words(question.code, question.text))
                for question in section.questions
                if question.code not in seen and wanted(question) and _is_for(audience, question.code)
            )
            seen.update(one.code for one in found)
            if found:
                yield OfferedSection(instrument, TITLES[instrument], section.id, _title(section), found)


def _title(section: Section) -> Words:
    return Words(f"{section.owner}:{section.id}", section.title)


def _is_for(audience: Audience, code: str) -> bool:
    return audience is not Audience.PUBLIC or code not in CONTACTS | DECLARATIONS | NEVER_SHARED
