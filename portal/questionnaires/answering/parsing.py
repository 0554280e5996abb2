"""Numbers and dates as people type them in their language, read without ever guessing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from decimal import Decimal

from portal.questionnaires.answering.values import LONGEST_NUMBER, is_date

_BLANKS = "\u0020\u00a0\u2007\u2009\u202f"
"""Space, no-break space, figure space, thin space, narrow no-break space: all group thousands."""

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_SIGNS = (
    {ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
    | {ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}
    | {ord(digit): str(value) for value, digit in enumerate("０１２３４５６７８９")}
    | {ord("−"): "-", ord("－"): "-", ord("‐"): "-", ord("，"): ",", ord("．"): ".", ord("’"): "'"}
    | {ord("％"): "%", ord("٪"): "%"}
    | dict.fromkeys(map(ord, _BLANKS), " ")
)
_ARABIC_DECIMAL = "٫"
_ARABIC_GROUP = "٬"

POINT_IS_DECIMAL = frozenset({"en", "zh"})
"""Languages whose readers all write 1,234.5: there 1,234 is a thousand and 1.234 a little more than one."""

COMMA_IS_DECIMAL = frozenset({"fr", "ru"})
"""Languages whose readers all write 1 234,5. In Spanish and Arabic both customs are met: there three digits
after a single sign are refused."""

_PLAIN = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?")
_GROUPED = r"[0-9]{{1,3}}(?:{0}[0-9]{{3}})+|[0-9]{{1,2}}(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"
"""Groups of three, or as written in South Asia 12,34,567."""


_ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a row of a table may be called: reading takes every id that is stored or made, and no other."""


class UnreadableError(ValueError):
    """What was typed cannot be read; `code` and `params` are those of a Problem and say how to mend it."""

    def __init__(self, code: str, **params: object) -> None:
        """Keep the code of the message and its parameters."""
        super().__init__(code)
        self.code = code
        self.params = params


def parse_number(typed: str, language: str, *, whole: bool = False, percent: bool = False) -> Decimal:
    """Return the exact number that a reader of a language typed, digits as typed (12.50 keeps its zero).

    Read: Western, Arabic-Indic, Persian and full-width digits; thousands grouped by spaces, apostrophes,
    commas or points; the Arabic signs. `whole`: no decimals can be meant, so 1.234 is a thousand. `percent`:
    a per cent sign may follow. Raises UnreadableError with code number_unreadable, or
    number_ambiguous with `thousands` and `decimal`, two ways of writing that leave no doubt, or
    number_too_long: beyond some thousand digits a number could be kept, but never be read again.

    >>> parse_number("1 234,50", "fr"), parse_number("1,234.5", "en"), parse_number("٢٫٥", "ar")
    (Decimal('1234.50'), Decimal('1234.5'), Decimal('2.5'))
    """
    text = typed.translate(_INVISIBLE).translate(_SIGNS).strip()
    if percent:
        text = text.removesuffix("%").rstrip()
    sign, digits = (text[0], text[1:].lstrip()) if text[:1] in {"+", "-"} else ("", text)
    plain = _Typed(typed, digits, language).read(whole=whole)
    found = _PLAIN.fullmatch(f"{sign}{plain}")
    if found is None:
        raise UnreadableError("number_unreadable", typed=typed)
    if max(len(found["whole"]), len(found["part"] or "")) > LONGEST_NUMBER:
        raise UnreadableError("number_too_long")
    return Decimal(found.group())


class _Typed:
    """The digits and signs of one number, while its signs are being understood."""

    def __init__(self, typed: str, digits: str, language: str) -> None:
        self.typed = typed
        self.digits = digits
        self.language = language

    def read(self, *, whole: bool) -> str:
        """Return the digits with a point as decimal sign and no groups; signs left over mean unreadable."""
        text = self.digits
        if _ARABIC_DECIMAL in text or _ARABIC_GROUP in text:
            return self._split(text.replace("،", _ARABIC_GROUP), _ARABIC_DECIMAL, _ARABIC_GROUP)
        last = max(text.rfind("."), text.rfind(","))
        if last < 0:
            return self._ungrouped(text, " ", "'")
        sign = text[last]
        other = "," if sign == "." else "."
        if text.count(sign) > 1:
            return self._ungrouped(text, sign)
        if any(mark in text for mark in (other, " ", "'")) or not self._three_digits(last):
            return self._split(text, sign, other, " ", "'")
        return self._one_sign(sign, whole=whole)

    def _three_digits(self, last: int) -> bool:
        """Whether a single sign could group thousands: 1,234 could, 0,234 and 1,23 could not."""
        return (
            re.fullmatch(r"[1-9][0-9]{0,2}", self.digits[:last]) is not None
            and re.fullmatch(r"[0-9]{3}", self.digits[last + 1 :]) is not None
        )

    def _one_sign(self, sign: str, *, whole: bool) -> str:
        """Return what 1,234 or 1.234 means in the language, or refuse to guess."""
        before, after = self.digits.split(sign)
        if whole:
            return before + after
        if self.language in POINT_IS_DECIMAL:
            return self.digits if sign == "." else before + after
        if self.language in COMMA_IS_DECIMAL and sign == ",":
            return f"{before}.{after}"
        raise UnreadableError(
            "number_ambiguous", typed=self.typed, thousands=before + after, decimal=f"{before}{sign}{after}0"
        )

    def _split(self, text: str, decimal: str, *groups: str) -> str:
        whole, sign, part = text.partition(decimal)
        return (self._ungrouped(whole, *groups) or "0") + ("." + part if sign else "")

    def _ungrouped(self, text: str, *groups: str) -> str:
        """Drop the one grouping sign used, where the groups are whole; otherwise leave it, to be refused."""
        for group in groups:
            if group in text and re.fullmatch(_GROUPED.format(re.escape(group)), text):
                return text.replace(group, "")
        return text


def format_number(number: Decimal | int, language: str) -> str:
    """Return a stored number as a control shows it: digits not grouped, decimal sign of the language.

    >>> format_number(Decimal("1234.50"), "fr"), format_number(7, "ar")
    ('1234,50', '7')
    """
    text = format(number, "f") if isinstance(number, Decimal) else str(number)
    return text if language in POINT_IS_DECIMAL | {"ar"} else text.replace(".", ",")


def parse_date(typed: str) -> str:
    """Return the date typed, as YYYY-MM-DD; raises UnreadableError with code date_unreadable.

    Digits may be Arabic-Indic, Persian or full-width; the order year, month, day is not guessed.

    >>> parse_date(" ١٩٩٨-٠٧-٣١ ")
    '1998-07-31'
    """
    text = typed.translate(_INVISIBLE).translate(_SIGNS).strip()
    if not is_date(text):
        raise UnreadableError("date_unreadable", typed=typed)
    return text


def is_row_id(text: str) -> bool:
    """Whether a text can be the permanent id of a row.

    >>> is_row_id("b0e6"), is_row_id("b0e6+"), is_row_id("x" * 65)
    (True, False, False)
    """
    return _ROW_ID.fullmatch(text) is not None


def readable_row_id(text: str) -> str:
    """Return an id that can be read: the text itself, else always the same one in its place.

    >>> readable_row_id("b0e6"), is_row_id(readable_row_id("b0e6+"))
    ('b0e6', True)
    """
    return text if is_row_id(text) else f"m{_hashed(text)}"


def further_row_id(row_id: str, taken: Container[str]) -> str:
    """Return the id of a row that stands beside another one of that id: always the same, and not taken.

    >>> is_row_id(further_row_id("x" * 64, {"x" * 64}))
    True
    """
    number = 1
    while (found := f"b{_hashed(f'{row_id}:{number}')}") in taken:
        number += 1
    return found


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:15]
