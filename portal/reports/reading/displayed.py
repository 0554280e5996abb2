"""What a filed report looks like to a reader: sections, questions and answers as plain frozen values.

Texts of the questionnaire are kept as context and English source (`Words`), to be translated where they are
shown; texts of people are kept unchanged, with the language they were written in (`Typed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True)
class Words:
    """A text of a questionnaire: its context in the catalogues (``OBST:finance``) and its English source."""

    context: str
    english: str


@dataclass(frozen=True)
class Typed:
    """A text as somebody typed it, and the language it is written in."""

    text: str
    language: str


@dataclass(frozen=True)
class Choice:
    """One option chosen; `other` is the text that goes with the option `other`."""

    value: str
    words: Words
    other: Typed | None = None


@dataclass(frozen=True)
class Choices:
    """The options chosen; one for a single choice, a rating or a yes or no."""

    items: tuple[Choice, ...]
    rating: bool = False
    kind: str = "choices"


@dataclass(frozen=True)
class Figure:
    """An exact number with its unit (``%`` for a share); a year is written without separators."""

    number: Decimal | int
    unit: str = ""
    year: bool = False
    kind: str = "figure"


@dataclass(frozen=True)
class Narrative:
    """A text; `long` ones are drawn as paragraphs. `code`: an address, written from left to right."""

    typed: Typed
    long: bool = False
    code: bool = False
    kind: str = "narrative"


@dataclass(frozen=True)
class Day:
    """A date, or the first and the last day of a period."""

    first: date
    last: date | None = None
    kind: str = "day"


@dataclass(frozen=True)
class AnnexLine:
    """An annex: title and name as given, language and size in bytes."""

    title: Typed
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Annexes:
    """The annexes of a question."""

    items: tuple[AnnexLine, ...]
    kind: str = "annexes"


@dataclass(frozen=True)
class Cell:
    """One cell of a row; `shown` None where nothing was filled in."""

    column: str
    heading: Words
    shown: Simple | None


@dataclass(frozen=True)
class Rows:
    """The rows of a table question; `headings` are those of all columns, each row has a cell for each."""

    headings: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "rows"


@dataclass(frozen=True)
class Raw:
    """A value that does not have the shape its question asks for: shown as it was filed."""

    text: str
    kind: str = "raw"


Simple: TypeAlias = Choices | Figure | Narrative | Day | Raw
Shown: TypeAlias = Simple | Rows | Annexes


class State(StrEnum):
    """Whether an answer can be shown. Withheld says nothing about whether there is one."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class ReadQuestion:
    """One question with its answer for one audience.

    `key` is the answer's key. `beside`: answered although the conditions of the questionnaire would not have
    shown the question (only in filings that were imported).
    """

    key: str
    code: str
    number: str
    words: Words
    kind: str
    required: bool
    clauses: tuple[str, ...]
    state: State
    shown: Shown | None = None
    beside: bool = False


@dataclass(frozen=True)
class ReadSection:
    """One section (section C: one a conference) in order of display.

    `withheld`: the audience may read nothing of it; then it has no questions. `anchor` is unique in a report.
    """

    id: str
    anchor: str
    words: Words
    note: Words
    questions: tuple[ReadQuestion, ...]
    conference: str | None = None
    conference_words: Words | None = None
    withheld: bool = False

    @property
    def answered(self) -> int:
        """Return how many questions have an answer that is shown."""
        return sum(question.state is State.ANSWERED for question in self.questions)
