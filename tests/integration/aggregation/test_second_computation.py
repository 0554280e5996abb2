"""Reports in a database are counted as a second computation counts the bundle in which they came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy.orm import Session

from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.exchange.importing import import_bundle
from tests.bundles import bundles, written
from tests.scaling import times
from tests.unit.aggregation.bundles import differences
from tests.unit.aggregation.naive.second import naive_aggregates

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def plain(bundle):
    """Return the cycle of a bundle as the second computation takes it."""
    submissions = [
        {"first_submitted": None, "subject": entry.get("practice", entry["id"]), **entry}
        for entry in bundle["submissions"]
    ]
    return {**bundle["cycles"][0], "submissions": submissions}


@pytest.mark.scaled
def test_reports_in_a_database_are_counted_as_the_second_computation_counts_their_bundle(engine):
    @settings(
        max_examples=times(60),
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(bundles())
    def check(bundle):
        with Session(engine) as session:
            assert not import_bundle(session, written(bundle), NOW).faults
            session.flush()
            counted = cycle_input(session, "2000")
            session.rollback()
        for audience in ("secretariat", "public"):
            found = differences(
                naive_aggregates(plain(bundle), None, audience), aggregate(counted, None, audience)
            )
            assert not found, "\n".join(found[:20])

    check()
