"""Best practices: how many were received, counted, published, declined, withdrawn, and what they are about.

Source: aggregation, section 6, "Best practices". The unit is the practice with all its versions.
"""

from __future__ import annotations

from functools import partial

from portal.aggregation.display.panels import Figures, Scoped, by_scope
from portal.aggregation.display.rules import SCOPES, TOTAL
from portal.aggregation.tables.choices import PRACTICE_CHOICES
from portal.aggregation.tables.figures import count_share, distribution
from portal.aggregation.tables.frame import Frame
from portal.aggregation.tables.questions import Panels


def best_practices(frame: Frame, panels: Panels) -> Scoped:
    """Write the totals, always public, and the distributions of counted practices."""
    distributions = by_scope(
        {
            name: panels[code].write(partial(distribution, options=frame.options(code)))
            for name, code in PRACTICE_CHOICES.items()
        }
    )
    return {scope: {**totals(frame, scope), **distributions[scope]} for scope in SCOPES}


def totals(frame: Frame, scope: str) -> Figures:
    """Write how many practices there are in the total or in a region, and of how many countries."""
    practices = [practice for practice in frame.roll.practices if scope in {TOTAL, practice.region}]
    expected = sum(scope in {TOTAL, region} for region, _ in frame.roll.countries.values())
    standings = [practice.standing for practice in practices]
    counted = {practice.country for practice in practices if practice.standing.counted is not None}
    return {
        "received": sum(standing.received or standing.declined for standing in standings),
        "counted": sum(standing.counted is not None for standing in standings),
        "published": sum(standing.published for standing in standings),
        "declined": sum(standing.declined for standing in standings),
        "withdrawn": sum(standing.withdrawn for standing in standings),
        "countries": count_share(len(counted), expected),
    }
