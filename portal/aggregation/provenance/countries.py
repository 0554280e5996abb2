"""The answers behind what is said of one country: cells of the matrices, own means, positions, indexes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from portal.aggregation.aggregate import Workings
from portal.aggregation.counting.records import PROGRESS, THEMES, Record, is_rating
from portal.aggregation.provenance.figures import Amount, Contribution, Counted, Measure
from portal.aggregation.provenance.pools import answer_of
from portal.aggregation.provenance.standings import state_of
from portal.aggregation.tables.choices import COORDINATION_RATINGS
from portal.aggregation.tables.coordination import GOVERNMENT_VIEW
from portal.aggregation.tables.poverty import OWN_VIEW, Position, position_of
from portal.aggregation.tables.questions import POVERTY
from portal.questionnaires.definition import NOT_APPLICABLE, key_of, parse_key

Names = tuple[str, ...]
Found = tuple[tuple[str, ...], Counted]
"""Codes of the questions, and the contributions."""

_MEASURES = {"n": Measure.COUNT, "applicable": Measure.COUNT, "mean": Measure.MEAN}


def progress_cell(workings: Workings, names: Names) -> Found:
    """Return the answer behind a cell of the progress matrix: country, conference, state or value."""
    country, conference, leaf = names
    return _cell(
        workings,
        country,
        key_of(PROGRESS, conference),
        leaf,
        lambda record: record.choice(PROGRESS, conference),
    )


def theme_cell(workings: Workings, names: Names) -> Found:
    """Return the answer behind a cell of the theme matrix: country, theme, state or value."""
    country, theme, leaf = names
    return _cell(workings, country, THEMES, leaf, lambda record: record.theme_progress(theme))


def _cell(
    workings: Workings, country: str, key: str, leaf: str, read: Callable[[Record], str | None]
) -> Found:
    record = _national(workings).get(country)
    codes = (parse_key(key).code,)
    if record is None:
        standing = workings.roll.national[country]
        nothing = Contribution(
            country=country,
            report=standing.latest,
            state=state_of(standing),
            public=True,
            numerator=False,
            denominator=False,
        )
        return codes, Counted(Measure.ANSWER, (nothing,))
    one = _given(workings, record, key, read(record), counts=leaf == "state")
    return codes, Counted(Measure.ANSWER, (one,))


def _given(
    workings: Workings, record: Record, key: str, answer: str | None, *, counts: bool = False
) -> Contribution:
    """Return the contribution of one rating; it is in the numerator where rated, or where anything counts."""
    rated = is_rating(answer)
    return Contribution(
        country=record.country,
        report=record.report,
        state=_state(answer),
        public=record.is_public(parse_key(key).code),
        numerator=rated or counts,
        denominator=answer != NOT_APPLICABLE,
        amount=Decimal(answer) if answer is not None and rated else None,
        answers=(answer_of(record, workings.frame.cycle.code, key),),
    )


def _state(answer: str | None) -> str:
    if answer is None:
        return "missing"
    return "na" if answer == NOT_APPLICABLE else "answered"


def _national(workings: Workings) -> Mapping[str, Record]:
    return {record.country: record for record in workings.frame.national}


def _coordinators(workings: Workings) -> Mapping[str, Record]:
    return {record.country: record for record in workings.frame.coordinators}


def country_mean(workings: Workings, names: Names) -> Found:
    """Return the ratings behind a country's own mean: country, and n, applicable or mean."""
    record, leaf = _national(workings)[names[0]], names[1]
    answers = [
        _given(
            workings,
            record,
            key_of(PROGRESS, conference),
            choice,
            counts=leaf == "applicable" and choice != NOT_APPLICABLE,
        )
        for conference in workings.frame.cycle.conferences
        for choice in [record.choice(PROGRESS, conference)]
    ]
    return (PROGRESS,), Counted(_MEASURES[leaf], tuple(answers))


def index(workings: Workings, names: Names) -> Found:
    """Return the ratings behind a country's index of coordination: country, and n or mean."""
    contributions = _rated(workings, _coordinators(workings)[names[0]])
    return COORDINATION_RATINGS, Counted(_MEASURES[names[1]], tuple(contributions))


def _rated(workings: Workings, record: Record) -> Iterable[Contribution]:
    for code in COORDINATION_RATINGS:
        yield _given(workings, record, code, record.choice(code))


def comparison(workings: Workings, names: Names) -> Found:
    """Return the ratings of both sides: country, and government, coordinator, coordinator_n or difference."""
    country, leaf = names
    national, office = _national(workings)[country], _coordinators(workings)[country]
    view = _given(workings, national, GOVERNMENT_VIEW, national.choice(GOVERNMENT_VIEW))
    ratings = tuple(_rated(workings, office))
    if leaf == "government":
        return (GOVERNMENT_VIEW,), Counted(Measure.ANSWER, (view,))
    if leaf == "difference":
        return (GOVERNMENT_VIEW, *COORDINATION_RATINGS), Counted(Measure.DIFFERENCE, (view, *ratings))
    return COORDINATION_RATINGS, Counted(Measure.COUNT if leaf == "coordinator_n" else Measure.MEAN, ratings)


def position(workings: Workings, names: Names) -> Found:
    """Return the table behind a country's position on the path: country, and what is said of it."""
    country, leaf = names
    record = _national(workings)[country]
    found = position_of(record.rows.get(POVERTY, ()))
    amounts = {} if found is None else _amounts(found)
    code = OWN_VIEW if leaf == "own_view" else POVERTY
    answer = answer_of(record, workings.frame.cycle.code, code)
    if leaf == "measure":
        answer = replace(answer, values=tuple(record.rows[POVERTY][0].options.get("measure", ())))
    contribution = Contribution(
        country=country,
        report=record.report,
        state="answered",
        public=record.is_public(POVERTY),
        numerator=True,
        denominator=True,
        amount=amounts.get(leaf),
        answers=(answer,),
    )
    return (code,), Counted(Measure.ANSWER, (contribution,))


def _amounts(found: Position) -> dict[str, Amount]:
    return {
        "reduction_pct": found.reduction,
        "required_pct": found.required,
        "on_path": found.reduction - found.required,
    }


SINGLE: Mapping[Names, Callable[[Workings, Names], Found]] = {
    ("progress_matrix",): progress_cell,
    ("theme_matrix",): theme_cell,
    ("country_means",): country_mean,
    ("poverty", "positions"): position,
    ("coordination", "index"): index,
    ("government_view", "comparison"): comparison,
}
"""What is said of one country, by the names before its code."""

ROWS: Mapping[Names, tuple[frozenset[str], tuple[str, ...]]] = {
    ("country_means",): (frozenset(_MEASURES), (PROGRESS,)),
    ("poverty", "positions"): (
        frozenset({"measure", "reduction_pct", "required_pct", "on_path", "own_view"}),
        (POVERTY,),
    ),
    ("coordination", "index"): (frozenset({"n", "mean"}), COORDINATION_RATINGS),
    ("government_view", "comparison"): (
        frozenset({"government", "coordinator", "coordinator_n", "difference"}),
        (GOVERNMENT_VIEW, *COORDINATION_RATINGS),
    ),
}
"""Rows by country, by the names before its code: the figures of a row, and the questions behind them."""


def is_row(names: Names, countries: Collection[str]) -> bool:
    """Whether names are those of a figure in a row of an invited country, be there such a row or not."""
    *place, country, leaf = names if len(names) > 1 else (*names, "", "")
    known = ROWS.get(tuple(place))
    return known is not None and country in countries and leaf in known[0]


def codes_of_row(names: Names) -> tuple[str, ...]:
    """Return the questions behind a row."""
    return ROWS[names[:-2]][1]
