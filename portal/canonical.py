"""Canonical JSON: keys sorted, UTF-8, numbers exact (Decimal, as typed), and its SHA-256."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import simplejson


def dumps(value: Any) -> str:
    """Return the canonical text of a JSON value.

    Floats raise TypeError, so that no figure is ever rounded; what is no number of JSON raises ValueError.

    >>> from decimal import Decimal
    >>> dumps({"b": Decimal("1.50"), "a": ["é"]})
    '{"a":["é"],"b":1.50}'
    """
    _refuse_inexact(value)
    text: str = simplejson.dumps(
        value, use_decimal=True, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text


def loads(text: str | bytes) -> Any:
    """Read JSON with every number other than an integer as an exact Decimal; raises ValueError."""
    return simplejson.loads(text, use_decimal=True, parse_constant=_refuse_constant)


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same text: 1.50 is another text than 1.5, the order of keys says nothing.

    >>> same({"a": 1, "b": 2}, {"b": 2, "a": 1}), same(True, 1)
    (True, False)
    """
    return one is other or dumps(one) == dumps(other)


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, float):
        message = "a float is not exact: use Decimal"
        raise TypeError(message)
    if isinstance(value, Decimal) and not value.is_finite():
        _refuse_constant(str(value))
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_inexact(item)


def _refuse_constant(name: str) -> None:
    message = f"{name} is not a number of JSON"
    raise ValueError(message)
