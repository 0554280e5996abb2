"""What anybody is served: the blocks of the last issue, beside the few figures that are never issued alone.

Source: aggregation, rule 8.12. Live are coverage, the cells of the matrices, the totals of best practices and
`trend_published`; they rest on who reported and on public answers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.aggregation.aggregate import MINIMUM_COUNTRIES, workings_of, write
from portal.aggregation.counting.coverage import coverage
from portal.aggregation.counting.matrices import progress_matrix, theme_matrix
from portal.aggregation.counting.records import PROGRESS, THEMES
from portal.aggregation.counting.roll import call_roll
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.display.variant import public_variant
from portal.aggregation.inputs import EVERY_COUNTRY, REGIONS, CycleInput
from portal.aggregation.tables.choices import PRACTICE_CHOICES, is_rating_question
from portal.aggregation.tables.frame import Frame, frame_of
from portal.aggregation.tables.practices import totals
from portal.aggregation.trends.changes import is_yes_no, match, trend
from portal.questionnaires.definition import Questionnaire

TREND, TREND_PUBLISHED = "trend", "trend_published"
LIVE = frozenset({"coverage", "progress_matrix", "theme_matrix", TREND_PUBLISHED})
"""Parts of the aggregates that are always of the moment, beside the totals of best practices."""


ROW: Mapping[str, None] = dict.fromkeys(
    (
        *("measure", "reduction_pct", "required_pct", "on_path", "own_view"),
        *("n", "mean", "government", "coordinator", "coordinator_n", "difference"),
        *("displayed", "suppressed"),
    )
)
"""Names of the figures in rows by country, in order of display: without reports there is no such row."""


def is_live(path: str) -> bool:
    """Whether a figure is of the moment whatever was issued.

    >>> is_live("coverage/national/all/counted"), is_live("total/best_practices/counted")
    (True, True)
    >>> is_live("total/best_practices/by_scale/n"), is_live("by_region/lac/poverty/n")
    (False, False)
    """
    names = path.split("/")
    rest = names[1:] if names[0] == TOTAL else names[2:] if names[0] == "by_region" else names
    if rest[:1] == ["best_practices"]:
        return rest[1:2] != [] and rest[1] not in PRACTICE_CHOICES
    return bool(rest) and rest[0] in LIVE


def live_codes(questionnaires: Mapping[str, Questionnaire]) -> frozenset[str]:
    """Return the questions on which the live figures rest."""
    compared = (
        question.code
        for questionnaire in questionnaires.values()
        for question in questionnaire.questions()
        if is_rating_question(question) or is_yes_no(question)
    )
    return frozenset({PROGRESS, THEMES, *compared})


def nothing_issued(current: CycleInput, previous: CycleInput | None) -> dict[str, Any]:
    """Return public aggregates without any report: every block is there, and nothing is displayed."""
    earlier = None if previous is None else replace(previous, reports=())
    return public_variant(write(workings_of(replace(current, reports=()), earlier)))


def served(
    issued: Mapping[str, Any] | None, current: CycleInput, previous: CycleInput | None
) -> dict[str, Any]:
    """Return aggregates/1 for the public: the last issue, None before the first, with the live figures."""
    empty = nothing_issued(current, previous)
    base = empty if issued is None else _in_order_of(empty, issued)
    frame = frame_of(call_roll(current, EVERY_COUNTRY), MINIMUM_COUNTRIES)
    earlier = None if previous is None else call_roll(previous, EVERY_COUNTRY)
    changes = _changes(frame, previous)
    live = {
        "previous": None if previous is None else previous.code,
        "countries": empty["countries"],
        "coverage": coverage(frame.roll, earlier),
        "progress_matrix": progress_matrix(frame.roll, frame.national),
        "theme_matrix": theme_matrix(frame.roll, frame.national),
    }
    keeps_trend = base["previous"] == live["previous"]

    def part(scope: str) -> dict[str, Any]:
        blocks, blank = (of[TOTAL] if scope == TOTAL else of["by_region"][scope] for of in (base, empty))
        return {
            **blocks,
            "best_practices": {**blocks["best_practices"], **totals(frame, scope)},
            TREND: blocks[TREND] if keeps_trend else blank[TREND],
            TREND_PUBLISHED: changes[scope],
        }

    parts = {TOTAL: part(TOTAL), "by_region": {region: part(region) for region in REGIONS}}
    return public_variant({**base, **live, **parts})


def _in_order_of(ordered: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was frozen in order of display: its text has every name in alphabetical order."""
    names = (*(name for name in ordered if name in found), *(name for name in found if name not in ordered))

    def part(name: str) -> Any:
        known, value = ordered.get(name, ROW), found[name]
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            return _in_order_of(known, value)
        return value

    return {name: part(name) for name in names}


def _changes(frame: Frame, previous: CycleInput | None) -> Mapping[str, Any]:
    if previous is None:
        return dict.fromkeys((TOTAL, *REGIONS))
    before = frame_of(call_roll(previous, EVERY_COUNTRY), MINIMUM_COUNTRIES)
    return trend(match(frame, before), MINIMUM_COUNTRIES, published=True)
