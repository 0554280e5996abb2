"""Which answers of one report can be offered to another, and in which form they stand there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.questionnaires.answering.conditions import (
    asked_keys,
    chosen,
    is_answered,
    offers_other,
    options_for,
)
from portal.questionnaires.answering.values import check_value
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import (
    OTHER,
    TEXT_KINDS,
    AnswerKey,
    AnswerType,
    Asked,
    Kind,
    Question,
    Questionnaire,
)

NEVER = ("VNR.12.Z", "BPR.12.Z")
"""Beginnings of the codes of declarations and consents: whoever signs gives them anew."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """The answers of a report (wire values, shown ones alone) and its language."""

    answers: Mapping[str, Any]
    language: str


@dataclass(frozen=True)
class Wanted:
    """The report to which answers are offered: what it asks, its language, and the period of its cycle."""

    questionnaire: Questionnaire
    asked: Asked
    language: str
    period: tuple[date, date]


@dataclass(frozen=True)
class Offer:
    """One answer as it can be offered: its key here and there, value (no row ids), language of a text."""

    key: str
    source_key: str
    value: Any
    language: str


def lineage_of(questionnaires: Iterable[Questionnaire]) -> dict[str, str]:
    """Return the code that each question of any release replaces, by its own code."""
    return {
        question.code: question.replaces
        for questionnaire in questionnaires
        for question in questionnaire.questions()
        if question.replaces
    }


def offers_for(wanted: Wanted, given: Given, lineage: Mapping[str, str]) -> Iterator[Offer]:
    """Yield what can be offered, in order of display: each question by its own code or one it replaces.

    Options, conferences and columns that are not offered here are left out of a value; a value that is not
    valid then is not offered, and neither are files, declarations and consents.
    """
    for key, question in asked_keys(wanted.questionnaire, wanted.asked):
        if question.kind is Kind.FILE or question.code.startswith(NEVER):
            continue
        source = _source_key(key, given, lineage)
        if source is not None:
            yield from _offers(wanted, given, (key, source), question)


def _source_key(key: AnswerKey, given: Given, lineage: Mapping[str, str]) -> AnswerKey | None:
    """Return the nearest key in the line of a question under which there is an answer."""
    code: str | None = key.code
    passed: set[str] = set()
    while code is not None and code not in passed:
        found = AnswerKey(code, key.conference)
        if is_answered(given.answers.get(str(found))):
            return found
        passed.add(code)
        code = lineage.get(code)
    return None


def _offers(
    wanted: Wanted, given: Given, keys: tuple[AnswerKey, AnswerKey], question: Question
) -> Iterator[Offer]:
    key, source = map(str, keys)
    value, language = _fitted(wanted, question, given.answers[source], given.language)
    if not _is_valid(wanted, key, question, value):
        return
    yield Offer(key, source, value, language)
    other = given.answers.get(f"{source}.{OTHER}")
    if OTHER in chosen(value) and offers_other(wanted.questionnaire, question.type) and is_answered(other):
        yield Offer(f"{key}.{OTHER}", f"{source}.{OTHER}", *text_and_language(other, given.language))


def _is_valid(wanted: Wanted, key: str, question: Question, value: Any) -> bool:
    if check_value(wanted.questionnaire, key, value, wanted.asked):
        return False
    if question.kind is not Kind.DATERANGE:
        return True
    first, last = (day.isoformat() for day in wanted.period)
    return bool(value["from"] <= last and value["to"] >= first)


def _fitted(wanted: Wanted, question: Question, value: Any, language: str) -> tuple[Any, str]:
    """Return a value with what is offered here alone, and its language: that of the report if no text."""
    if question.kind in TEXT_KINDS:
        return text_and_language(value, language)
    if question.kind is Kind.TABLE:
        return _rows(wanted, question, value, language), wanted.language
    return _options(wanted, question.type, value), wanted.language


def _options(wanted: Wanted, answer_type: AnswerType, value: Any) -> Any:
    """Return a multiple choice with its options known here; anything else as it is."""
    if answer_type.kind is not Kind.MULTI or not isinstance(value, list):
        return value
    offered = {option.value for option in options_for(wanted.questionnaire, answer_type, wanted.asked)}
    return [option for option in value if option in offered]


def _rows(wanted: Wanted, question: Question, value: Any, language: str) -> Any:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return value
    rows = (_row(wanted, question, row, language) for row in value)
    return [row for row in rows if row]


def _row(wanted: Wanted, question: Question, row: Row, language: str) -> dict[str, Any]:
    """Return the cells of a row that are valid here; the text of an `other` after its choice."""
    kept: dict[str, Any] = {}
    cells = sorted(row.items(), key=lambda cell: cell[0].endswith(f".{OTHER}"))
    key = question.code if not question.repeated else f"{question.code}@{wanted.asked.conferences[0]}"
    for name, cell in cells:
        fitted = _cell(wanted, question, name, cell, language)
        if not check_value(wanted.questionnaire, key, [{**kept, name: fitted}], wanted.asked):
            kept[name] = fitted
    return kept


def _cell(wanted: Wanted, question: Question, name: str, cell: Any, language: str) -> Any:
    """Return a cell as it reads in a report in another language: a text then names its own."""
    types = {column.name: column.type for column in question.type.columns}
    is_text = name.endswith(f".{OTHER}") or (name in types and types[name].kind in TEXT_KINDS)
    if is_text and isinstance(cell, str | dict):
        text, own = text_and_language(cell, language)
        return text if own == wanted.language else {"text": text, "language": own}
    return _options(wanted, types[name], cell) if name in types else cell
