"""Verifying the record: chains, anchors, and that every row which matters is what the chains say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.annexes.models import Annex
from portal.annexes.services import FOLDER
from portal.annexes.storage import read
from portal.events.anchors import Fault
from portal.events.models import Anchor, Event
from portal.events.queries import anchor_faults, anchors_of, broken_chains
from portal.events.raw import UNREADABLE
from portal.events.rows.comparing import row_faults
from portal.operations.record.anchoring import LOG, missing_in_table
from portal.operations.record.contents import content_faults
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Filing, Report
from portal.reports.workflow import Status


@dataclass(frozen=True)
class Finding:
    """Something in the record that is not as it was written: where, and what."""

    place: str
    reason: str

    def __str__(self) -> str:
        """Write the finding on one line."""
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class Extent:
    """How much there is to verify: events, filings, and the latest anchor."""

    events: int
    filings: int
    anchor: Anchor | None


def verify(session: Session, data_dir: Path) -> Iterator[Finding]:
    """Yield everything in the record that does not hold: the first broken link of every chain first."""
    for broken in broken_chains(session):
        yield Finding(f"{broken.stream}, event {broken.number}", broken.reason)
    for name, part in (
        ("anchors", _anchors(session, data_dir)),
        ("statuses of reports", _statuses(session)),
        ("contents of filings and issued tables", _told(content_faults(session))),
        ("rows", _told(row_faults(session))),
        ("annexes", _annexes(session, data_dir)),
    ):
        try:
            yield from part
        except UNREADABLE:
            yield Finding(name, "cannot be compared: something cannot be read any more")


def extent_of(session: Session) -> Extent:
    """Return how much there is to verify."""
    events = session.scalar(select(func.count()).select_from(Event)) or 0
    filings = session.scalar(select(func.count()).select_from(Filing)) or 0
    return Extent(events, filings, next(reversed(anchors_of(session)), None))


def _told(faults: Iterator[Fault]) -> Iterator[Finding]:
    for fault in faults:
        yield Finding(fault.place, fault.reason)


def _anchors(session: Session, data_dir: Path) -> Iterator[Finding]:
    for fault in anchor_faults(session):
        yield Finding(fault.place, fault.reason)
    for line in missing_in_table(session, data_dir):
        yield Finding(f"anchor of {line.partition(' ')[0]}", f"gone or changed, though {LOG} has it")


def _annexes(session: Session, data_dir: Path) -> Iterator[Finding]:
    """The bytes of every annex are those of its digest."""
    statement = select(Report.reference, Annex.id, Annex.key, Annex.sha256).join(Annex).order_by(Annex.id)
    for reference, number, key, digest in session.execute(statement):
        if read(data_dir / FOLDER, digest) is None:
            yield Finding(f"{reference}, annex {number} of {key}", "its file is gone or changed")


def _statuses(session: Session) -> Iterator[Finding]:
    """A report stands where its last event left it: a tail that was cut since the last anchor shows too."""
    told = _statuses_told(session)
    for report in session.scalars(select(Report).order_by(Report.id)):
        by_events = told.get(stream_of(report), {}).get(report.version, Status.DRAFT.value)
        if report.status.value != by_events:
            reason = f"is {report.status.value}, though its last event says {by_events}"
            yield Finding(f"{report.reference}, last event", reason)


def _statuses_told(session: Session) -> dict[str, dict[int, str | None]]:
    """Return the status of each version after all its events, by stream."""
    told: dict[str, dict[int, str | None]] = {}
    statement = select(Event.stream, Event.payload).where(Event.stream.startswith("report:"))
    for stream, payload in session.execute(statement.order_by(Event.stream, Event.number)):
        versions = told.setdefault(stream, {})
        if "to" in payload:
            versions[payload["version"]] = payload["to"]
        if "supersedes" in payload:
            versions[payload["supersedes"]] = Status.SUPERSEDED.value
        for other in payload.get("others", ()):
            versions[other["version"]] = other["to"]
    return told
