"""What aggregation is given: the filed versions of one cycle as facts, and which countries to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.questionnaires.answering.facts import Fact
from portal.questionnaires.definition import Questionnaire

REGIONS = ("africa", "asia_pacific", "europe", "lac", "western_asia")
"""The five regional commissions, in alphabetical order (definition: aggregation, section 6)."""

TRACKS = ("rc", "norc")

RESIDENT_COORDINATOR = "rc"


@dataclass(frozen=True)
class ReportFacts:
    """One version of one report: who filed it, where it stands, what may be shown and what it says.

    `subject` tells the practices of one country apart and is None for other instruments. `withheld` holds the
    sections left out under the consent `partial`. `first_submitted` is None for a version never submitted.
    """

    report_id: str
    country: str
    instrument: str
    subject: str | None
    version: int
    status: str
    consent: str
    withheld: frozenset[str]
    first_submitted: date | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class CycleInput:
    """A cycle as frozen at its opening: `invited` maps a country to its region and track.

    `conferences` and `themes` are in order of display; `questionnaires` maps VNR, VND, RCR and BPR to the
    releases of the cycle; `reports` are all versions of all instruments, in any order.
    """

    code: str
    due: date
    conferences: tuple[str, ...]
    themes: tuple[str, ...]
    invited: Mapping[str, tuple[str, str]]
    reports: tuple[ReportFacts, ...]
    questionnaires: Mapping[str, Questionnaire]


@dataclass(frozen=True)
class Selection:
    """Which of the invited countries are looked at; None restricts nothing."""

    region: str | None = None
    track: str | None = None
    group: frozenset[str] | None = None

    def admits(self, country: str, region: str, track: str) -> bool:
        """Whether a country of that region and track is looked at.

        >>> Selection(region="africa").admits("ARL", "africa", "rc")
        True
        >>> Selection(group=frozenset({"BOR"})).admits("ARL", "africa", "rc")
        False
        """
        return (
            self.region in {None, region}
            and self.track in {None, track}
            and (self.group is None or country in self.group)
        )


EVERY_COUNTRY = Selection()
