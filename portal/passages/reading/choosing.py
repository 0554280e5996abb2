"""Which answers are shown: what a reader asks for, and whether an answer fits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from portal.i18n import N_
from portal.passages.reading.search import matches
from portal.reports.reading.displayed import Choices, Narrative, Rows, Shown, Simple, Typed
from portal.reports.workflow import Family

GROUPS: Mapping[str, str] = {
    "ldc": N_("Least developed countries"),
    "lldc": N_("Landlocked developing countries"),
    "sids": N_("Small island developing States"),
}
"""Groups of countries by the name of their column, in English."""


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; an empty text asks for nothing.

    `words` are looked for in the texts. `rating` is that of the question itself or, where it has none, that
    of progress under the conference. `written`: the language of the answer. `tag`: the code of one.
    """

    words: str = ""
    region: str = ""
    group: str = ""
    conference: str = ""
    rating: str = ""
    written: str = ""
    tag: str = ""

    def without_tag(self) -> Wanted:
        """Return the same wishes for those who know nothing of tags."""
        return replace(self, tag="")


@dataclass(frozen=True)
class Tagged:
    """A passage of an answer under a tag: `start` and `length` count signs of the text as filed.

    `start` is negative for a passage of an earlier version that stands in the answer no more.
    """

    id: int
    code: str
    names: Mapping[str, str]
    start: int
    length: int
    passage: str
    whole: bool = False


@dataclass(frozen=True)
class Entry:
    """One answer of one counted report, as it may be read.

    `names` are those of the country by language. `ratings`: progress by conference, as far as it may be
    read; `conferences`: those the report speaks of. `tagged`: its passages under tags; `earlier`: passages
    of the versions before it that are not under the same tag in it.
    """

    report_id: int
    filing_id: int
    reference: str
    family: Family
    subject: str
    country: str
    names: Mapping[str, str]
    region: str
    groups: frozenset[str]
    version: int
    language: str
    filed_at: datetime
    digest: str
    key: str
    conference: str | None
    shown: Shown
    ratings: Mapping[str, str] = field(default_factory=dict)
    conferences: frozenset[str] = frozenset()
    tagged: tuple[Tagged, ...] = ()
    earlier: tuple[Tagged, ...] = ()

    @property
    def anchor(self) -> str:
        """Return a name that no other answer of the page has."""
        return f"a-{self.filing_id}-{self.conference}" if self.conference else f"a-{self.filing_id}"

    @property
    def text(self) -> Typed | None:
        """Return the text, where the whole answer is one."""
        return self.shown.typed if isinstance(self.shown, Narrative) else None

    @property
    def written(self) -> frozenset[str]:
        """Return the languages in which the answer is written; without a text that of the report."""
        return frozenset(typed.language for typed in texts_of(self.shown)) or frozenset({self.language})


def fits(entry: Entry, wanted: Wanted) -> bool:
    """Whether an answer is among those asked for."""
    return all(
        not getattr(wanted, name) or test(entry, wanted, getattr(wanted, name))
        for name, test in TESTS.items()
    )


def texts_of(shown: Shown | None) -> tuple[Typed, ...]:
    """Return every text that somebody typed in an answer, in order."""
    if isinstance(shown, Narrative):
        return (shown.typed,)
    if isinstance(shown, Choices):
        return tuple(item.other for item in shown.items if item.other is not None)
    if isinstance(shown, Rows):
        cells: list[Simple | None] = [cell.shown for row in shown.rows for cell in row]
        return tuple(typed for cell in cells for typed in texts_of(cell))
    return ()


def _by_conference(entry: Entry, _wanted: Wanted, value: str) -> bool:
    return entry.conference == value if entry.conference else value in entry.conferences


def _by_rating(entry: Entry, wanted: Wanted, value: str) -> bool:
    if isinstance(entry.shown, Choices) and entry.shown.rating:
        return any(item.value == value for item in entry.shown.items)
    conference = entry.conference or wanted.conference
    if conference:
        return entry.ratings.get(conference) == value
    return value in entry.ratings.values()


TESTS: Mapping[str, Callable[[Entry, Wanted, Any], bool]] = {
    "region": lambda entry, _wanted, value: entry.region == value,
    "group": lambda entry, _wanted, value: value in entry.groups,
    "conference": _by_conference,
    "rating": _by_rating,
    "written": lambda entry, _wanted, value: value in entry.written,
    "tag": lambda entry, _wanted, value: any(one.code == value for one in entry.tagged),
    "words": lambda entry, _wanted, value: matches((one.text for one in texts_of(entry.shown)), value),
}
"""How each wish is judged, the quickest first; covers the fields of Wanted."""
