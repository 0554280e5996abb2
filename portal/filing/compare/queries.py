"""Which filings of a report somebody may set beside one another, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission, of_author, permits
from portal.events.queries import events_of
from portal.reports.disclosure import Audience, may_read_filing
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Filing, Report
from portal.reports.queries import same_report, surroundings
from portal.reports.reading.displayed import ReadSection
from portal.reports.reading.filed import disclosed, read_filing
from portal.reports.workflow import Action


@dataclass(frozen=True)
class Filed:
    """A filing with the version of the report it is of."""

    report: Report
    filing: Filing


def audience_for(identity: Identity, report: Report) -> Audience:
    """Return as whom a person reads the filings of a report.

    A Government reads what its coordinator filed as a reviewer does, and the other way round.
    """
    if permits(identity, of_author(Permission.REPORT_READ_DRAFT, report.filed_by), report.country_code):
        return Audience.AUTHOR
    if permits(identity, Permission.REPORT_ACCEPT, report.country_code):
        return Audience.SECRETARIAT
    return Audience.REVIEWER


def readable_filings(session: Session, report: Report, audience: Audience) -> list[Filed]:
    """Return the filings of all versions of a report that the audience may read, the oldest first.

    One that was taken back before anybody reviewed it stays its author's own, whatever was filed since.
    """
    statement = (
        same_report(report)
        .join(Filing, Filing.report_id == Report.id)
        .add_columns(Filing)
        .order_by(Report.version, Filing.number)
    )
    found = [Filed(row[0], row[1]) for row in session.execute(statement)]
    if audience is Audience.AUTHOR:
        return found
    recalled = _recalled(session, report, found)
    return [
        one
        for one in found
        if one.filing.id not in recalled and may_read_filing(audience, disclosed(one.report, one.filing))
    ]


def filings_before(session: Session, report: Report, identity: Identity) -> dict[int, int]:
    """Return the filing before each one, by their ids, as far as the person may read both."""
    filings = readable_filings(session, report, audience_for(identity, report))
    return {later.filing.id: earlier.filing.id for earlier, later in pairwise(filings)}


def _recalled(session: Session, report: Report, filings: Sequence[Filed]) -> frozenset[int]:
    """Return the filings that were the last of their version when it was taken back."""
    found = set()
    for event in events_of(session, stream_of(report)):
        if event.kind == Action.RECALL:
            before = [
                one.filing.id
                for one in filings
                if one.report.version == event.payload.get("version") and one.filing.filed_at <= event.at
            ]
            found.update(before[-1:])
    return frozenset(found)


def read_both(
    session: Session, before: Filed, after: Filed, audience: Audience
) -> tuple[tuple[ReadSection, ...], tuple[ReadSection, ...]]:
    """Return the sections of two filings as the audience may read them."""
    contexts = {one.report.id: surroundings(session, one.report) for one in (before, after)}
    first, second = (read_filing(contexts[one.report.id], one.filing, audience) for one in (before, after))
    return first, second
