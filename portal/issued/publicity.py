"""What of the filings behind issued tables is public, and whether it still is.

A public issue stays open while each filing it names may be read as it could be then: there is a counted
version of that report, shown at least as far. A newer version leaves an issue as it was printed; what is
suspended, withdrawn or no longer consented to closes it at once. Source: aggregation, section 1, rules 2, 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from portal.reports.disclosure import (
    Audience,
    Disclosed,
    is_public_in_full,
    may_read_filing,
    may_read_summary,
)
from portal.reports.workflow import Family

REPORT, SUMMARY, NOTHING = "report", "summary", ""
_RANK = {NOTHING: 0, SUMMARY: 1, REPORT: 2}

Subject: TypeAlias = tuple[str, str, str, str]
"""Cycle, country, family and subject: what all versions of a report have in common."""


@dataclass(frozen=True)
class CountedFiling:
    """The latest filing of a counted report; `place` is region and track in its cycle.

    `reserved`: it holds answers that are never public.
    """

    subject: Subject
    place: tuple[str, str]
    instrument: str
    reference: str
    version: int
    digest: str
    state: Disclosed
    reserved: bool = False

    @property
    def shown(self) -> str:
        """Return how far the public may read it: report, summary, or nothing at all."""
        if may_read_filing(Audience.PUBLIC, self.state):
            return REPORT
        # A coordinator's report has no summary: it is public when it is published.
        has_summary = self.subject[2] != Family.COORDINATOR.value
        return SUMMARY if has_summary and may_read_summary(Audience.PUBLIC, self.state) else NOTHING

    def entry(self, *, public: bool) -> dict[str, Any]:
        """Write it as the list of an issue does; `public` adds how far it could be read."""
        cycle, country, family, subject = self.subject
        entry: dict[str, Any] = {
            "cycle": cycle,
            "country": country,
            "family": family,
            "subject": subject,
            "instrument": self.instrument,
            "report": self.reference,
            "version": self.version,
            "digest": self.digest,
        }
        if not public:
            return entry
        digest = self.digest if is_public_in_full(self.state, reserved=self.reserved) else None
        return {**entry, "digest": digest, "shown": self.shown, "withheld": sorted(self.state.withheld)}


def still_public(entries: Iterable[Mapping[str, Any]], standing: Mapping[Subject, CountedFiling]) -> bool:
    """Whether each entry of a public issue may still be read as far as when it was issued."""
    return all(_is_as_it_was(entry, standing.get(_subject(entry))) for entry in entries)


def _is_as_it_was(entry: Mapping[str, Any], now: CountedFiling | None) -> bool:
    if now is None or _RANK[now.shown] < _RANK[entry["shown"]]:
        return False
    return now.state.withheld <= set(entry["withheld"])


def _subject(entry: Mapping[str, Any]) -> Subject:
    return entry["cycle"], entry["country"], entry["family"], entry["subject"]
