"""What of the reports lies with whoever leads an author side, and passes on when the role is handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.people.handover import Estate, Succession
from portal.accounts.permissions import OFFICE
from portal.i18n import N_
from portal.reports.assignments.models import Assignment
from portal.reports.assignments.services import pass_on
from portal.reports.models import Report
from portal.reports.suggestions.models import ColleagueLink
from portal.reports.suggestions.services import end_links, is_open, pass_on_links


def _reports(session: Session, succession: Succession) -> list[int]:
    """Return the reports of the side on which the role stands."""
    filed_by = "coordinator" if succession.role in OFFICE else "government"
    statement = select(Report.id, Report.family, Report.filed_by).where(
        Report.country_code == succession.country
    )
    return [row[0] for row in session.execute(statement) if row[2] == filed_by]


def _count_pages(session: Session, succession: Succession, _now: datetime) -> int:
    statement = select(func.count()).where(
        Assignment.report_id.in_(_reports(session, succession)),
        Assignment.account_id.in_(succession.predecessors),
    )
    return session.scalar(statement) or 0


def _pass_pages(session: Session, succession: Succession, heir: int, _now: datetime) -> int:
    return pass_on(session, _reports(session, succession), succession.predecessors, heir)


def _count_links(session: Session, succession: Succession, now: datetime) -> int:
    statement = select(func.count()).where(
        ColleagueLink.report_id.in_(_reports(session, succession)),
        ColleagueLink.made_by.in_(succession.predecessors),
        *is_open(now),
    )
    return session.scalar(statement) or 0


def _pass_links(session: Session, succession: Succession, heir: int, now: datetime) -> int:
    return pass_on_links(session, _reports(session, succession), succession.predecessors, heir, now)


ESTATES = (
    Estate(N_("Pages assigned"), _count_pages, _pass_pages),
    Estate(N_("Links of colleagues without an account"), _count_links, _pass_links, end_links),
)
"""A report, its marks and its suggestions belong to the country: whoever holds the role finds them."""
