"""How it is measured: the product and what it is compared with in turn, in one run; ratios, never times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Step = Callable[[], object]


@dataclass(frozen=True)
class Scale:
    """How large the measures are: countries and cycles of history, rounds of short and of long measures."""

    countries: int
    few: int
    many: int
    rounds: int
    long_rounds: int
    documents: int
    office_rounds: int


FULL = Scale(countries=193, few=3, many=30, rounds=60, long_rounds=8, documents=24, office_rounds=3)
QUICK = Scale(countries=24, few=3, many=12, rounds=8, long_rounds=4, documents=4, office_rounds=1)
SMALLEST = Scale(countries=3, few=2, many=3, rounds=1, long_rounds=1, documents=1, office_rounds=1)


@dataclass(frozen=True)
class Ratio:
    """What was measured in how many rounds, as a ratio of the shortest times and of the medians."""

    name: str
    runs: int
    least: float
    median: float


@dataclass(frozen=True)
class Note:
    """Something measured or missing that is no ratio, such as bytes."""

    name: str
    text: str


def in_turn(
    name: str,
    product: Step,
    floor: Step,
    rounds: int,
    *,
    prepare: Step | None = None,
) -> Ratio:
    """Measure both in turn, so that whatever else the machine does meets both.

    The ratio is the time of the product ÷ that of the floor; the first round is not counted. `prepare` is
    done before each step of the product, and not measured.
    """
    products: list[float] = []
    floors: list[float] = []
    for number in range(rounds + 1):
        if prepare is not None:
            prepare()
        # What the first leaves behind is cleared away on the account of the second: each is first in turn.
        for step, times in ((product, products), (floor, floors))[:: (-1) ** number]:
            times.append(_time(step))
    return ratio_of(name, products[1:], floors[1:])


def ratio_of(name: str, product: Iterable[float], floor: Iterable[float]) -> Ratio:
    """Divide measured times, the shortest and the medians."""
    products, floors = list(product), list(floor)
    return Ratio(
        name=name,
        runs=len(products),
        least=min(products) / min(floors),
        median=statistics.median(products) / statistics.median(floors),
    )


def _time(step: Step) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun
