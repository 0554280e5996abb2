"""Nothing that a report keeps back follows from what the application tells anybody, at two dates."""

from __future__ import annotations

import pytest

from tests.samples.deducing import case_of, try_all
from tests.samples.disclosure import Served, bundle
from tests.scaling import times
from tests.unit.aggregation.naive.riddles import GROUPS


@pytest.mark.scaled
def test_nothing_is_deduced_from_all_that_anybody_can_read_at_two_dates(tmp_path):
    served = Served(tmp_path, bundle("two_dates_1"))
    cases = [
        try_all(served, case_of(1000 + number, GROUPS[number % len(GROUPS)], f"S{number}"))
        for number in range(times(200))
    ]
    served.portal.close()
    statements = sum(case.statements for case in cases)
    failing = [case for case in cases if case.told]
    told = "\n".join(line for case in failing for line in case.told)
    print(f"{len(cases)} cases, {statements} statements")  # noqa: T201 - the figures are what is asked for
    assert not failing, f"{len(failing)} of {len(cases)} cases, {statements} statements:\n{told}"
    assert statements > len(cases)
