"""Answers as report-bundle/1 writes them: their shape, options and limits; row ids of stored tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portal.i18n import LANGUAGES
from portal.questionnaires.answering.conditions import chosen, is_answered, offers_other, options_for
from portal.questionnaires.answering.words import TextRefusedError, clean_text
from portal.questionnaires.definition import (
    NONE,
    OTHER,
    AnswerType,
    Asked,
    Kind,
    Questionnaire,
    parse_key,
)
from portal.questionnaires.messages import Problem

ROW_ID = "_id"
MEGABYTE = 1024 * 1024
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
LONGEST_NUMBER = 30
"""Digits before or after the decimal sign beyond which a number is no figure of a report."""

_FILE: Mapping[str, re.Pattern[str]] = {
    "name": re.compile(r".+", re.DOTALL),
    "title": re.compile(r".+", re.DOTALL),
    "language": re.compile(r".{2,}"),
    "media_type": re.compile(r"[a-z]+/[A-Za-z0-9.+-]+"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}


# --- row ids -------------------------------------------------------------------------------------


def strip_row_ids(value: object) -> object:
    """Return a value as the wire writes it: rows of a table without their ids, all else as it is.

    >>> strip_row_ids([{"_id": "r1", "measure": "dollar"}])
    [{'measure': 'dollar'}]
    """
    if isinstance(value, list):
        return [strip_row_ids(item) for item in value]
    if isinstance(value, dict) and ROW_ID in value:
        return {name: cell for name, cell in value.items() if name != ROW_ID}
    return value


def with_row_ids(value: object, new_id: Callable[[], str]) -> object:
    """Return a value as it is stored: each row of a table without an id gets one from `new_id`.

    Annexes are told from rows by their checksum and keep their shape.
    """
    if not isinstance(value, list):
        return value
    return [
        {ROW_ID: new_id(), **item}
        if isinstance(item, dict) and ROW_ID not in item and "sha256" not in item
        else item
        for item in value
    ]


# --- checking ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where a value stands, for the problems told of it."""

    questionnaire: Questionnaire
    asked: Asked
    key: str
    row: int | None = None
    column: str | None = None

    def problem(self, code: str, /, **params: object) -> Problem:
        return Problem(self.key, code, row=self.row, column=self.column, params=params)


def check_value(questionnaire: Questionnaire, key: str, value: object, asked: Asked) -> list[Problem]:
    """Return what is wrong with one answer by itself: key, shape, options, limits of numbers.

    `value` is as report-bundle/1 writes it (numbers int or Decimal, tables without row ids). Not checked:
    limits of texts, whether it is shown, and other answers.
    """
    place = _Place(questionnaire, asked, key)
    problems = _check_key(place)
    if problems:
        return problems
    if not is_answered(value):
        return [place.problem("empty_value")]
    parts = parse_key(key)
    if parts.other:
        return list(_text(place, questionnaire.question(parts.code).type, value))
    return list(_check(place, questionnaire.question(parts.code).type, value))


def _check_key(place: _Place) -> list[Problem]:
    parts = parse_key(place.key)
    if not place.questionnaire.has(parts.code):
        return [place.problem("unknown_code", code=parts.code)]
    question = place.questionnaire.question(parts.code)
    problems: list[Problem] = []
    if question.repeated and parts.conference is None:
        problems.append(place.problem("conference_missing"))
    if parts.conference is not None and not question.repeated:
        problems.append(place.problem("conference_unexpected"))
    elif parts.conference is not None and parts.conference not in place.asked.conferences:
        problems.append(place.problem("unknown_conference", conference=parts.conference))
    if parts.other and not offers_other(place.questionnaire, question.type):
        problems.append(place.problem("other_not_offered"))
    return problems


def _check(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    yield from CHECKS[answer_type.kind](place, answer_type, value)


def _option(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield place.problem("not_option")
    elif value not in _offered(place, answer_type):
        yield place.problem("unknown_option", value=value)


def _offered(place: _Place, answer_type: AnswerType) -> frozenset[str]:
    return frozenset(option.value for option in options_for(place.questionnaire, answer_type, place.asked))


def _options(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    values = chosen(value)
    if not isinstance(value, list) or not values or len(values) != len(value):
        yield place.problem("not_options")
        return
    offered = _offered(place, answer_type)
    for option in dict.fromkeys(values):
        if option not in offered:
            yield place.problem("unknown_option", value=option)
        if values.count(option) > 1:
            yield place.problem("duplicate_option", value=option)
    if NONE in values and len(values) > 1:
        yield place.problem("none_not_alone")
    if answer_type.max_choices is not None and len(values) > answer_type.max_choices:
        yield place.problem("too_many_choices", limit=answer_type.max_choices)


def _number(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        yield place.problem("not_number")
        return
    number = Decimal(value)
    if number.adjusted() >= LONGEST_NUMBER or _decimals(number) > LONGEST_NUMBER:
        yield place.problem("number_too_long")
    elif answer_type.decimals == 0 and _decimals(number):
        yield place.problem("not_integer")
    elif answer_type.decimals is not None and _decimals(number) > answer_type.decimals:
        yield place.problem("too_many_decimals", limit=answer_type.decimals)
    if answer_type.minimum is not None and number < answer_type.minimum:
        yield place.problem("number_too_small", limit=_limit(answer_type, answer_type.minimum))
    if answer_type.maximum is not None and number > answer_type.maximum:
        yield place.problem("number_too_large", limit=_limit(answer_type, answer_type.maximum))


def _limit(answer_type: AnswerType, number: Decimal) -> Decimal | str:
    """Return a limit as a sentence names it: a year is a name, written without grouping."""
    return str(number) if answer_type.kind is Kind.YEAR else number


def _decimals(number: Decimal) -> int:
    """Return the number of decimals that say something: 1.50 has one."""
    _sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    zeros = len(text) - len(text.rstrip("0"))
    return max(0, -int(exponent) - zeros) if number else 0


def _date(place: _Place, _type: AnswerType, value: object) -> Iterator[Problem]:
    if not is_date(value):
        yield place.problem("not_date")


def is_date(value: object) -> bool:
    """Whether a value is a calendar date written YYYY-MM-DD.

    >>> is_date("2000-02-29"), is_date("1999-02-29"), is_date("20000229")
    (True, False, False)
    """
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _range(place: _Place, _type: AnswerType, value: object) -> Iterator[Problem]:
    if not isinstance(value, dict) or set(value) != {"from", "to"} or not all(map(is_date, value.values())):
        yield place.problem("not_range")
    elif value["from"] > value["to"]:
        yield place.problem("range_reversed")


def _text(place: _Place, _type: AnswerType, value: object) -> Iterator[Problem]:
    text, language = value, None
    if isinstance(value, dict) and set(value) == {"text", "language"}:
        text, language = value["text"], value["language"]
    if not isinstance(text, str) or not text:
        yield place.problem("not_text")
        return
    if language is not None and language not in LANGUAGES:
        yield place.problem("unknown_language", language=language)
    try:
        clean_text(text)
    except TextRefusedError as error:
        yield place.problem("text_control_character", character=error.character, position=error.position)


def _email(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        yield place.problem("not_email")
    else:
        yield from _text(place, answer_type, value)


def _table(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        yield place.problem("not_table")
        return
    for number, row in enumerate(value, 1):
        in_row = replace(place, row=number)
        if not row:
            yield in_row.problem("empty_row", row=number)
        for name, cell in row.items():
            yield from _cell(replace(in_row, column=name), answer_type, row, cell)


def _cell(
    place: _Place, answer_type: AnswerType, row: Mapping[str, object], value: object
) -> Iterator[Problem]:
    name, dot, _ = str(place.column).partition(f".{OTHER}")
    types = {column.name: column.type for column in answer_type.columns}
    if name not in types or (dot and not offers_other(place.questionnaire, types[name])):
        yield place.problem("unknown_column", name=place.column)
    elif not is_answered(value):
        yield place.problem("empty_value")
    elif not dot:
        yield from _check(place, types[name], value)
    else:
        yield from _text(place, types[name], value)
        if OTHER not in chosen(row.get(name)):
            yield place.problem("other_not_chosen")


def _files(place: _Place, answer_type: AnswerType, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not all(map(_is_file, value)):
        yield place.problem("not_files")
        return
    if answer_type.max_files is not None and len(value) > answer_type.max_files:
        yield place.problem("too_many_files", limit=answer_type.max_files)
    for file in value:
        if answer_type.max_megabytes is not None and file["size"] > answer_type.max_megabytes * MEGABYTE:
            yield place.problem("file_too_large", name=file["name"], limit=answer_type.max_megabytes)


def _is_file(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {*_FILE, "size"}:
        return False
    size = value["size"]
    texts = all(isinstance(value[name], str) and form.fullmatch(value[name]) for name, form in _FILE.items())
    return texts and isinstance(size, int) and not isinstance(size, bool) and size >= 0


CHECKS: Mapping[Kind, Callable[[_Place, AnswerType, object], Iterator[Problem]]] = {
    Kind.SINGLE: _option,
    Kind.MULTI: _options,
    Kind.RATING: _option,
    Kind.YESNO: _option,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.INTEGER: _number,
    Kind.YEAR: _number,
    Kind.DATE: _date,
    Kind.DATERANGE: _range,
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.EMAIL: _email,
    Kind.TABLE: _table,
    Kind.FILE: _files,
}
"""How a value of each kind is checked; covers Kind."""
