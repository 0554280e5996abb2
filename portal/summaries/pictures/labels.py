"""What the pictures are labelled with: names and words in one language, numbers as it writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from portal import i18n
from portal.summaries.structure import Source, Value
from portal.summaries.wording import Wording

Number: TypeAlias = int | float | Decimal
DASH = "–"


def _no_source(_figure: str) -> Source | None:
    return None


@dataclass(frozen=True)
class Labels:
    """Names in one language; `sourced` turns the path of a figure in `aggregates/1` into its source.

    `countries`: alpha-3 → name. `conferences`: code → name. `progress`: "0" to "4" → its words.
    """

    language: str
    countries: Mapping[str, str] = field(default_factory=dict)
    conferences: Mapping[str, str] = field(default_factory=dict)
    progress: Mapping[str, str] = field(default_factory=dict)
    sourced: Callable[[str], Source | None] = _no_source

    @classmethod
    def of(
        cls,
        wording: Wording,
        countries: Mapping[str, str],
        sourced: Callable[[str], Source | None] = _no_source,
    ) -> Labels:
        """Return the labels of a cycle's questionnaire; `countries`: alpha-3 → name in the language."""
        return cls(
            wording.language,
            countries,
            {code: wording.conference(code) for code in wording.asked.conferences},
            {str(step): wording.option("PROGRESS", str(step)) for step in range(5)},
            sourced,
        )

    def say(self, message: str, **params: Any) -> str:
        """Return a sentence of the portal's own."""
        return i18n.translate(self.language, message, **params)

    def country(self, code: str) -> str:
        """Return the name of a country, or its code."""
        return self.countries.get(code, code)

    def number(self, value: Number, decimals: int | None = None) -> str:
        """Return a number as the language writes it."""
        exact = Decimal(str(value)) if isinstance(value, float) else value
        return i18n.written_number(self.language, exact, decimals)

    def figure(self, value: Number | None, path: str, decimals: int | None = None) -> Value:
        """Return a figure as a typed cell with its source; None is a dash, never zero."""
        if value is None:
            return Value(DASH)
        exact = Decimal(str(value)) if isinstance(value, float) else value
        source = self.sourced(path) if path else None
        return Value(self.number(value, decimals), number=True, exact=exact, source=source)


@dataclass(frozen=True)
class Naming:
    """How a picture is named.

    `prefix` begins the ids of its drawing (unique on a page, letters, digits and hyphens); `title` is that of
    the picture and its table; `head` names the first column; `note` stands below the table.
    """

    prefix: str
    title: str
    head: str
    note: str = ""
