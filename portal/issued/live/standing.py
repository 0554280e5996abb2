"""What the figures of cycles rest on, told as one digest: as long as it is the same, so are they."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle, InvitedCountry
from portal.events.models import Event
from portal.reports.models import Filing, Report


def standing(session: Session, codes: Iterable[str]) -> str:
    """Return a digest of all that may change of these cycles and their filed reports, in four queries.

    Facts are of filings, and these never change. The number of the last event goes in as well, so that what
    was once undone and done again is not taken for the same.
    """
    digest = hashlib.sha256()
    for statement in _statements(sorted(codes)):
        for row in session.execute(statement):
            digest.update(repr(tuple(row)).encode("utf-8"))
    return digest.hexdigest()


def _statements(codes: list[str]) -> Iterable[Any]:
    yield select(func.max(Event.id))
    yield (
        select(Cycle.code, Cycle.due, Cycle.conferences, Cycle.themes, Cycle.releases)
        .where(Cycle.code.in_(codes))
        .order_by(Cycle.code)
    )
    yield (
        select(InvitedCountry.id, InvitedCountry.country_code, InvitedCountry.region, InvitedCountry.track)
        .where(InvitedCountry.cycle_code.in_(codes))
        .order_by(InvitedCountry.id)
    )
    yield (
        select(
            Report.id,
            Report.status,
            Report.suspended,
            Report.first_submitted,
            Filing.id,
            Filing.consent,
            Filing.withheld,
        )
        .outerjoin(Filing, Filing.report_id == Report.id)
        .where(Report.cycle_code.in_(codes))
        .order_by(Report.id, Filing.id)
    )
