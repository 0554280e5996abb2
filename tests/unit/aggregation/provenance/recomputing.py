"""Recomputes a figure from the contributions listed with it alone; shares no arithmetic with the product."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from portal.aggregation.provenance.figures import Figure, Measure

MARKS = {"displayed", "mean_displayed", "median_displayed", "sum_displayed", "suppressed", "low_coverage"}
GROUPS = ("coverage", "progress_matrix", "theme_matrix", "country_means", "total", "by_region")
PLACES = {"pct": 1, "mean": 2, "median": 2, "mean_change": 2, "coordinator": 2, "required_pct": 2}


def paths_in(aggregates: Any) -> Iterator[str]:
    """Yield the path of every figure of the aggregates."""
    for group in GROUPS:
        yield from _paths(aggregates[group], group)


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in MARKS:
                yield from _paths(item, f"{path}/{name}")
    elif value is not None or not _is_absent(path.split("/")):
        yield path


def _is_absent(names: list[str]) -> bool:
    """Whether null stands there for a whole group: no previous cycle, or no such conference or theme in it."""
    trends = {"trend", "trend_published"}
    of_trend = not trends.isdisjoint(names) and names[-2] in {"by_conference", "by_theme"}
    return names[-1] in {"previous", *trends} or of_trend


def rounded(value: Fraction, places: int) -> Decimal:
    with localcontext(prec=200):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def recomputed(figure: Figure) -> Any:
    """Return what the contributions say the value is."""
    chosen = [one for one in figure.contributions if one.numerator]
    whole = sum(one.denominator for one in figure.contributions)
    counts = {
        Measure.COUNT: len(chosen),
        Measure.COUNTRIES: len({one.country for one in chosen}),
        Measure.SHARE: rounded(Fraction(100 * len(chosen), whole), 1) if whole else None,
    }
    if figure.measure in counts:
        return counts[figure.measure]
    amounts = [Fraction(one.amount) for one in chosen if one.amount is not None]
    places = PLACES.get(figure.path.rsplit("/", 1)[1], 1)
    return _measured(figure, amounts, places)


def _measured(figure: Figure, amounts: list[Fraction], places: int) -> Any:
    if figure.measure is Measure.SUM:
        return _sum(figure, amounts)
    if figure.measure is Measure.ANSWER:
        return _answer(figure, amounts, places)
    if not amounts:
        return None
    if figure.measure is Measure.DIFFERENCE:
        first, *others = amounts
        return first - Fraction(rounded(sum(others) / Fraction(len(others)), 2))
    value = (
        statistics.median(amounts)
        if figure.measure is Measure.MEDIAN
        else sum(amounts) / Fraction(len(amounts))
    )
    return rounded(value, places)


def _sum(figure: Figure, amounts: list[Fraction]) -> Any:
    return (
        sum(amounts) if amounts or figure.path.endswith("rows") or not figure.path.endswith("sum") else None
    )


def _answer(figure: Figure, amounts: list[Fraction], places: int) -> Any:
    (one,) = figure.contributions
    leaf = figure.path.rsplit("/", 1)[1]
    if leaf == "state":
        return {"answered": "rated", "received": "no_report"}.get(one.state, one.state)
    if leaf == "own_view":
        return next(iter(one.answers[0].values), None)
    if leaf in {"measure", "on_path"}:
        return figure.value  # what a row of a table says is not listed apart
    if leaf.endswith("_pct"):
        return rounded(amounts[0], places)
    return int(amounts[0]) if amounts else None
