"""What a country summary is: a frozen structure already in one language, the same for every renderer.

Contents and order: aggregation, section 4. A renderer sees only this; it asks no question and decides
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: the key of the answer, its short number and the paragraph it answers."""

    key: str
    number: str
    paragraph: str


@dataclass(frozen=True)
class Value:
    """One displayed value.

    `state` tells apart what is no plain value: na, missing, no_report, withheld, or a rating 0-4 as its
    digit. `language` is that of a text a person typed, None for the portal's own words. `number`: set in
    figures.
    """

    text: str
    state: str = ""
    language: str | None = None
    number: bool = False


@dataclass(frozen=True)
class Fact:
    """A labelled value, or several, with its source."""

    label: str
    values: tuple[Value, ...]
    source: Source | None = None


@dataclass(frozen=True)
class FactList:
    """Labelled values in order."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Row:
    """One row of a table: its head, its cells, and the source of its figures."""

    head: Value
    cells: tuple[Value, ...]
    source: Source | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption; `header` names the first column and the others; `note` stands below it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Narrative:
    """A text of the Government's own, whole, in its own language."""

    label: str
    text: str
    language: str
    source: Source | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence of the portal's own; `source` where it states a figure."""

    text: str
    source: Source | None = None


Block: TypeAlias = FactList | Table | Narrative | Sentence


@dataclass(frozen=True)
class Section:
    """A numbered section of a summary."""

    number: int
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CountrySummary:
    """The summary of one country in one cycle, for one audience, in one language.

    `digest` is the SHA-256 of the filing it rests on; `version` that of the report; `caption_note` goes into
    every caption ("as reported by the Government"); `demonstration` marks what was filed by nobody.
    """

    language: str
    audience: str
    title: str
    country_code: str
    country: str
    cycle_code: str
    cycle: str
    heading: tuple[Fact, ...]
    sections: tuple[Section, ...]
    caption_note: str
    digest: str
    version: int
    report_language: str
    demonstration: bool = False
    notices: tuple[str, ...] = field(default_factory=tuple)
