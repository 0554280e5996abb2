"""Canonical JSON: keys sorted, UTF-8, numbers exact (Decimal, as typed), and its SHA-256."""

from __future__ import annotations

import hashlib
from typing import Any

import simplejson


def dumps(value: Any) -> str:
    """Return the canonical text of a JSON value; floats are refused so that no figure is ever rounded.

    >>> dumps({"b": Decimal("1.50"), "a": ["é"]})
    '{"a":["é"],"b":1.50}'
    """
    _refuse_floats(value)
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


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        message = "a float is not exact: use Decimal"
        raise TypeError(message)
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def _refuse_constant(name: str) -> None:
    message = f"{name} is not a number of JSON"
    raise ValueError(message)
