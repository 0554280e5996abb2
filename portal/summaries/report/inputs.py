"""What a report is composed from: frozen figures, quotations, and the parts an officer arranged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.summaries.figures.bound import Bound
from portal.summaries.report.packs import EVERYTHING, Pack

KINDS = ("progress", "review", "evaluation")


@dataclass(frozen=True)
class Quote:
    """A text of a Government that everybody may read, with what is said of it."""

    country: str
    key: str
    text: str
    language: str
    consent: str
    digest: str


@dataclass(frozen=True)
class Part:
    """One part in its place. `key` says what is composed there (see `parts`); empty: an officer's paragraph.

    `texts` are an officer's texts by language, with figures as ``{path}``; `left_out`: not printed.
    """

    key: str
    texts: Mapping[str, str] = field(default_factory=dict)
    left_out: bool = False
    id: int = 0


@dataclass(frozen=True)
class ReportInput:
    """A report of one kind. `bound` is limited to the conferences and the scope of the pack.

    `quotes` are by their part's key. `previous` is the title of the previous cycle, empty without one.
    `digest` is the SHA-256 of the frozen data set, `frozen_on` its day, `issue` its number (0: not issued).
    """

    kind: str
    bound: Bound
    cycle_code: str
    cycle: str
    digest: str
    frozen_on: date
    pack: Pack = EVERYTHING
    previous: str = ""
    quotes: Mapping[str, Quote] = field(default_factory=dict)
    issue: int = 0
    standing: str = ""
    demonstration: bool = False
    made_at: datetime | None = None

    @property
    def language(self) -> str:
        """Return the language of the report."""
        return self.bound.language
