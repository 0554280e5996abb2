from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.aggregation.rounding import mean, median, percent, rounded, total
from tests.unit.aggregation.scale import examples

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=3)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-125, 10000), 3, "-0.013"),
        (Fraction(1249, 10000), 2, "0.12"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(2005, 1000), 2, "2.01"),
        (Fraction(100), 1, "100.0"),
    ],
)
def test_ties_go_away_from_zero(value, places, expected):
    assert str(rounded(value, places)) == expected


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (0, 5, "0.0"), (5, 2, "250.0")],
)
def test_a_share_has_one_decimal_from_the_exact_value(count, n, expected):
    assert str(percent(count, n)) == expected


def test_without_a_denominator_there_is_no_figure():
    assert percent(0, 0) is None
    assert mean([]) is None
    assert median([]) is None
    assert total([]) == 0


def test_means_and_medians_are_rounded_once():
    # 0.045 and 0.125 are ties that binary numbers would miss.
    assert mean([Decimal("0.04"), Decimal("0.05")]) == Decimal("0.05")
    assert median([Decimal("0.12"), Decimal("0.13")]) == Decimal("0.13")
    assert median([Decimal(9), Decimal(1), Decimal(5)]) == 5


@examples()
@given(st.lists(DECIMALS, min_size=1, max_size=30))
def test_sums_lose_no_digit_and_means_are_within_half_a_hundredth(values):
    exact = sum((Fraction(value) for value in values), Fraction(0))
    average, opposite = mean(values), mean([-value for value in values])
    assert average is not None
    assert opposite == -average
    assert Fraction(total(values)) == exact
    assert abs(Fraction(average) - exact / len(values)) <= Fraction(1, 200)
