"""The six official languages as objects, and catalogues by language argument (for work outside a request)."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any, Self

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One official language: two-letter code, Babel locale, its own name and direction (ltr or rtl).

    `semicolon`: what stands between two texts of one line.
    """

    code: str
    locale: str
    name: str
    direction: str
    semicolon: str = "; "


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("ar", "ar", "العربية", "rtl", "؛ "),
        Language("zh", "zh_Hans_CN", "中文", "ltr", "；"),
        Language("en", "en", "English", "ltr"),
        Language("fr", "fr", "Français", "ltr"),
        Language("ru", "ru", "Русский", "ltr"),
        Language("es", "es", "Español", "ltr"),
    )
}
"""In the order of the Organization's own lists."""

DEFAULT = "en"


def N_(message: str) -> str:  # noqa: N802 - the customary name of the marker, known to the extractor
    """Mark a message for the catalogues without translating it."""
    return message


class Contextual(str):
    """An English text that means one thing among several: its context finds the translation."""

    __slots__ = ("context",)

    context: str

    def __new__(cls, context: str, message: str) -> Self:
        """Return the text as itself, with its context beside it."""
        text = super().__new__(cls, message)
        text.context = context
        return text

    def __reduce__(self) -> tuple[type[Contextual], tuple[str, str]]:
        """Return what a copy is made of, so that it keeps the context."""
        return Contextual, (self.context, str(self))


def NP_(context: str, message: str) -> str:  # noqa: N802 - the marker of a text with a context
    """Mark a message of a context for the catalogues; `translate` finds the context again."""
    return Contextual(context, message)


def direction_of(code: str | None) -> str:
    """Return ltr or rtl for one of the six codes, and auto for anything else."""
    language = LANGUAGES.get(code or "")
    return language.direction if language else "auto"


@functools.cache
def catalogue(code: str) -> NullTranslations | Translations:
    """Return the catalogue of a language; English is the source text. An unknown code raises KeyError."""
    LANGUAGES[code]
    if code == DEFAULT:
        return NullTranslations()
    return Translations.load(TRANSLATIONS, [code])


def translate(code: str, message: str, **params: Any) -> str:
    """Return a message in a language, with its ``%(name)s`` placeholders filled."""
    found = catalogue(code)
    if isinstance(message, Contextual):
        text = str(found.upgettext(message.context, message))
    else:
        text = found.ugettext(message)
    return text % params if params else text


def translate_in(code: str, context: str, message: str) -> str:
    """Return a message of a context, such as a question's text, in a language."""
    return str(catalogue(code).upgettext(context, message))


def first_language(tags: Iterable[str]) -> str | None:
    """Return the first of the six languages among language tags in order of preference, or None.

    >>> first_language(["fr-CA", "en"]), first_language(["de", "zh_Hant"]), first_language(["de"])
    ('fr', 'zh', None)
    """
    codes = (tag.replace("_", "-").partition("-")[0].lower() for tag in tags)
    return next((code for code in codes if code in LANGUAGES), None)


def pick(names: Mapping[str, str], code: str) -> str:
    """Return the text of a map by language in that language, else in English, else in any.

    >>> pick({"fr": "Kenya", "en": "Kenya (en)"}, "ar")
    'Kenya (en)'
    """
    for choice in (code, DEFAULT):
        if choice in names:
            return names[choice]
    return next(iter(names.values()))


DATE_PATTERNS: Mapping[str, str] = {
    "ar": "d {month} y",
    "zh": "y年M月d日",
    "en": "d MMMM y",
    "fr": "d MMMM y",
    "ru": "d MMMM y г.",
    "es": "d 'de' MMMM 'de' y",
}

ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""Both names of each month, as documents of the Organization print them."""


def written_date(code: str, day: date) -> str:
    """Return a date as documents of the Organization write it in a language, with Western digits.

    >>> written_date("en", date(2000, 3, 31)), written_date("zh", date(2000, 3, 31))
    ('31 March 2000', '2000年3月31日')
    >>> written_date("fr", date(2000, 3, 1))
    '1er mars 2000'
    """
    pattern = DATE_PATTERNS[code].replace("{month}", f"'{ARABIC_MONTHS[day.month - 1]}'")
    if code == "fr" and day.day == 1:
        pattern = pattern.replace("d ", "'1er' ", 1)
    return format_date(day, pattern, locale=LANGUAGES[code].locale)


def written_number(code: str, number: Decimal | int, decimals: int | None = None) -> str:
    """Return an exact number in a language, with Western digits; `decimals` None keeps those it has.

    >>> written_number("fr", Decimal("1234.50")), written_number("en", Decimal("1234.5"), 2)
    ('1\u202f234,5', '1,234.50')
    """
    pattern = "#,##0.################" if decimals is None else "#,##0." + "0" * decimals
    with localcontext() as context:
        # Babel computes in the context of the thread: its 28 digits would round, or refuse, a longer number.
        context.prec = max(context.prec, 2 * len(f"{Decimal(number):f}"))
        return format_decimal(
            number,
            pattern.rstrip("."),
            locale=LANGUAGES[code].locale,
            decimal_quantization=decimals is not None,
        )


def order_of(name: str) -> str:
    """Return what a name is put in order by: accents and case do not count.

    >>> sorted(["Zambie", "Égypte", "Espagne", "côte"], key=order_of)
    ['côte', 'Égypte', 'Espagne', 'Zambie']
    """
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
