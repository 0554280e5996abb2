"""How many random examples a test tries: PORTAL_TEST_SCALE times 400, by default a twentieth of it."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SCALE = float(os.environ.get("PORTAL_TEST_SCALE", "0.05"))


def examples(at_full_scale: int = 400) -> settings:
    """Return the settings of a random test."""
    return settings(
        max_examples=max(1, round(at_full_scale * SCALE)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
