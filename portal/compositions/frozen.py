"""The frozen data set behind a report: issued tables, or the figures as they stand at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import canonical
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.cycles.queries import get_cycle
from portal.issued.live.issues import LastIssue
from portal.issued.models import IssuedTables
from portal.issued.queries import counted_filings, load
from portal.reports.disclosure import Audience as Reader
from portal.reports.disclosure import may_read_filing
from portal.summaries.figures.documents import CLOSED, ISSUED, NOTHING_ISSUED, PRESENT


@dataclass(frozen=True)
class Frozen:
    """Public aggregates with their checksum; `filings` are the reports that the public reads in full.

    `number` is that of the issue, 0 for figures that were not issued; `standing` says which figures they are.
    """

    cycle: str
    previous: str | None
    aggregates: Mapping[str, Any]
    digest: str
    day: date
    filings: frozenset[str]
    number: int = 0
    standing: str = PRESENT


def frozen_of(issued: IssuedTables) -> Frozen:
    """Return the data set of public issued tables."""
    content = load(issued)
    return Frozen(
        cycle=issued.cycle_code,
        previous=issued.previous_code,
        aggregates=content["aggregates"],
        digest=issued.digest,
        day=issued.issued_at.date(),
        filings=frozenset(entry["report"] for entry in content["filings"] if entry["shown"] == "report"),
        number=issued.number,
        standing=ISSUED,
    )


def as_it_stands(session: Session, cycle: str, previous: str | None, now: datetime) -> Frozen:
    """Compute the public figures of a cycle now; raises NotFoundError."""
    given = cycle_input(session, cycle)
    earlier = cycle_input(session, previous) if previous else None
    return frozen_from(session, aggregate(given, earlier, "public"), now)


def frozen_as_served(session: Session, computed: Mapping[str, Any], last: LastIssue) -> Frozen:
    """Return what everybody is served as a data set: the last issue with the figures that are live."""
    if last.readable is None:
        standing = CLOSED if last.closed else NOTHING_ISSUED
        due = get_cycle(session, computed["cycle"]).due
        return replace(_live(session, computed, due), standing=standing)
    found = frozen_of(last.readable)
    return replace(found, previous=computed["previous"], aggregates=computed)


def frozen_from(session: Session, computed: Mapping[str, Any], now: datetime) -> Frozen:
    """Return public aggregates that were just computed as a data set."""
    return _live(session, computed, now.date())


def _live(session: Session, computed: Mapping[str, Any], day: date) -> Frozen:
    cycle, previous = computed["cycle"], computed["previous"]
    open_to_all = (
        filing.reference
        for filing in counted_filings(session, [cycle])
        if may_read_filing(Reader.PUBLIC, filing.state)
    )
    return Frozen(
        cycle=cycle,
        previous=previous,
        aggregates=computed,
        digest=canonical.digest(canonical.dumps(computed)),
        day=day,
        filings=frozenset(open_to_all),
    )
