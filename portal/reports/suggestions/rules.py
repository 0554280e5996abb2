"""When a link for a colleague can be used: pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LINK_LASTS = timedelta(days=14)
DAYS_OFFERED = (7, 14, 30)
"""For how many days a link may work."""


class LinkState(StrEnum):
    """Where a link stands. `used`: the colleague handed the page in."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


def link_state(
    sent_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> LinkState:
    """Return where a link stands: what was handed in stays so, whatever came later.

    >>> from datetime import UTC
    >>> day = datetime(2000, 1, 1, tzinfo=UTC)
    >>> link_state(None, None, day, day).value, link_state(None, None, day + LINK_LASTS, day).value
    ('expired', 'open')
    """
    if sent_at is not None:
        return LinkState.USED
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if expires_at <= now else LinkState.OPEN
