"""From the bound fields of a form to what the macros draw: options, cells and rows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.canonical import digest
from portal.filing import texts
from portal.filing.field_views import CellView, HiddenView, OptionView, RowView
from portal.filing.section.wording import read_as
from portal.questionnaires.answering.conditions import chosen, offers_other, options_for
from portal.questionnaires.answering.fields import AnswerField, Row, TableField, TextField
from portal.questionnaires.answering.words import count_words, limit_for, unseen_in
from portal.questionnaires.definition import NONE, OTHER, Column, Kind, Question
from portal.questionnaires.messages import Problem

THEMES = "THEME"
"""A table whose first column is a theme has, when empty, a row for each theme of the cycle."""

TELEPHONE = "phone"
"""The column of a table that holds telephone numbers; published releases ask for a text there."""
FEWEST_DIGITS = 5
Cell = tuple[str, int | None, str | None]
"""What a problem belongs to: the key of the answer, row (from 1) and column of a table."""


@dataclass(frozen=True)
class Complaints:
    """The problems of a page, to be found by cell; each is drawn beside its control."""

    by_cell: Mapping[Cell, tuple[Problem, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: tuple[Problem, ...]) -> Complaints:
        """Sort problems by what they belong to."""
        found: dict[Cell, tuple[Problem, ...]] = {}
        for problem in problems:
            cell = (problem.key, problem.row, problem.column)
            found[cell] = (*found.get(cell, ()), problem)
        return cls(found)

    def about(self, key: str, row: int | None = None, column: str | None = None) -> tuple[str, ...]:
        """Return the sentences about one control."""
        return tuple(texts.sentence(problem) for problem in self.by_cell.get((key, row, column), ()))


def option_views(field: AnswerField) -> tuple[OptionView, ...]:
    """Return the options of a choice with those chosen, as typed."""
    spec = field.spec
    code = spec.type.option_set
    if code is None:
        return ()
    has_other = offers_other(spec.questionnaire, spec.type)
    picked = frozenset(chosen(field.typed))
    return tuple(
        OptionView(
            value=option.value,
            label=texts.option_label(code, option.value, option.label),
            checked=option.value in picked,
            exclusive=spec.type.kind is Kind.MULTI and option.value == NONE,
            opens_other=has_other and option.value == OTHER,
        )
        for option in options_for(spec.questionnaire, spec.type, spec.asked)
    )


def language_of(field: AnswerField) -> str:
    """Return the language a text is written in: its own, else that of the report."""
    return getattr(field, "own_language", "") or field.spec.language


def word_count(field: AnswerField) -> int | None:
    """Return the words of a long text as typed; None for any other answer."""
    if field.spec.type.kind is not Kind.LONG:
        return None
    return count_words(str(field.typed), language_of(field))


def text_limit(field: AnswerField) -> int | None:
    """Return the limit of a text in its own measure."""
    return limit_for(field.spec.type, language_of(field))


def unseen_names(*fields: AnswerField | None) -> tuple[str, ...]:
    """Return the names of the characters that nobody sees in the texts of fields, cells included."""
    found: dict[str, None] = {}
    for one in fields:
        rows = one.rows if isinstance(one, TableField) else ()
        for cell in (one, *(cell for row in rows for cell in row.cells.values())):
            if isinstance(cell, TextField):
                found |= dict.fromkeys(unseen_in(str(cell.typed)))
    return tuple(map(texts.sign_name, found))


def strange_numbers(field: AnswerField) -> tuple[str, ...]:
    """Return a sentence for each telephone number that hardly is one; it is kept, and stops nothing."""
    cells = [row.cells[TELEPHONE] for row in getattr(field, "rows", ()) if TELEPHONE in row.cells]
    typed = [str(cell.typed) for cell in cells]
    return tuple(
        texts.not_a_telephone_number(number, text)
        for number, text in enumerate(typed, 1)
        if text.strip() and sum(map(str.isdecimal, text)) < FEWEST_DIGITS
    )


def range_parts(field: AnswerField) -> tuple[CellView, ...]:
    """Return the two dates of a period."""
    labels = {"from": texts.first_day(), "to": texts.last_day()}
    return tuple(
        CellView(
            f"{field.name}~{end}",
            label,
            Kind.DATE.value,
            value=str(field.typed.get(end, "")),
            read_as=read_as(field, end),
        )
        for end, label in labels.items()
    )


def row_views(question: Question, field: TableField, complaints: Complaints) -> tuple[RowView, ...]:
    """Return the rows of a table, with a button each to take it away."""
    return tuple(
        _row_view(question, field, row, number, complaints) for number, row in enumerate(field.rows, 1)
    )


def offer_empty_rows(field: TableField, *, reader: str, more: bool) -> None:
    """Give an empty table its first row, one for each theme where it is about themes; or one row more.

    A blank row has the same id whenever the same `reader` (of one report) comes to the same table: what was
    typed into it and never sent has a place to come back to.
    """
    if more or not field.rows:
        wanted = 1 if field.rows else _first_rows(field)
        for _number in range(wanted):
            field.add_row(_blank_id(field, reader))


def _blank_id(field: TableField, reader: str) -> str:
    taken = {row.id for row in field.rows}
    report, _, person = reader.partition(":")
    ids = (f"n{digest(f'{report}:{field.name}:{person}:{number}')[:11]}" for number in itertools.count())
    return next(found for found in ids if found not in taken)


def _first_rows(field: TableField) -> int:
    first = field.spec.type.columns[0].type
    return len(field.spec.asked.themes) if first.option_set == THEMES else 1


def _row_view(
    question: Question, field: TableField, row: Row, number: int, complaints: Complaints
) -> RowView:
    def cell(column: Column) -> CellView:
        other = row.cells.get(f"{column.name}.{OTHER}")
        control = row.cells[column.name]
        errors = (*sentences_of(control), *complaints.about(field.name, number, column.name))
        if other is not None:
            errors += (*sentences_of(other), *complaints.about(field.name, number, f"{column.name}.{OTHER}"))
        return _cell_view(question, column, control, other, errors)

    return RowView(
        title=texts.row_title(number),
        cells=tuple(cell(column) for column in field.spec.type.columns),
        hidden=(HiddenView(f"{field.name}~rows", row.id),),
        remove_name=f"remove~{field.name}",
        remove_value=row.id,
        errors=(*map(texts.sentence, row.problems), *complaints.about(field.name, number)),
    )


def sentences_of(field: AnswerField) -> tuple[str, ...]:
    """Return why what was typed could not be read."""
    return tuple(texts.sentence(problem) for problem in field.problems)


def _cell_view(
    question: Question,
    column: Column,
    control: AnswerField,
    other: AnswerField | None,
    errors: tuple[str, ...],
) -> CellView:
    kind = control.spec.type.kind
    return CellView(
        name=control.name,
        label=texts.column_label(question, column),
        kind=kind.value,
        value=control.typed if isinstance(control.typed, str) else "",
        required=column.required,
        options=option_views(control),
        other_name=other.name if other else None,
        other_value=str(other.typed) if other else "",
        other_limit=text_limit(other) if other else None,
        errors=errors,
        limit=text_limit(control),
        unit=texts.unit_label(control.spec.type.unit),
        words=word_count(control),
        read_as=read_as(control),
        telephone=column.name == TELEPHONE,
        language=language_of(control) if kind in {Kind.TEXT, Kind.LONG} else None,
    )
