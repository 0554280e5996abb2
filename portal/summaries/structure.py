"""What a document is: a frozen structure already in one language, the same for every renderer.

Contents and order of a country summary: aggregation, section 4. A renderer sees only this; it asks no
question and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: the key of the answer, its short number and the paragraph it answers.

    `figure` is the path of an aggregated figure in `aggregates/1`, its names joined by ``/`` (such as
    ``total/by_conference/WSSD95/mean``); then `number` is what print refers to (such as ``T3``).
    """

    key: str
    number: str
    paragraph: str
    figure: str = ""


@dataclass(frozen=True)
class Value:
    """One displayed value.

    `state` tells apart what is no plain value: na, missing, no_report, withheld, or a rating 0-4 as its
    digit. `language` is that of a text a person typed, None for the portal's own words. `number`: set in
    figures. `exact`: the number itself, for files with typed cells. `source`: where this one figure is from.
    """

    text: str
    state: str = ""
    language: str | None = None
    number: bool = False
    exact: Decimal | int | None = None
    source: Source | None = None


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


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph; `source` where it is a figure, `language` where it is not the document's."""

    text: str
    source: Source | None = None
    language: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph, as reports of the Organization have them; 0 is without a number.

    `references` is what print says of the sources of its figures, such as "T1, T3".
    """

    number: int
    runs: tuple[Run, ...]
    references: str = ""

    @property
    def plain(self) -> str:
        """Return the paragraph as one text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Picture:
    """A drawing with the data behind it. `svg` is a whole SVG element; `description` says it in words."""

    title: str
    description: str
    svg: str
    table: Table


Block: TypeAlias = FactList | Table | Narrative | Sentence | Paragraph | Picture


@dataclass(frozen=True)
class Section:
    """A numbered section of a summary."""

    number: int
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """Anything that is read on a page or printed: a country summary, tables, a progress report.

    `kind` names it in file names and JSON (``country-summary``). `title` says what it is, `name` of whom or
    what, `reference` its short code. `caption_note` goes into every caption ("as reported by the
    Government"); `marks` are labelled identities printed at the end, such as digests. `made_at` is the moment
    given for its making. `words` are the few words a renderer needs (see `summaries.printing`).
    """

    kind: str
    language: str
    audience: str
    title: str
    name: str
    reference: str
    cycle_code: str
    cycle: str
    sections: tuple[Section, ...]
    heading: tuple[Fact, ...] = ()
    caption_note: str = ""
    notices: tuple[str, ...] = ()
    marks: tuple[Fact, ...] = ()
    demonstration: bool = False
    made_at: datetime | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CountrySummary(Document):
    """The summary of one country in one cycle, for one audience, in one language.

    `digest` is the SHA-256 of the filing it rests on; `version` that of the report.
    """

    country_code: str
    digest: str
    version: int
    report_language: str

    @property
    def country(self) -> str:
        """Return the name of the country."""
        return self.name
