"""One counted report, its facts indexed once: what was asked, chosen, given as a number, entered in rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from portal.aggregation.counting.publicity import is_public
from portal.aggregation.inputs import CycleInput, ReportFacts
from portal.questionnaires.answering.conditions import shown_keys
from portal.questionnaires.answering.facts import Fact
from portal.questionnaires.definition import (
    NOT_APPLICABLE,
    Asked,
    Kind,
    Operator,
    Question,
    Questionnaire,
    key_of,
)

Key: TypeAlias = tuple[str, str | None]

PROGRESS = "VNR.12.C1"
THEMES = "VNR.12.F1"
PROGRESS_COLUMN = "progress"

# The options of one question are one answer whichever form asked it (section 2, "Track").
MERGED = {"VNR.12.A6": "VND.15.X2"}


@dataclass(frozen=True)
class Row:
    """One row of a table: the options chosen and the number given, by column."""

    options: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Decimal]


@dataclass(frozen=True)
class Record:
    """A counted report of an expected country; `asking` is what of its form depends on the cycle."""

    report: ReportFacts
    region: str
    track: str
    questionnaire: Questionnaire
    asking: Asked
    choices: Mapping[Key, tuple[str, ...]]
    numbers: Mapping[Key, Decimal]
    rows: Mapping[str, tuple[Row, ...]]

    @cached_property
    def asked(self) -> frozenset[Key]:
        """(code, conference) of every question shown; found when first looked at, for trends never are."""
        return _asked(self.questionnaire, self.asking, self.choices, self.numbers)

    @property
    def country(self) -> str:
        """Return the country's code."""
        return self.report.country

    def is_public(self, code: str) -> bool:
        """Whether the answer to this question is public (rule 8.2)."""
        return is_public(self.report, self.own_code(code))

    def own_code(self, code: str) -> str:
        """Return the code under which this report's form asks a question that is merged in totals."""
        other = MERGED.get(code)
        return other if other and self.questionnaire.has(other) else code

    def asks(self, question: Question) -> bool:
        """Whether the form asks this question of the country's track, if its other conditions hold."""
        if not self.questionnaire.has(self.own_code(question.code)):
            return False
        condition = question.show_if
        return condition is None or condition.operator is not Operator.TRACK or self.track in condition.values

    def choice(self, code: str, conference: str | None = None) -> str | None:
        """Return the option of a single choice or rating; None where not answered or not asked."""
        return next(iter(self.choices.get((code, conference), ())), None)

    def theme_progress(self, theme: str) -> str | None:
        """Return the rating of a theme from its first row in VNR.12.F1; None where there is none."""
        for row in self.rows.get(THEMES, ()):
            if theme in row.options.get("theme", ()):
                return next(iter(row.options.get(PROGRESS_COLUMN, ())), None)
        return None


def is_rating(value: str | None) -> bool:
    """Whether an answer is a number of a scale: neither missing nor `na`.

    >>> is_rating("0"), is_rating("na"), is_rating(None)
    (True, False, False)
    """
    return value is not None and value != NOT_APPLICABLE


def record_of(report: ReportFacts, cycle: CycleInput) -> Record:
    """Index the facts of a counted report of a country invited in that cycle."""
    region, track = cycle.invited[report.country]
    questionnaire = cycle.questionnaires[report.instrument]
    choices, numbers = _scalars(report.facts)
    rows = _rows(report.facts)
    return Record(
        report=report,
        region=region,
        track=track,
        questionnaire=questionnaire,
        asking=Asked(track, cycle.conferences, cycle.themes),
        choices=choices,
        numbers=numbers,
        rows=rows,
    )


def _scalars(facts: Iterable[Fact]) -> tuple[dict[Key, tuple[str, ...]], dict[Key, Decimal]]:
    choices: defaultdict[Key, tuple[str, ...]] = defaultdict(tuple)
    numbers: dict[Key, Decimal] = {}
    for fact in facts:
        key = (fact.code, fact.conference)
        if fact.row is not None:
            continue
        if fact.option is not None:
            choices[key] += (fact.option,)
        elif fact.number is not None:
            numbers[key] = fact.number
    return dict(choices), numbers


def _rows(facts: Iterable[Fact]) -> dict[str, tuple[Row, ...]]:
    cells: defaultdict[str, defaultdict[int, list[tuple[str, Fact]]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if fact.row is not None and fact.column is not None:
            cells[fact.code][fact.row].append((fact.column, fact))
    return {code: tuple(_row(rows[number]) for number in sorted(rows)) for code, rows in cells.items()}


def _row(cells: Iterable[tuple[str, Fact]]) -> Row:
    """Index one row; a cell of text says only that the row is there."""
    options: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    numbers: dict[str, Decimal] = {}
    for column, cell in cells:
        if cell.option is not None:
            options[column] += (cell.option,)
        elif cell.number is not None:
            numbers[column] = cell.number
    return Row(dict(options), numbers)


def _asked(
    questionnaire: Questionnaire,
    asked: Asked,
    choices: Mapping[Key, tuple[str, ...]],
    numbers: Mapping[Key, Decimal],
) -> frozenset[Key]:
    """Find the questions shown, by the rule of the form itself, from the answers that conditions look at."""
    answers: dict[str, object] = {}
    for (code, conference), chosen in choices.items():
        several = questionnaire.has(code) and questionnaire.question(code).kind is Kind.MULTI
        answers[key_of(code, conference)] = list(chosen) if several else chosen[0]
    for (code, conference), number in numbers.items():
        answers[key_of(code, conference)] = number
    return frozenset((key.code, key.conference) for key in shown_keys(questionnaire, asked, answers))
