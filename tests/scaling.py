"""How often a long random test tries: PORTAL_TEST_SCALE times its full number, by default a twentieth."""

from __future__ import annotations

import os

SCALE = float(os.environ.get("PORTAL_TEST_SCALE", "0.05"))


def times(at_full_scale: int) -> int:
    """Return how often to try, at least once."""
    return max(1, round(at_full_scale * SCALE))
