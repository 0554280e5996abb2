"""From the reports of one cycle, and of the one before it, to `aggregates/1`.

Source: aggregation, all of it; the shape is that of `aggregates/1`. Numbers are int or Decimal, None is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from portal.aggregation.counting.coverage import coverage
from portal.aggregation.counting.matrices import country_means, progress_matrix, theme_matrix
from portal.aggregation.counting.roll import call_roll
from portal.aggregation.display.panels import Scoped, by_scope
from portal.aggregation.display.rules import SCOPES, TOTAL
from portal.aggregation.display.variant import public_variant
from portal.aggregation.inputs import EVERY_COUNTRY, REGIONS, CycleInput, Selection
from portal.aggregation.tables import choices, coordination, numbers
from portal.aggregation.tables.frame import Frame, frame_of
from portal.aggregation.tables.poverty import poverty
from portal.aggregation.tables.practices import best_practices
from portal.aggregation.tables.questions import settle_questions
from portal.aggregation.trends.changes import match, trend

SCHEMA = "aggregates/1"
MINIMUM_COUNTRIES = 3

ACROSS = {"obstacles": "VNR.12.C5", "sources": "VNR.12.C2", "support": "VNR.12.C7"}

Audience = Literal["secretariat", "public"]


def aggregate(
    current: CycleInput,
    previous: CycleInput | None,
    audience: Audience,
    minimum_countries: int = MINIMUM_COUNTRIES,
    selection: Selection = EVERY_COUNTRY,
) -> dict[str, Any]:
    """Compute the aggregates of a cycle, with trends where a previous cycle is given.

    The selection restricts the expected countries before everything. For the coverage of the previous cycle
    it looks at the region and track of that time, for trends at those of this cycle.
    """
    roll = call_roll(current, selection)
    earlier = None if previous is None else call_roll(previous, selection)
    frame = frame_of(roll, minimum_countries)
    figures = _figures(frame, previous)
    aggregates: dict[str, Any] = {
        "schema": SCHEMA,
        "audience": audience,
        "cycle": current.code,
        "previous": None if previous is None else previous.code,
        "minimum_countries": minimum_countries,
        "conferences": list(current.conferences),
        "themes": list(current.themes),
        "countries": {
            country: {"region": region, "track": track} for country, (region, track) in roll.countries.items()
        },
        "coverage": coverage(roll, earlier),
        "progress_matrix": progress_matrix(roll, frame.national),
        "theme_matrix": theme_matrix(roll, frame.national),
        "country_means": country_means(frame.national, current.conferences),
        TOTAL: figures[TOTAL],
        "by_region": {region: figures[region] for region in REGIONS},
    }
    return public_variant(aggregates) if audience == "public" else aggregates


def _figures(frame: Frame, previous: CycleInput | None) -> Scoped:
    """Write every figure, in the total and by region."""
    panels = settle_questions(frame)
    parts: dict[str, Mapping[str, object]] = {
        "by_conference": choices.by_conference(frame, panels),
        "by_theme": choices.by_theme(frame, panels),
        "all_cells": choices.all_cells(frame),
        **{name: choices.across_conferences(frame, panels, code) for name, code in ACROSS.items()},
        "distributions": choices.distributions(frame, panels),
        "ratings": choices.ratings(frame, panels),
        "numbers": numbers.numbers(frame, panels),
        "tables": numbers.tables(frame, panels),
        "poverty": poverty(frame),
        "assistance": numbers.assistance(panels),
        "coordination": coordination.coordination(frame, panels),
        "government_view": coordination.government_view(frame, panels),
        "best_practices": best_practices(frame, panels),
    }
    return by_scope({**parts, **_trends(frame, previous)})


def _trends(frame: Frame, previous: CycleInput | None) -> dict[str, Mapping[str, object]]:
    if previous is None:
        nothing = dict.fromkeys(SCOPES)
        return {"trend": nothing, "trend_published": nothing}
    # Region and track are those of this cycle: its countries are matched wherever they were then.
    matched = match(frame, frame_of(call_roll(previous, EVERY_COUNTRY), frame.minimum))
    return {
        "trend": trend(matched, frame.minimum, published=False),
        "trend_published": trend(matched, frame.minimum, published=True),
    }
