"""Exact arithmetic of figures: shares, means, medians and sums, rounded once and half away from zero.

Source: aggregation, section 3, "Rounding".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction

SHARE_PLACES = 1
MEAN_PLACES = 2

_EXACT = Context(prec=1000)
"""More digits than any sum of answers can have: nothing is ever rounded on the way."""


def rounded(value: Fraction, places: int) -> Decimal:
    """Round an exact value to so many decimals; ties go away from zero, for negative values too.

    >>> rounded(Fraction(-1, 8), 2)
    Decimal('-0.13')
    >>> rounded(Fraction(2, 3), 1)
    Decimal('0.7')
    """
    # floor(|x| * 10^places + 1/2) in integers: no binary or limited-precision value is ever formed.
    numerator = abs(value.numerator) * 10**places
    units = (2 * numerator + value.denominator) // (2 * value.denominator)
    return Decimal(-units if value < 0 else units).scaleb(-places)


def percent(count: int, n: int) -> Decimal | None:
    """Return count / n in per cent with 1 decimal; None without a denominator.

    >>> percent(2, 3)
    Decimal('66.7')
    """
    return rounded(Fraction(100 * count, n), SHARE_PLACES) if n else None


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Return the arithmetic mean with 2 decimals; None without values."""
    return rounded(Fraction(total(values)) / len(values), MEAN_PLACES) if values else None


def exact_median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two middle values; needs at least one value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def median(values: Sequence[Decimal], places: int = MEAN_PLACES) -> Decimal | None:
    """Return the median, rounded once; None without values.

    >>> median([Decimal(17), Decimal("21.4")])
    Decimal('19.20')
    """
    if not values:
        return None
    # Decimals are put in order far faster than fractions, and as exactly.
    ordered = sorted(values)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return rounded(exact_median([Fraction(value) for value in middle]), places)


def total(values: Sequence[Decimal]) -> Decimal:
    """Return the exact sum, with all decimals of the answers.

    >>> total([Decimal("310.5"), Decimal("45.0")])
    Decimal('355.5')
    """
    with localcontext(_EXACT):
        return sum(values, Decimal(0))
