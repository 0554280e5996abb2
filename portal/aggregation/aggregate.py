"""From the reports of one cycle, and of the one before it, to `aggregates/1`.

Source: aggregation, all of it; the shape is that of `aggregates/1`. Numbers are int or Decimal, None is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from portal.aggregation.counting.coverage import coverage
from portal.aggregation.counting.matrices import country_means, progress_matrix, theme_matrix
from portal.aggregation.counting.roll import Roll, call_roll
from portal.aggregation.display.panels import Scoped, by_scope
from portal.aggregation.display.rules import SCOPES, TOTAL, Past
from portal.aggregation.display.variant import public_variant
from portal.aggregation.inputs import EVERY_COUNTRY, REGIONS, CycleInput, Selection
from portal.aggregation.tables import choices, coordination, numbers
from portal.aggregation.tables.coordination import settle_assessed
from portal.aggregation.tables.frame import Frame, frame_of
from portal.aggregation.tables.poverty import poverty, settle_poverty
from portal.aggregation.tables.practices import best_practices
from portal.aggregation.tables.questions import Panels, settle_questions
from portal.aggregation.trends.changes import Matched, match, trend

SCHEMA = "aggregates/1"
MINIMUM_COUNTRIES = 3

ACROSS = {"obstacles": "VNR.12.C5", "sources": "VNR.12.C2", "support": "VNR.12.C7"}

Audience = Literal["secretariat", "public"]
History: TypeAlias = Mapping[str, Sequence[Past]]
"""What earlier public issues displayed, by the key of the panel."""
NO_HISTORY: History = {}


@dataclass(frozen=True)
class Workings:
    """All that the aggregates of a cycle are written from; None for what needs a previous cycle."""

    frame: Frame
    panels: Panels
    earlier: Roll | None
    matched: Matched | None

    @property
    def roll(self) -> Roll:
        return self.frame.roll


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
    written = write(workings_of(current, previous, minimum_countries, selection))
    return public_variant(written) if audience == "public" else written


def workings_of(
    current: CycleInput,
    previous: CycleInput | None,
    minimum_countries: int = MINIMUM_COUNTRIES,
    selection: Selection = EVERY_COUNTRY,
    past: History = NO_HISTORY,
) -> Workings:
    """Settle every question and match the two cycles; `past` is what earlier public issues displayed."""
    roll = call_roll(current, selection)
    frame = frame_of(roll, minimum_countries, past)
    panels = settle(frame)
    if previous is None:
        return Workings(frame, panels, None, None)
    # Region and track are those of this cycle: its countries are matched wherever they were then.
    matched = match(frame, frame_of(call_roll(previous, EVERY_COUNTRY), minimum_countries))
    return Workings(frame, panels, call_roll(previous, selection), matched)


def settle(frame: Frame) -> Panels:
    """Settle every figure of a cycle."""
    panels = settle_questions(frame)
    return {**panels, **settle_poverty(frame), **settle_assessed(frame, panels)}


def write(workings: Workings) -> dict[str, Any]:
    """Write the aggregates as the secretariat sees them."""
    frame, roll, earlier = workings.frame, workings.roll, workings.earlier
    current = roll.cycle
    figures = _figures(workings)
    return {
        "schema": SCHEMA,
        "audience": "secretariat",
        "cycle": current.code,
        "previous": None if earlier is None else earlier.cycle.code,
        "minimum_countries": frame.minimum,
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


def _figures(workings: Workings) -> Scoped:
    """Write every figure, in the total and by region."""
    frame, panels = workings.frame, workings.panels
    parts: dict[str, Mapping[str, object]] = {
        "by_conference": choices.by_conference(frame, panels),
        "by_theme": choices.by_theme(frame, panels),
        "all_cells": choices.all_cells(frame),
        **{name: choices.across_conferences(frame, panels, code) for name, code in ACROSS.items()},
        "distributions": choices.distributions(frame, panels),
        "ratings": choices.ratings(frame, panels),
        "numbers": numbers.numbers(frame, panels),
        "tables": numbers.tables(frame, panels),
        "poverty": poverty(frame, panels),
        "assistance": numbers.assistance(panels),
        "coordination": coordination.coordination(frame, panels),
        "government_view": coordination.government_view(frame, panels),
        "best_practices": best_practices(frame, panels),
    }
    return by_scope({**parts, **_trends(workings.matched, frame.minimum)})


def _trends(matched: Matched | None, minimum: int) -> dict[str, Mapping[str, object]]:
    if matched is None:
        nothing = dict.fromkeys(SCOPES)
        return {"trend": nothing, "trend_published": nothing}
    return {
        "trend": trend(matched, minimum, published=False),
        "trend_published": trend(matched, minimum, published=True),
    }
