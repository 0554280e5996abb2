"""Flat facts of a filing, from which every figure is counted; never a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from portal.questionnaires.answering.conditions import Answers, chosen, is_answered, visible_answers
from portal.questionnaires.definition import AnswerType, Asked, Kind, Questionnaire, parse_key


class Fact(NamedTuple):
    """One countable statement of an answer.

    `row` counts from 1 and `column` is given for a cell of a table. `option` is one option chosen; `number`
    an exact figure; `language` that of a text. A date, a range of dates and a file have none of the three:
    the fact says only that the question was answered. A plain tuple, for figures read them by the hundred
    thousand.
    """

    code: str
    conference: str | None
    row: int | None
    column: str | None
    option: str | None
    number: Decimal | None
    language: str | None


def facts_of(questionnaire: Questionnaire, asked: Asked, answers: Answers, language: str) -> Iterator[Fact]:
    """Yield the facts of the shown answers, in order of display; ``.other`` texts have none.

    `language` is that of the report, for texts that name none of their own.
    """
    for text_key, value in visible_answers(questionnaire, asked, answers).items():
        key = parse_key(text_key)
        if not key.other:
            blank = Fact(key.code, key.conference, None, None, None, None, None)
            yield from _facts(blank, questionnaire.question(key.code).type, value, language)


def _facts(blank: Fact, answer_type: AnswerType, value: object, language: str) -> Iterator[Fact]:
    yield from FACTS[answer_type.kind](blank, answer_type, value, language)


def _options(blank: Fact, _type: AnswerType, value: object, _language: str) -> Iterator[Fact]:
    for option in chosen(value):
        yield blank._replace(option=option)


def _number(blank: Fact, _type: AnswerType, value: object, _language: str) -> Iterator[Fact]:
    if isinstance(value, int | Decimal):
        yield blank._replace(number=Decimal(value))


def _text(blank: Fact, _type: AnswerType, value: object, language: str) -> Iterator[Fact]:
    own = value.get("language") if isinstance(value, dict) else None
    yield blank._replace(language=str(own or language))


def _answered(blank: Fact, _type: AnswerType, _value: object, _language: str) -> Iterator[Fact]:
    yield blank


def _table(blank: Fact, answer_type: AnswerType, value: object, language: str) -> Iterator[Fact]:
    for number, row in enumerate(value if isinstance(value, list) else (), 1):
        for column in answer_type.columns:
            if is_answered(row.get(column.name)):
                cell = blank._replace(row=number, column=column.name)
                yield from _facts(cell, column.type, row[column.name], language)


FACTS: Mapping[Kind, Callable[[Fact, AnswerType, object, str], Iterator[Fact]]] = {
    Kind.SINGLE: _options,
    Kind.MULTI: _options,
    Kind.RATING: _options,
    Kind.YESNO: _options,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.INTEGER: _number,
    Kind.YEAR: _number,
    Kind.DATE: _answered,
    Kind.DATERANGE: _answered,
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.EMAIL: _text,
    Kind.TABLE: _table,
    Kind.FILE: _answered,
}
"""The facts of an answer of each kind; covers Kind."""
