"""Completeness, limits and consistency of the answers of one report: one judge for every door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from portal.questionnaires.answering.conditions import (
    OTHER_TYPE,
    Answers,
    asked_keys,
    chosen,
    is_answered,
    offers_other,
    required_now,
    shown_keys,
    visible_answers,
)
from portal.questionnaires.answering.values import check_value, is_date, strip_row_ids
from portal.questionnaires.answering.words import CHINESE, length_of, limit_for, text_and_language
from portal.questionnaires.definition import (
    OTHER,
    AnswerKey,
    AnswerType,
    Asked,
    Kind,
    Questionnaire,
    parse_key,
)
from portal.questionnaires.messages import Problem, Severity

__all__ = [
    "Period",
    "Problem",
    "Severity",
    "check_answers",
    "check_import",
    "check_linked_practices",
    "omissions",
]

Period = tuple[date, date]
"""First and last day of the reporting period of a cycle."""

DECLARATION = "VNR.12.Z3"


def check_answers(
    questionnaire: Questionnaire, asked: Asked, answers: Answers, language: str, period: Period | None
) -> list[Problem]:
    """Return every problem of a report about to be submitted, in order of display.

    Looks at the shown answers only; rows may carry their ids. Errors: required answers, columns and `other`
    texts missing, shapes, limits, cross-checks, the declaration not confirmed. Warnings: cross-checks marked
    so (domain: questionnaires 1). Without `period` the period covered is not compared. `language` is that of
    the report.
    """
    visible = _wire(visible_answers(questionnaire, asked, answers))
    problems = [
        *_incomplete(questionnaire, asked, visible),
        *_unsound(questionnaire, asked, visible),
        *_too_long(questionnaire, visible, language),
        *_inconsistent(visible, period),
        *_one_of_two(visible),
        *_undeclared(visible),
    ]
    return _in_order(questionnaire, asked, problems)


def check_import(
    questionnaire: Questionnaire, asked: Asked, answers: Answers, language: str, period: Period | None
) -> list[Problem]:
    """Return every problem of the answers of a report received as report-bundle/1.

    All answers are checked by themselves, hidden ones too. Errors: unknown codes, conferences and options,
    shapes, limits of numbers, `other` texts whose `other` is not chosen, cross-checks whose two sides are
    answered. Texts over their limit are warnings; required answers missing are no problem.
    """
    visible = visible_answers(questionnaire, asked, answers)
    problems = [
        *_unsound(questionnaire, asked, answers),
        *_stray_others(answers),
        *(replace(found, severity=Severity.WARNING) for found in _too_long(questionnaire, answers, language)),
        *_inconsistent(visible, period),
    ]
    return _in_order(questionnaire, asked, problems)


def omissions(questionnaire: Questionnaire, asked: Asked, answers: Answers) -> tuple[str, ...]:
    """Return the keys of required questions shown and not answered, in order of display.

    They are recorded when the secretariat accepts a report all the same (aggregation 1, rule 4).
    """
    visible = visible_answers(questionnaire, asked, answers)
    return tuple(str(key) for key in _unanswered(questionnaire, asked, visible))


def check_linked_practices(answers: Answers, linked: int) -> list[Problem]:
    """Return a warning where VNR.12.I1 is answered and is not the number of practices linked."""
    number = answers.get("VNR.12.I1")
    if number is None or number == linked:
        return []
    return [_warning("VNR.12.I1", "practices_differ", number=number, linked=linked)]


def _wire(answers: Answers) -> dict[str, object]:
    return {key: strip_row_ids(value) for key, value in answers.items()}


def _unsound(questionnaire: Questionnaire, asked: Asked, answers: Answers) -> Iterator[Problem]:
    for key, value in answers.items():
        yield from check_value(questionnaire, key, value, asked)


def _in_order(questionnaire: Questionnaire, asked: Asked, problems: Iterable[Problem]) -> list[Problem]:
    """Sort by position of the question, then by row; problems of unknown keys come last."""
    order = {str(key): index for index, (key, _) in enumerate(asked_keys(questionnaire, asked))}

    def position(problem: Problem) -> tuple[int, int]:
        return order.get(problem.key.removesuffix(f".{OTHER}"), len(order)), problem.row or 0

    return sorted(problems, key=position)


def _warning(key: str, code: str, **params: object) -> Problem:
    return Problem(key, code, Severity.WARNING, params=params)


# --- completeness --------------------------------------------------------------------------------


def _unanswered(questionnaire: Questionnaire, asked: Asked, visible: Answers) -> Iterator[AnswerKey]:
    for key in shown_keys(questionnaire, asked, visible):
        question = questionnaire.question(key.code)
        if required_now(question, asked, visible, key.conference) and _is_blank(visible.get(str(key))):
            yield key


def _is_blank(value: object) -> bool:
    """Whether nothing is answered, or only white space."""
    text = text_and_language(value, "")[0] if isinstance(value, str | dict) else "x"
    is_range = isinstance(value, dict) and "from" in value
    return not is_answered(value) or not (is_range or text.strip())


def _incomplete(questionnaire: Questionnaire, asked: Asked, visible: Answers) -> Iterator[Problem]:
    for key in _unanswered(questionnaire, asked, visible):
        yield Problem(str(key), "required")
    for name, value in visible.items():
        answer_type = _type_of(questionnaire, name)
        if offers_other(questionnaire, answer_type) and OTHER in chosen(value):
            other = f"{name}.{OTHER}"
            if _is_blank(visible.get(other)):
                yield Problem(other, "other_required")
        for number, row in enumerate(_rows(answer_type, value), 1):
            yield from _incomplete_row(
                questionnaire, answer_type, row, Problem(name, "required_cell", row=number)
            )


def _incomplete_row(
    questionnaire: Questionnaire, answer_type: AnswerType, row: Mapping[str, object], problem: Problem
) -> Iterator[Problem]:
    for column in answer_type.columns:
        value = row.get(column.name)
        if column.required and _is_blank(value):
            yield replace(problem, column=column.name, params={"row": problem.row})
        other = f"{column.name}.{OTHER}"
        if offers_other(questionnaire, column.type) and OTHER in chosen(value) and _is_blank(row.get(other)):
            yield replace(problem, column=other, code="other_required")


def _type_of(questionnaire: Questionnaire, key: str) -> AnswerType:
    """Return the type of an answer, or of the text of its `other`."""
    parts = parse_key(key)
    return OTHER_TYPE if parts.other else questionnaire.question(parts.code).type


def _rows(answer_type: AnswerType, value: object) -> list[Mapping[str, object]]:
    """Return the rows of a table; none where the value is no table, which is told elsewhere."""
    if answer_type.kind is not Kind.TABLE or not isinstance(value, list):
        return []
    return value if all(isinstance(row, dict) for row in value) else []


def _stray_others(answers: Answers) -> Iterator[Problem]:
    for key in answers:
        if key.endswith(f".{OTHER}") and OTHER not in chosen(answers.get(key.removesuffix(f".{OTHER}"))):
            yield Problem(key, "other_not_chosen")


# --- limits of texts -----------------------------------------------------------------------------


def _too_long(questionnaire: Questionnaire, answers: Answers, language: str) -> Iterator[Problem]:
    for key, value in answers.items():
        if not questionnaire.has(parse_key(key).code):
            continue
        answer_type = _type_of(questionnaire, key)
        yield from _text_too_long(Problem(key, ""), answer_type, value, language)
        for number, row in enumerate(_rows(answer_type, value), 1):
            types: dict[str, AnswerType] = {}
            for column in answer_type.columns:
                types |= {column.name: column.type, f"{column.name}.{OTHER}": OTHER_TYPE}
            for name in (name for name in row if name in types):
                place = Problem(key, "", row=number, column=name)
                yield from _text_too_long(place, types[name], row[name], language)


def _text_too_long(
    place: Problem, answer_type: AnswerType, value: object, language: str
) -> Iterator[Problem]:
    if answer_type.kind not in _TOO_LONG or not isinstance(value, str | dict):
        return
    text, own_language = text_and_language(value, language)
    limit, length = limit_for(answer_type, own_language), length_of(answer_type, text, own_language)
    if limit is not None and length > limit:
        in_signs = answer_type.kind is Kind.LONG and own_language == CHINESE
        code = "signs_too_many" if in_signs else _TOO_LONG[answer_type.kind]
        yield replace(place, code=code, params={"length": length, "limit": limit})


_TOO_LONG: Mapping[Kind, str] = {Kind.TEXT: "text_too_long", Kind.LONG: "words_too_many"}


# --- answers that must agree (domain: questionnaires 1, "Cross-checks on submission") -------------


def _inconsistent(visible: Answers, period: Period | None) -> Iterator[Problem]:
    """Yield the cross-checks whose two sides are answered."""
    yield from _period_outside(visible, period)
    yield from _years_reversed(
        visible, "VNR.12.D2", ("baseline_year", "latest_year"), "latest_before_baseline"
    )
    yield from _years_reversed(visible, "BPR.12.C1", ("before_year", "after_year"), "results_reversed")
    number, groups = visible.get("RCR.14.C1"), visible.get("RCR.14.C2")
    if _is_number(number) and isinstance(groups, list) and len(groups) != number:
        yield Problem("RCR.14.C2", "groups_differ", params={"rows": len(groups), "number": number})


def _period_outside(visible: Answers, period: Period | None) -> Iterator[Problem]:
    covered = visible.get("VNR.12.A3")
    if period is None or not isinstance(covered, dict) or not all(map(is_date, covered.values())):
        return
    first, last = (day.isoformat() for day in period)
    if covered.get("from", first) > last or covered.get("to", last) < first:
        yield _warning("VNR.12.A3", "period_outside_cycle")


_FIRST_ROW_ONLY = frozenset({"VNR.12.D2"})


def _years_reversed(visible: Answers, key: str, years: tuple[str, str], code: str) -> Iterator[Problem]:
    rows = visible.get(key)
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        earlier, later = (row.get(name) if isinstance(row, dict) else None for name in years)
        first_only = key in _FIRST_ROW_ONLY and number > 1
        if _is_number(earlier) and _is_number(later) and later < earlier and not first_only:
            yield Problem(key, code, row=number, column=years[1])


def _one_of_two(visible: Answers) -> Iterator[Problem]:
    pair = ("VNR.12.E2", "VNR.12.E3")
    absent = [key for key in pair if key not in visible]
    if len(absent) == 1:
        yield _warning(absent[0], "assistance_incomplete")


def _undeclared(visible: Answers) -> Iterator[Problem]:
    if visible.get(DECLARATION, "yes") != "yes":
        yield Problem(DECLARATION, "declaration_not_confirmed")


def _is_number(value: object) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
