"""Canonical JSON: exact, sorted, the same from everybody."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import canonical

NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_written_and_read_is_written_the_same_again(value):
    text = canonical.dumps(value)
    assert canonical.dumps(canonical.loads(text)) == text
    assert canonical.dumps(canonical.loads(text.encode())) == text
    assert canonical.digest(text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("typed", ["1.5", "1.50", "0.0", "-0.10", "12345678901234567890.123456789"])
def test_a_number_keeps_every_digit_as_typed(typed):
    assert canonical.dumps({"n": Decimal(typed)}) == f'{{"n":{typed}}}'
    assert str(canonical.loads(typed)) == typed


@pytest.mark.parametrize("value", [1.5, [1.5], {"a": {"b": (1, 1.5)}}])
def test_a_float_is_refused_wherever_it_hides(value):
    with pytest.raises(TypeError, match="exact"):
        canonical.dumps(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), [Decimal("Infinity")], {"a": Decimal("-Infinity")}])
def test_what_is_no_number_of_json_is_not_written(value):
    with pytest.raises(ValueError, match="not a number of JSON"):
        canonical.dumps(value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a":-Infinity}'])
def test_what_is_no_number_of_json_is_not_read(text):
    with pytest.raises(ValueError, match="not a number of JSON"):
        canonical.loads(text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Decimal("1.5"), Decimal("1.50"), False),
        (1, Decimal(1), True),
        (True, 1, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        (None, None, True),
        (None, "", False),
        ("é", "e\u0301", False),
    ],
)
def test_values_are_the_same_when_their_texts_are(one, other, expected):
    assert canonical.same(one, other) is expected
    assert canonical.same(other, one) is expected
