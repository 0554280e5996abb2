"""From the value of an answer, as the exchange format writes it, to what a reader is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal import canonical
from portal.questionnaires.answering.conditions import chosen, options_for
from portal.questionnaires.answering.values import is_date
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import OTHER, AnswerType, Asked, Kind, Question, Questionnaire
from portal.reports.reading.displayed import (
    Annexes,
    AnnexLine,
    Cell,
    Choice,
    Choices,
    Day,
    Figure,
    Narrative,
    Raw,
    Rows,
    Shown,
    Simple,
    Typed,
    Words,
)


@dataclass(frozen=True)
class Asking:
    """What reading needs beside an answer: the questionnaire, what of it is asked, the report's language."""

    questionnaire: Questionnaire
    asked: Asked
    language: str


def shown_of(asking: Asking, question: Question, value: object, other: object = None) -> Shown:
    """Return what is shown of an answer (wire value); `other` is the text of its option `other`.

    A value without the shape its question asks for (possible in old imports) is shown as it was filed.
    """
    if question.kind is Kind.TABLE:
        return _rows(asking, question, value)
    if question.kind is Kind.FILE:
        return _annexes(asking, value)
    return _simple(asking, question.type, value, other)


def label_of(asking: Asking, answer_type: AnswerType | str, value: str) -> Words:
    """Return the label of an option: of a type or a named set; one that the set does not know is its own."""
    code = answer_type if isinstance(answer_type, str) else answer_type.option_set or ""
    for option in options_for(asking.questionnaire, answer_type, asking.asked):
        if option.value == value:
            return Words(f"{code}:{value}", option.label)
    known = asking.questionnaire.option_sets.get(code)
    labels = {option.value: option.label for option in known.options} if known else {}
    return Words(f"{code}:{value}", labels.get(value, value))


def _simple(asking: Asking, answer_type: AnswerType, value: object, other: object) -> Simple:
    reader = READERS[answer_type.kind]
    found = reader(asking, answer_type, value, other)
    return Raw(canonical.dumps(value)) if found is None else found


def _choices(asking: Asking, answer_type: AnswerType, value: object, other: object) -> Simple | None:
    values = chosen(value)
    if not values:
        return None
    text = _typed(asking, other)
    items = tuple(
        Choice(one, label_of(asking, answer_type, one), text if one == OTHER else None) for one in values
    )
    return Choices(items, rating=answer_type.kind is Kind.RATING)


def _figure(_asking: Asking, answer_type: AnswerType, value: object, _other: object) -> Simple | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    unit = "%" if answer_type.kind is Kind.PERCENT else answer_type.unit or ""
    return Figure(value, unit, year=answer_type.kind is Kind.YEAR)


def _narrative(asking: Asking, answer_type: AnswerType, value: object, _other: object) -> Simple | None:
    typed = _typed(asking, value)
    if typed is None:
        return None
    return Narrative(typed, long=answer_type.kind is Kind.LONG, code=answer_type.kind is Kind.EMAIL)


def _day(_asking: Asking, _type: AnswerType, value: object, _other: object) -> Simple | None:
    return Day(date.fromisoformat(str(value))) if is_date(value) else None


def _period(_asking: Asking, _type: AnswerType, value: object, _other: object) -> Simple | None:
    if not isinstance(value, dict) or not is_date(value.get("from")) or not is_date(value.get("to")):
        return None
    return Day(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]))


def _nothing(_asking: Asking, _type: AnswerType, _value: object, _other: object) -> Simple | None:
    return None


_Reader = Callable[[Asking, AnswerType, object, object], Simple | None]

READERS: Mapping[Kind, _Reader] = {
    Kind.SINGLE: _choices,
    Kind.MULTI: _choices,
    Kind.RATING: _choices,
    Kind.YESNO: _choices,
    Kind.NUMBER: _figure,
    Kind.PERCENT: _figure,
    Kind.INTEGER: _figure,
    Kind.YEAR: _figure,
    Kind.DATE: _day,
    Kind.DATERANGE: _period,
    Kind.TEXT: _narrative,
    Kind.LONG: _narrative,
    Kind.EMAIL: _narrative,
    Kind.TABLE: _nothing,
    Kind.FILE: _nothing,
}
"""How a value of each kind is read; covers Kind. A table and annexes are no simple values."""


def _rows(asking: Asking, question: Question, value: object) -> Shown:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return Raw(canonical.dumps(value))
    columns = question.type.columns
    headings = tuple(Words(f"{question.code}:{column.name}", column.label) for column in columns)
    rows = tuple(
        tuple(
            Cell(column.name, heading, _cell(asking, column.type, row, column.name))
            for column, heading in zip(columns, headings, strict=True)
        )
        for row in value
    )
    return Rows(headings, rows)


def _cell(asking: Asking, answer_type: AnswerType, row: Mapping[str, Any], name: str) -> Simple | None:
    value = row.get(name)
    return (
        None if value in (None, "", []) else _simple(asking, answer_type, value, row.get(f"{name}.{OTHER}"))
    )


def _annexes(asking: Asking, value: object) -> Shown:
    if not isinstance(value, list) or not all(isinstance(file, dict) for file in value):
        return Raw(canonical.dumps(value))
    return Annexes(
        tuple(
            AnnexLine(
                Typed(str(file.get("title", "")), str(file.get("language", asking.language))),
                str(file.get("name", "")),
                int(file.get("size", 0)),
                str(file.get("sha256", "")),
            )
            for file in value
        )
    )


def _typed(asking: Asking, value: object) -> Typed | None:
    if not isinstance(value, str) and not (isinstance(value, dict) and isinstance(value.get("text"), str)):
        return None
    return Typed(*text_and_language(value, asking.language))
