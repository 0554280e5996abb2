"""Tries to deduce answers that are not public from the public figures: by all answers that explain them.

Somebody is assumed who knows which reports were counted, every public answer and every figure displayed; who
draws no conclusion from a figure being withheld (known limit 8.11 a), is none of the countries (b) and has
seen no variant of another date (d).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.unit.aggregation.naive.figures import Cycle
from tests.unit.aggregation.naive.hiding import SCOPES, TOTAL

Figures = Callable[[Cycle], dict[str, dict[str, Any]]]
"""What is looked at: blocks by path, each by scope."""

Vector = tuple[int, ...]


def block_at(aggregates: dict[str, Any], scope: str, path: str) -> dict[str, Any]:
    """Return a block of `aggregates/1` by its path within a scope."""
    block = aggregates[TOTAL] if scope == TOTAL else aggregates["by_region"][scope]
    for name in path.split("/"):
        block = block[name]
    return block  # type: ignore[no-any-return]


def counts_in(block: dict[str, Any], path: str = "") -> Iterator[tuple[str, int]]:
    """Yield the counts of a block: what adds up over countries; shares, means and medians follow from them."""
    for key, value in block.items():
        if isinstance(value, dict):
            yield from counts_in(value, f"{path}/{key}")
        elif isinstance(value, int) and not isinstance(value, bool):
            yield f"{path}/{key}", value


def explained(
    cycle: dict[str, Any],
    public: dict[str, Any],
    figures: Figures,
    possible: dict[str, list[dict[str, Any]]],
) -> dict[str, list[dict[str, Any]]]:
    """Return, by country, those of its possible answers with which all counts displayed can be explained.

    `possible` holds for each country that has a report not public every answer it may have given, as
    submissions. Every figure looked at is a sum over countries, so that the answers of one can be tried
    against all sums that the others can make.
    """
    fixed = [item for item in cycle["submissions"] if item["country"] not in possible]
    seen = {
        (scope, path, key): value
        for path in figures(Cycle({**cycle, "submissions": []}))
        for scope in SCOPES
        for key, value in counts_in(block_at(public, scope, path))
    }

    def vector(submissions: list[dict[str, Any]]) -> Vector:
        found = figures(Cycle({**cycle, "submissions": submissions}))
        counts = {
            (scope, path, key): value
            for path, block in found.items()
            for scope in SCOPES
            for key, value in counts_in(block[scope])
        }
        return tuple(counts[figure] for figure in seen)

    wanted = minus(tuple(seen.values()), vector(fixed))
    adding = {
        country: [vector(answer["reports"]) for answer in answers] for country, answers in possible.items()
    }
    found = {}
    for country, answers in possible.items():
        others = sums([vectors for other, vectors in adding.items() if other != country], wanted)
        found[country] = [
            answer
            for answer, own in zip(answers, adding[country], strict=True)
            if minus(wanted, own) in others
        ]
    return found


def minus(left: Vector, right: Vector) -> Vector:
    return tuple(a - b for a, b in zip(left, right, strict=True))


def sums(parts: Iterable[list[Vector]], wanted: Vector) -> set[Vector]:
    """Return all sums of one vector of each part that do not go beyond what is wanted: counts only grow."""
    found = {(0,) * len(wanted)}
    for part in parts:
        added = (tuple(map(sum, zip(*pair, strict=True))) for pair in itertools.product(found, set(part)))
        found = {each for each in added if all(have <= want for have, want in zip(each, wanted, strict=True))}
    return found


def told(answers: list[dict[str, Any]]) -> set[Any]:
    """Return what all of these answers say: what is certain once nothing else is possible."""
    return set.intersection(*(answer["says"] for answer in answers))
