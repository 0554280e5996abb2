"""What is said of one control: what is wrong with it, after its row and column; how it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from portal.filing import texts
from portal.questionnaires.answering.fields import (
    AnswerField,
    DateField,
    DateRangeField,
    NumberField,
    TableField,
)
from portal.questionnaires.answering.forms import AnswerForm
from portal.questionnaires.definition import OTHER, Kind, Questionnaire, parse_key
from portal.questionnaires.messages import Problem


def where(questionnaire: Questionnaire, problem: Problem) -> str:
    """Return the sentence of a problem; for a cell with its row and the label of its column before it."""
    if problem.row is None or problem.column is None:
        return texts.sentence(problem)
    question = questionnaire.question(parse_key(problem.key).code)
    column = question.type.column(problem.column.removesuffix(f".{OTHER}"))
    label = texts.in_a_row((texts.row_title(problem.row), texts.column_label(question, column)))
    return texts.labelled(label, texts.sentence(problem))


def refused(questionnaire: Questionnaire, form: AnswerForm) -> dict[str, str]:
    """Return why what was typed cannot be saved, by the key of its question."""
    found: dict[str, list[str]] = {}
    for problem in form.problems:
        key = problem.key.removesuffix(f".{OTHER}")
        found.setdefault(key, []).append(where(questionnaire, problem))
    return {key: " ".join(sentences) for key, sentences in found.items()}


def understood(form: AnswerForm) -> dict[str, str]:
    """Return how each number and date of a posted form was understood, by the name of its control."""
    return {
        name: text
        for field in form.fields.values()
        if field.posted
        for one in _single(field)
        for name, text in _readings(one)
    }


def _single(field: AnswerField) -> Iterator[AnswerField]:
    if isinstance(field, TableField):
        yield from (cell for row in field.rows for cell in row.cells.values())
    else:
        yield field


def _readings(field: AnswerField) -> Iterator[tuple[str, str]]:
    if isinstance(field, DateRangeField):
        yield from ((f"{field.name}~{end}", read_as(field, end)) for end in ("from", "to"))
    elif isinstance(field, NumberField | DateField):
        yield field.name, read_as(field)


def read_as(field: AnswerField, end: str = "") -> str:
    """Return how a number or date is understood, written for the reader; an empty text: nothing to say.

    `end` is that of a period. Plain digits that are written like that are not repeated.
    """
    if field.problems or field.data is None:
        return ""
    if isinstance(field, NumberField):
        written = texts.figure(field.data, year=field.spec.type.kind is Kind.YEAR)
        return "" if field.typed == written and written.isascii() and written.isdigit() else written
    if isinstance(field, DateField):
        return texts.day(date.fromisoformat(field.data))
    days: Mapping[str, str] = field.data if isinstance(field, DateRangeField) else {}
    return texts.day(date.fromisoformat(days[end])) if end in days else ""
