"""The counts of tries: exact among many at once, and anew when a window has ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from limits import parse
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import update

from portal.accounts.limits.models import Tally
from portal.accounts.limits.store import TallyStore, forget_past


def test_of_many_tries_at_once_exactly_as_many_are_allowed_as_the_limit_says(engine):
    limiter, item = FixedWindowRateLimiter(TallyStore(engine)), parse("20 per hour")
    with ThreadPoolExecutor(4) as pool:
        allowed = list(pool.map(lambda _: limiter.hit(item, "whose"), range(40)))
    assert sum(allowed) == 20
    assert not limiter.test(item, "whose")
    assert limiter.test(item, "another's")


def test_a_window_that_ended_begins_anew_and_is_thrown_away(engine, new_session):
    store = TallyStore(engine)
    limiter, item = FixedWindowRateLimiter(store), parse("1 per hour")
    assert [limiter.hit(item, "whose") for _ in range(2)] == [True, False]
    past = datetime.now(UTC) - timedelta(seconds=1)
    with new_session.begin() as session:
        session.execute(update(Tally).values(ends_at=past))
    assert limiter.test(item, "whose")
    assert forget_past(engine, past - timedelta(seconds=1)) == 0
    assert limiter.hit(item, "whose")
    assert not limiter.hit(item, "whose")
    assert forget_past(engine, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert limiter.test(item, "whose")
