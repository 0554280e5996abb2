"""A bundle as a file: UTF-8, JSON with exact numbers, no key twice; every fault with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import simplejson

from portal.exchange.faults import BUNDLE, Fault

_BOM = b"\xef\xbb\xbf"


_DEEPEST = 20
"""Levels of nesting; an answer has at most eight."""
_DIGITS = 20


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys given twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice: tuple[str, ...] = ()
        if len(self) < len(pairs):
            names = [name for name, _ in pairs]
            self.twice = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


def read_json(content: bytes) -> tuple[Any, list[Fault]]:
    """Return the document with its numbers exact (int or Decimal), and the faults of the file.

    With faults the document may be None. Never raises for what a file may hold.
    """
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = {"line": before.count(b"\n") + 1, "column": len(before) - before.rfind(b"\n")}
        return None, [Fault(BUNDLE, "", "not_utf8", place)]
    document, fault = _parsed(text)
    if fault is not None:
        return None, [fault]
    if _is_deep(document):
        return None, [_broken(1, 1, "nested too deeply")]
    return document, list(_keys_given_twice(document))


def _parsed(text: str) -> tuple[Any, Fault | None]:
    try:
        return simplejson.loads(text, use_decimal=True, object_pairs_hook=_Object), None
    except simplejson.JSONDecodeError as error:
        return None, _broken(error.lineno, error.colno, error.msg)
    except RecursionError:
        return None, _broken(1, 1, "nested too deeply")
    except (ValueError, ArithmeticError):
        # Python reads no whole number of thousands of digits, and no exponent of twenty.
        return None, _broken(1, 1, "a number is too large")


def _is_deep(document: Any) -> bool:
    level = [document]
    for _ in range(_DEEPEST):
        level = [item for value in level for item in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _broken(line: int, column: int, reason: str) -> Fault:
    reason = reason[:1].lower() + reason[1:].removesuffix(" %r at")
    return Fault(BUNDLE, "", "not_json", {"line": line, "column": column, "reason": reason})


def _keys_given_twice(document: Any) -> Iterator[Fault]:
    """Yield a fault for each key given twice: of a submission by its id, else by the path to it."""
    if not isinstance(document, dict):
        return
    for label, path, found in _objects(document, BUNDLE, ""):
        for key in found.twice:
            place = key if path == "answers" else ".".join(part for part in (path, key) if part)
            yield Fault(label, place, "duplicate_key", {"key": key})


def _objects(value: Any, label: str, path: str) -> Iterator[tuple[str, str, _Object]]:
    """Yield every object with the label and the path, relative to what is labelled, of its place."""
    if isinstance(value, _Object):
        yield label, path, value
        for key, item in value.items():
            below = key if path in {"", "answers"} else f"{path}.{key}"
            yield from _objects(item, label, below)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            if path == "submissions" and label == BUNDLE:
                yield from _objects(item, label_of(item, number), "")
            else:
                yield from _objects(item, label, f"{path}[{number}]")


def label_of(submission: Any, number: int) -> str:
    """Return the id of a submission, or its place in the bundle where it has none.

    >>> label_of({"id": "N1"}, 4), label_of({}, 4)
    ('N1', 'submission 4')
    """
    found = submission.get("id") if isinstance(submission, dict) else None
    return found if isinstance(found, str) and found.strip() else f"submission {number}"


def whole(number: Any) -> Any:
    """Return a number without decimals as an int (2.0 is an integer in JSON); anything else as it is.

    >>> whole(Decimal("2.0")), whole(Decimal("2.5")), whole("2")
    (2, Decimal('2.5'), '2')
    """
    if isinstance(number, Decimal) and number.is_finite() and number.adjusted() < _DIGITS:
        return int(number) if number == number.to_integral_value() else number
    return number
