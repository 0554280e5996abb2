"""Coverage: who was expected, who reported, whose report counts and is published, and whether in time.

Source: aggregation, section 5, and rule 8.5. Always public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from portal.aggregation.counting.roll import Roll
from portal.aggregation.counting.standing import Standing
from portal.aggregation.inputs import REGIONS, TRACKS
from portal.aggregation.rounding import percent


def coverage(roll: Roll, previous: Roll | None) -> dict[str, object]:
    """Write the coverage of national and coordinators' reports, with that of the previous cycle."""
    return {
        "national": _coverage(roll, roll.national),
        "coordinators": _coverage(roll, roll.coordinators),
        "previous": None
        if previous is None
        else {
            "national": coverage_row(list(previous.national.values()), previous.cycle.due),
            "coordinators": coverage_row(list(previous.coordinators.values()), previous.cycle.due),
        },
    }


def _coverage(roll: Roll, standings: Mapping[str, Standing]) -> dict[str, object]:
    due = roll.cycle.due

    def row(place: str) -> dict[str, object]:
        return coverage_row(
            [standings[country] for country in standings if place in roll.countries[country]], due
        )

    return {
        "all": coverage_row(list(standings.values()), due),
        "by_track": {track: row(track) for track in TRACKS},
        "by_region": {region: row(region) for region in REGIONS},
    }


def coverage_row(standings: Sequence[Standing], due: date) -> dict[str, object]:
    """Write one row: shares of expected, `on_time_pct` of received; no share without a denominator."""
    expected = len(standings)
    received = sum(standing.received for standing in standings)
    counted = sum(standing.counted is not None for standing in standings)
    published = sum(standing.published for standing in standings)
    on_time = sum(standing.is_on_time(due) for standing in standings)
    return {
        "expected": expected,
        "received": received,
        "received_pct": percent(received, expected),
        "counted": counted,
        "counted_pct": percent(counted, expected),
        "published": published,
        "published_pct": percent(published, expected),
        "withdrawn": sum(standing.withdrawn for standing in standings),
        "on_time": on_time,
        "on_time_pct": percent(on_time, received),
        # Below 50 per cent, from the exact value.
        "low_coverage": 2 * counted < expected,
    }
