"""The dates of a cycle must be in order before anything is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.cycles.services import check_dates
from portal.errors import RefusedError
from tests.factories import make_dates

DAY = timedelta(days=1)
DATES = make_dates()


def test_dates_in_order_are_accepted_one_day_of_each_included():
    check_dates(DATES)
    check_dates(replace(DATES, due=DATES.opens, closes=DATES.opens, period_end=DATES.period_start))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"period_end": DATES.period_start - DAY}, "period_not_in_order"),
        ({"due": DATES.opens - DAY}, "dates_not_in_order"),
        ({"closes": DATES.due - DAY}, "dates_not_in_order"),
    ],
)
def test_dates_out_of_order_are_refused(changed, code):
    with pytest.raises(RefusedError, match=code):
        check_dates(replace(DATES, **changed))
