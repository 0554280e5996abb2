"""The whole report in order of display for one audience: sections, questions, answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from portal.questionnaires.answering.conditions import (
    is_answered,
    required_now,
    shown_keys,
    visible_answers,
)
from portal.questionnaires.definition import OTHER, Question, Section, key_of
from portal.reports.disclosure import Audience, Disclosed, may_read_answer
from portal.reports.reading.displayed import ReadQuestion, ReadSection, State, Words
from portal.reports.reading.values import Asking, label_of, shown_of

CONFERENCES = "CONF"


@dataclass(frozen=True)
class Reader:
    """For whom a report is read: the audience and the state of the filing that decides what may be shown."""

    audience: Audience
    filed: Disclosed

    def may_read(self, section: str, code: str) -> bool:
        """Whether an answer may be shown in its full text."""
        return may_read_answer(self.audience, self.filed, section, code)


def read_report(asking: Asking, answers: Mapping[str, object], reader: Reader) -> tuple[ReadSection, ...]:
    """Return the sections of a report, section C once for each conference.

    `answers` are wire values by key, ``.other`` texts included. Questions that the conditions do not show are
    left out, unless the answers hold one (`ReadQuestion.beside`). What the audience may not read is withheld
    whether or not it was answered.
    """
    shown = frozenset(map(str, shown_keys(asking.questionnaire, asking.asked, answers)))
    visible = visible_answers(asking.questionnaire, asking.asked, answers)

    def read(question: Question, conference: str | None) -> ReadQuestion | None:
        key = key_of(question.code, conference)
        if key not in shown and not is_answered(answers.get(key)):
            return None
        return ReadQuestion(
            key=key,
            code=question.code,
            number=question.number,
            words=Words(question.code, question.text),
            kind=question.kind.value,
            required=required_now(question, asking.asked, visible, conference),
            clauses=question.clauses,
            beside=key not in shown,
            **_answer(asking, question, key, answers, reader),  # type: ignore[arg-type]  # state and shown
        )

    return tuple(_sections(asking, reader, read))


def _sections(
    asking: Asking, reader: Reader, read: Callable[[Question, str | None], ReadQuestion | None]
) -> Iterator[ReadSection]:
    for section in asking.questionnaire.sections:
        withheld = not any(reader.may_read(section.id, question.code) for question in section.questions)
        for conference in asking.asked.conferences if section.repeated else (None,):
            found = () if withheld else (read(question, conference) for question in section.questions)
            yield _section(asking, section, conference, tuple(one for one in found if one), withheld=withheld)


def _section(
    asking: Asking,
    section: Section,
    conference: str | None,
    questions: tuple[ReadQuestion, ...],
    *,
    withheld: bool,
) -> ReadSection:
    context = f"{section.owner}:{section.id}"
    return ReadSection(
        id=section.id,
        anchor=section.id if conference is None else f"{section.id}-{conference}",
        words=Words(context, section.title),
        note=Words(f"{context}:note", section.note),
        questions=questions,
        conference=conference,
        conference_words=None if conference is None else label_of(asking, CONFERENCES, conference),
        withheld=withheld,
    )


def _answer(
    asking: Asking, question: Question, key: str, answers: Mapping[str, object], reader: Reader
) -> dict[str, object]:
    if not reader.may_read(question.section, question.code):
        return {"state": State.WITHHELD}
    value = answers.get(key)
    if not is_answered(value):
        return {"state": State.UNANSWERED}
    return {
        "state": State.ANSWERED,
        "shown": shown_of(asking, question, value, answers.get(f"{key}.{OTHER}")),
    }
