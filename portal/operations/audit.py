"""Verifying the record: chains of events, digests of filings, and that the two agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.events.models import Event
from portal.events.queries import broken_chains
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Filing, Report


@dataclass(frozen=True)
class Finding:
    """Something in the record that is not as it was written: where, and what."""

    place: str
    reason: str

    def __str__(self) -> str:
        """Write the finding on one line."""
        return f"{self.place}: {self.reason}"


def verify(session: Session) -> Iterator[Finding]:
    """Yield everything in the record that does not hold."""
    for broken in broken_chains(session):
        yield Finding(f"{broken.stream}, event {broken.number}", broken.reason)
    yield from _filings(session)


def _filings(session: Session) -> Iterator[Finding]:
    """A filing's text has its digest, and the digest is one that an event of its report tells of."""
    told = _digests_told(session)
    statement = select(Report, Filing).join(Filing).order_by(Filing.id).execution_options(yield_per=100)
    for report, filing in session.execute(statement):
        place = f"{report.reference}, filing {filing.number}"
        if canonical.digest(filing.content) != filing.digest:
            yield Finding(place, "changed")
        elif filing.digest not in told.get(stream_of(report), ()):
            yield Finding(place, "told of by no event")


def _digests_told(session: Session) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    statement = select(Event.stream, Event.payload).where(Event.stream.startswith("report:"))
    for stream, payload in session.execute(statement):
        if "digest" in payload:
            told.setdefault(stream, set()).add(payload["digest"])
    return told
