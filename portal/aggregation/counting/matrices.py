"""The progress matrix, the theme matrix, and the mean of a country's own ratings.

Sources: aggregation, section 6, "Progress matrix"; section 4, last paragraph; `aggregates/1`, cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from portal.aggregation.counting.records import PROGRESS, THEMES, Record, is_rating
from portal.aggregation.counting.roll import Roll
from portal.aggregation.rounding import mean
from portal.questionnaires.definition import NOT_APPLICABLE

Matrix = dict[str, dict[str, object]]


def progress_matrix(roll: Roll, records: Iterable[Record]) -> Matrix:
    """Write every expected country by conference."""
    return _matrix(
        roll,
        records,
        roll.cycle.conferences,
        lambda record, conference: _cell(record, PROGRESS, record.choice(PROGRESS, conference)),
    )


def theme_matrix(roll: Roll, records: Iterable[Record]) -> Matrix:
    """Write every expected country by cross-cutting theme, from VNR.12.F1."""
    return _matrix(
        roll,
        records,
        roll.cycle.themes,
        lambda record, theme: _cell(record, THEMES, record.theme_progress(theme)),
    )


def country_means(records: Iterable[Record], conferences: Sequence[str]) -> Matrix:
    """Write the mean of each country's own ratings, with n of applicable; for it and the secretariat only."""
    means: Matrix = {}
    for record in records:
        answers = [record.choice(PROGRESS, conference) for conference in conferences]
        rated = [Decimal(answer) for answer in answers if answer is not None and is_rating(answer)]
        applicable = len(answers) - answers.count(NOT_APPLICABLE)
        means[record.country] = {"n": len(rated), "applicable": applicable, "mean": mean(rated)}
    return means


def _matrix(
    roll: Roll,
    records: Iterable[Record],
    columns: Sequence[str],
    cell: Callable[[Record, str], dict[str, object]],
) -> Matrix:
    by_country = {record.country: record for record in records}
    matrix: Matrix = {}
    for country, standing in roll.national.items():
        if country in by_country:
            record = by_country[country]
            matrix[country] = {column: cell(record, column) for column in columns}
        else:
            # Who reported is always public.
            state = "withdrawn" if standing.withdrawn else "no_report"
            matrix[country] = {column: _written(state, None, displayed=True) for column in columns}
    return matrix


def _cell(record: Record, code: str, answer: str | None) -> dict[str, object]:
    displayed = record.is_public(code)
    if answer is None:
        return _written("missing", None, displayed=displayed)
    if not is_rating(answer):
        return _written("na", None, displayed=displayed)
    return _written("rated", int(answer), displayed=displayed)


def _written(state: str, value: int | None, *, displayed: bool) -> dict[str, object]:
    return {"state": state, "value": value, "displayed": displayed}
