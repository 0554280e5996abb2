"""How the figures of a block follow from its replies: which are counted, out of which, with what amount.

The names are those of `aggregates/1`; that each figure does follow is proved by recomputing all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from portal.aggregation.counting.replies import NOT_PILOT, Reply, State
from portal.aggregation.provenance.figures import Amount, Measure
from portal.aggregation.rounding import total
from portal.aggregation.tables.coordination import ADOPTED, YES
from portal.aggregation.tables.figures import SUBSTANTIAL
from portal.aggregation.tables.numbers import TARGET
from portal.aggregation.tables.poverty import OFF_PATH, ON_PATH
from portal.questionnaires.definition import NOT_APPLICABLE

Test: TypeAlias = Callable[[Reply], bool]
Weight: TypeAlias = Callable[[Reply], Amount | None]


@dataclass(frozen=True)
class Count:
    """How one figure follows: its measure, its numerator and denominator, the amount of each reply."""

    measure: Measure
    numerator: Test
    denominator: Test
    amount: Weight = lambda _reply: None


def is_answered(reply: Reply) -> bool:
    """Whether a reply is one of n."""
    return reply.state is State.ANSWERED


def _is_asked(reply: Reply) -> bool:
    return reply.state is not State.NOT_ASKED


def _is_applicable(reply: Reply) -> bool:
    return _is_asked(reply) and reply.state is not State.NOT_APPLICABLE


def _is(state: State) -> Test:
    return lambda reply: reply.state is state


def _always(_reply: Reply) -> bool:
    return True


def _chose(*options: str) -> Test:
    return lambda reply: is_answered(reply) and not set(options).isdisjoint(reply.values)


def _value(reply: Reply) -> Amount | None:
    """Return the number answered, or the rating as a number."""
    if not is_answered(reply):
        return None
    return Decimal(reply.values[0]) if reply.number is None else reply.number


def _reaches(least: Decimal | int) -> Test:
    return lambda reply: is_answered(reply) and reply.number is not None and reply.number >= least


def _of_values(measure: Measure) -> Count:
    return Count(measure, is_answered, is_answered, _value)


_PLAIN: Mapping[str, Count] = {
    "asked": Count(Measure.COUNT, _is_asked, _always),
    "not_applicable": Count(Measure.COUNT, _is(State.NOT_APPLICABLE), _is_asked),
    "missing": Count(Measure.COUNT, _is(State.MISSING), _is_asked),
    "n": Count(Measure.COUNT, is_answered, _is_applicable),
    "countries": Count(Measure.COUNTRIES, is_answered, is_answered),
    "response_pct": Count(Measure.SHARE, is_answered, _is_applicable),
    "mean": _of_values(Measure.MEAN),
    "median": _of_values(Measure.MEDIAN),
    "sum": _of_values(Measure.SUM),
    "not_pilot": Count(
        Measure.COUNT,
        lambda reply: reply.state is State.NOT_APPLICABLE and NOT_PILOT in reply.values,
        _is_asked,
    ),
    "rows": Count(Measure.SUM, is_answered, is_answered, lambda reply: len(reply.rows)),
}

_SHARES: Mapping[str, Test] = {
    "substantial_or_better": _chose(*SUBSTANTIAL),
    ON_PATH: _chose(ON_PATH),
    OFF_PATH: _chose(OFF_PATH),
    "providers": _chose("provider"),
    "recipients": _chose("recipient"),
    "requested": _chose(YES),
    # Plans are adopted with `yes`, frameworks with an option of that name; neither list has the other's.
    "adopted": _chose(YES, ADOPTED),
    "at_or_above_target": _reaches(TARGET),
    "with_group": _reaches(1),
}
"""Counts with a share of n, by their names in `aggregates/1`."""

_MEASURES = {"count": Measure.COUNT, "reports": Measure.COUNT, "pct": Measure.SHARE}


def count_of(leaf: tuple[str, ...]) -> Count:
    """Return how a figure follows, from its names within its block; raises LookupError."""
    if len(leaf) == 1:
        return _PLAIN[leaf[0]]
    if leaf[0] == "options":
        return Count(_MEASURES[leaf[2]], _chose(leaf[1]), is_answered)
    if leaf[0] == "columns":
        return _of_column(leaf[1], leaf[2:])
    if leaf[0] == "sums":
        return _of_sum(leaf[1], leaf[2])
    return Count(_MEASURES[leaf[1]], _SHARES[leaf[0]], is_answered)


def _of_column(name: str, leaf: tuple[str, ...]) -> Count:
    """Count the rows of a column, or of one of its options; and the reports with at least one of these."""
    if leaf[0] != "options":
        weigh = _rows_where(name, _CELLS[leaf[0]])
        return Count(Measure.SUM, is_answered, is_answered, weigh)
    weigh = _rows_where(name, lambda cell: leaf[1] in cell)
    if leaf[2] == "rows":
        return Count(Measure.SUM, is_answered, is_answered, weigh)
    return Count(_MEASURES[leaf[2]], lambda reply: is_answered(reply) and weigh(reply) > 0, is_answered)


_CELLS: Mapping[str, Callable[[tuple[str, ...]], bool]] = {
    "rows": lambda cell: bool(cell) and NOT_APPLICABLE not in cell,
    "not_applicable": lambda cell: NOT_APPLICABLE in cell,
    "missing": lambda cell: not cell,
}


def _rows_where(name: str, test: Callable[[tuple[str, ...]], bool]) -> Callable[[Reply], int]:
    return lambda reply: sum(test(row.options.get(name, ())) for row in reply.rows)


def _of_sum(name: str, leaf: str) -> Count:
    def numbers(reply: Reply) -> list[Decimal]:
        return [row.numbers[name] for row in reply.rows if name in row.numbers]

    def weigh(reply: Reply) -> Amount:
        return len(numbers(reply)) if leaf == "rows" else total(numbers(reply))

    return Count(Measure.SUM, lambda reply: bool(numbers(reply)), is_answered, weigh)
