"""The one grammar of answer types and of conditions (domain: questionnaires, section 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from typing import Any

from portal.questionnaires.definition import AnswerType, Column, Condition, Kind, Operator


class GrammarError(ValueError):
    """A type or condition that cannot be read; `position` is the character, counted from 1."""

    def __init__(self, message: str, source: str, position: int) -> None:
        """Keep the position beside a sentence that names it."""
        super().__init__(f"{message}, at character {position} of “{source}”")
        self.position = position


# --- types ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """One argument of a type, where it begins (from 1), and the whole it was cut from."""

    text: str
    position: int
    source: str

    def error(self, message: str) -> GrammarError:
        return GrammarError(message, self.source, self.position)

    def match(self, pattern: str, expected: str) -> re.Match[str]:
        found = re.fullmatch(pattern, self.text)
        if found is None:
            raise self.error(f"{expected} expected")
        return found


def _split(whole: _Part, mark: str) -> list[_Part]:
    """Cut at a mark outside parentheses; white space around each part is dropped."""
    parts: list[_Part] = []
    depth = start = 0
    for index, character in enumerate(f"{whole.text}{mark}"):
        depth += (character == "(") - (character == ")")
        if character == mark and depth == 0:
            raw = whole.text[start:index]
            offset = len(raw) - len(raw.lstrip())
            parts.append(_Part(raw.strip(), whole.position + start + offset, whole.source))
            start = index + 1
    return parts


def _call(whole: _Part) -> tuple[Kind, list[_Part]]:
    found = whole.match(r"([a-z]+)(?:\((.*)\))?", "a type such as long(300)")
    name, body = found.group(1), found.group(2)
    if name not in set(Kind):
        raise whole.error(f"unknown type “{name}”")
    if body is None:
        return Kind(name), []
    inner = _Part(body, whole.position + found.start(2), whole.source)
    depths = list(accumulate((character == "(") - (character == ")") for character in body)) or [0]
    if min(depths) < 0 or depths[-1]:
        raise inner.error("parentheses do not match")
    return Kind(name), _split(inner, ";")


def _nothing(parts: Sequence[_Part], _whole: _Part) -> dict[str, Any]:
    if parts:
        raise parts[0].error("nothing expected in parentheses")
    return {}


def _first(parts: Sequence[_Part], whole: _Part, expected: str) -> _Part:
    if not parts:
        raise whole.error(f"{expected} expected in parentheses")
    return parts[0]


def _option_set(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    first = _first(parts, whole, "an option set")
    first.match(r"[A-Z][A-Z0-9]*", "an option set")
    _nothing(parts[1:], whole)
    return {"option_set": first.text}


def _multi(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    fields = _option_set(parts[:1], whole)
    for part in parts[1:]:
        fields["max_choices"] = int(part.match(r"max ([1-9]\d*)", "max k").group(1))
    return fields


def _length(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    first = _first(parts, whole, "a limit")
    _nothing(parts[1:], whole)
    return {"limit": int(first.match(r"[1-9]\d*", "a limit").group())}


_Reader = Callable[[Sequence[_Part], _Part], dict[str, Any]]
_LIMITS = {"min": "minimum", "max": "maximum", "dec": "decimals"}


def _limits(parts: Sequence[_Part], allowed: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for part in parts:
        number = r"\d+" if part.text.startswith("dec") else r"-?\d+(?:\.\d+)?"
        found = part.match(rf"({allowed}) ({number})", allowed.replace("|", ", ") + " with a number")
        name = _LIMITS[found.group(1)]
        if name in fields:
            raise part.error(f"{found.group(1)} is given twice")
        fields[name] = int(found.group(2)) if name == "decimals" else Decimal(found.group(2))
    if fields.get("minimum", Decimal("-Infinity")) > fields.get("maximum", Decimal("Infinity")):
        raise parts[0].error("min is greater than max")
    return fields


def _number(parts: Sequence[_Part], _whole: _Part) -> dict[str, Any]:
    if parts and not re.match(r"(min|max|dec) ", parts[0].text):
        unit = parts[0].match(r"[^;()]+", "a unit").group()
        return {"unit": unit, **_limits(parts[1:], "min|max|dec")}
    return _limits(parts, "min|max|dec")


def _bounded(allowed: str, **defaults: Decimal | int) -> _Reader:
    def read(parts: Sequence[_Part], _whole: _Part) -> dict[str, Any]:
        return defaults | _limits(parts, allowed)

    return read


def _yesno(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    return {**_nothing(parts, whole), "option_set": "YN"}


def _file(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    expected = "max k; n MB"
    first = _first(parts, whole, expected).match(r"max ([1-9]\d*)", expected)
    second = _first(parts[1:], whole, expected).match(r"([1-9]\d*) MB", expected)
    _nothing(parts[2:], whole)
    return {"max_files": int(first.group(1)), "max_megabytes": int(second.group(1))}


def _table(parts: Sequence[_Part], whole: _Part) -> dict[str, Any]:
    _first(parts, whole, "columns")
    columns: list[Column] = []
    for part in parts:
        column = _column(part)
        if column.name in {known.name for known in columns}:
            raise part.error(f"column “{column.name}” is given twice")
        columns.append(column)
    return {"columns": tuple(columns)}


def _column(part: _Part) -> Column:
    pieces = _split(part, ":")
    if len(pieces) != 3:  # noqa: PLR2004 - the three pieces named in the message
        raise part.error("a column is name:type:R or name:type:O")
    name, kind, flag = pieces
    name.match(r"[a-z][a-z0-9_]*", "a column name")
    flag.match(r"[RO]", "R or O")
    inner = _type(kind)
    if inner.kind in {Kind.TABLE, Kind.FILE}:
        raise kind.error(f"a column cannot be a {inner.kind}")
    return Column(name.text, "", inner, required=flag.text == "R")


READERS: Mapping[Kind, _Reader] = {
    Kind.SINGLE: _option_set,
    Kind.MULTI: _multi,
    Kind.RATING: _option_set,
    Kind.YESNO: _yesno,
    Kind.NUMBER: _number,
    Kind.PERCENT: _bounded("min|max|dec", minimum=Decimal(0), maximum=Decimal(100)),
    Kind.INTEGER: _bounded("min|max", decimals=0),
    Kind.YEAR: _bounded("min|max", minimum=Decimal(1900), maximum=Decimal(2100), decimals=0),
    Kind.DATE: _nothing,
    Kind.DATERANGE: _nothing,
    Kind.TEXT: _length,
    Kind.LONG: _length,
    Kind.EMAIL: _nothing,
    Kind.TABLE: _table,
    Kind.FILE: _file,
}
"""What may stand in the parentheses of each kind, as fields of AnswerType; covers Kind."""


def _type(whole: _Part) -> AnswerType:
    kind, parts = _call(whole)
    return AnswerType(kind=kind, source=whole.text, **READERS[kind](parts, whole))


def parse_type(source: str, labels: Mapping[str, str] | None = None) -> AnswerType:
    """Read a type; `labels` gives the columns of a table their labels. Raises GrammarError.

    >>> parse_type("multi(OBST; max 5)").max_choices
    5
    >>> parse_type("percent(max 5; dec 2)").maximum
    Decimal('5')
    """
    read = _type(_Part(source, 1, source))
    labels = labels or {}
    columns = tuple(replace(column, label=labels.get(column.name, "")) for column in read.columns)
    return replace(read, columns=columns)


# --- conditions ----------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<code>[A-Z]{3}\.\d{1,2}\.[A-Z]\d{1,2})|(?P<word>-?\w+(?:\.\d+)?)|(?P<mark>>=|[=(),;])|(?P<end>$))"
)
_WORD = r"\w+"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_Parsed = tuple[Operator, tuple[str, ...], tuple[str, ...]]


class _Tokens:
    """The words of a condition, one at a time."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def take(self, kind: str, expected: str, pattern: str = ".*") -> str:
        """Take the next word, which must be of that kind and match the pattern."""
        found = _TOKEN.match(self.source, self.at)
        text = found.group(kind) if found else None
        if found is None or text is None or not re.fullmatch(pattern, text):
            rest = self.source[self.at :]
            position = self.at + len(rest) - len(rest.lstrip()) + 1
            raise GrammarError(f"{expected} expected", self.source, position)
        self.at = found.end()
        return text

    def mark(self, text: str) -> None:
        self.take("mark", text, re.escape(text))

    def next_is(self, kind: str, *texts: str) -> bool:
        found = _TOKEN.match(self.source, self.at)
        return bool(found and found.group(kind) is not None and (not texts or found.group(kind) in texts))

    def several(self, kind: str, expected: str, pattern: str = ".*") -> tuple[str, ...]:
        taken = [self.take(kind, expected, pattern)]
        while self.next_is("mark", ","):
            self.mark(",")
            taken.append(self.take(kind, expected, pattern))
        return tuple(taken)


def parse_condition(source: str) -> Condition:
    """Read a condition. Raises GrammarError.

    >>> parse_condition("VNR.12.B1 in (yes, in_preparation)").values
    ('yes', 'in_preparation')
    """
    tokens = _Tokens(source)
    operator, codes, values = _about_code(tokens) if tokens.next_is("code") else _about_word(tokens)
    tokens.take("end", "nothing more")
    return Condition(operator, codes, values, source)


def _about_code(tokens: _Tokens) -> _Parsed:
    codes = (tokens.take("code", "a code"),)
    expected = "=, >=, in, has or has_other_than"
    if tokens.next_is("mark"):
        operator = Operator(tokens.take("mark", expected, "=|>="))
        if operator is Operator.AT_LEAST:
            return operator, codes, (tokens.take("word", "a number", _NUMBER),)
        return operator, codes, (tokens.take("word", "a value", _WORD),)
    operator = Operator(tokens.take("word", expected, "in|has|has_other_than"))
    if operator is not Operator.IN:
        return operator, codes, (tokens.take("word", "a value", _WORD),)
    tokens.mark("(")
    values = tokens.several("word", "a value", _WORD)
    tokens.mark(")")
    return operator, codes, values


def _about_word(tokens: _Tokens) -> _Parsed:
    expected = "a code, rated, any_answered, any_in or track"
    operator = Operator(tokens.take("word", expected, "rated|any_answered|any_in|track"))
    if operator is Operator.TRACK:
        tokens.mark("=")
        return operator, (), (tokens.take("word", "rc or norc", "rc|norc"),)
    tokens.mark("(")
    values: tuple[str, ...] = ()
    single = operator is Operator.RATED
    codes = (tokens.take("code", "a code"),) if single else tokens.several("code", "a code")
    if operator is Operator.ANY_IN:
        tokens.mark(";")
        values = tokens.several("word", "a value", _WORD)
    tokens.mark(")")
    return operator, codes, values
