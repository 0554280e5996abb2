"""Which reports the public may read in full."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.errors import NotFoundError
from portal.reports.disclosure import Audience, may_read_filing
from portal.reports.models import Filing, Report
from portal.reports.queries import counted_version, latest_filing, reports_of_countries
from portal.reports.reading.filed import disclosed
from portal.reports.workflow import Family, Status


def published(session: Session, cycle: Cycle, country: str, family: Family) -> tuple[Report, Filing]:
    """Return the counted report of a family that everybody may read in full; raises NotFoundError."""
    report = counted_version(session, cycle.code, country, family)
    filing = latest_filing(session, report.id) if report is not None else None
    if report is None or filing is None or not may_read_filing(Audience.PUBLIC, disclosed(report, filing)):
        raise NotFoundError("report_unknown")
    return report, filing


def published_annual_reports(session: Session, country: str) -> list[Report]:
    """Return the published annual reports of a country's coordinator, the latest cycle first."""
    found = reports_of_countries(session, frozenset({country}), Family.COORDINATOR)
    return [report for report in found if report.status is Status.PUBLISHED]
