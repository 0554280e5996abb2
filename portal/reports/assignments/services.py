"""Assigning the pages of a report to those who contribute to it: given, changed, taken back, passed on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.permissions import POLICY, Permission, of_author
from portal.accounts.queries import holders
from portal.errors import RefusedError
from portal.reports.assignments.models import Assignment
from portal.reports.assignments.queries import PageName, assignments_of
from portal.reports.models import Report


@dataclass(frozen=True)
class AssignmentDraft:
    """Whom to give which pages, until when (None: no date) and with what request."""

    account_id: int
    pages: Collection[PageName]
    due: date | None
    note: str


def contributors_of(session: Session, report: Report) -> list[Account]:
    """Return the active accounts that pages of a report can be assigned to: who may edit it.

    To whoever sees the whole draft an assigned page is a task, to a contributor it is the only way in.
    """
    edits = POLICY[of_author(Permission.REPORT_EDIT, report.filed_by)]
    return holders(session, list(edits), report.country_code)


def assign(
    session: Session, report: Report, draft: AssignmentDraft, by: int | None, now: datetime
) -> list[Assignment]:
    """Give pages to somebody; pages given before get the new date and request.

    The pages must be of the report. Raises RefusedError not_a_contributor.
    """
    if draft.account_id not in {account.id for account in contributors_of(session, report)}:
        raise RefusedError("not_a_contributor")
    known = _known(session, report.id, draft.account_id)
    given = []
    for section, conference in draft.pages:
        one = known.get((section, conference or ""))
        if one is None:
            one = Assignment(
                report_id=report.id,
                account_id=draft.account_id,
                section=section,
                conference=conference or "",
            )
            session.add(one)
        one.due, one.note, one.assigned_by, one.assigned_at = draft.due, draft.note, by, now
        given.append(one)
    session.flush()
    return given


def take_back(session: Session, assignment: Assignment) -> None:
    """Take a page back; what was written stays in the report."""
    session.delete(assignment)
    session.flush()


def carry_over(session: Session, earlier: int, later: int) -> None:
    """Assign the pages of a new version to those who had them in the version before, without a date."""
    for one in assignments_of(session, earlier):
        session.add(
            Assignment(
                report_id=later,
                account_id=one.account_id,
                section=one.section,
                conference=one.conference,
                assigned_by=one.assigned_by,
                assigned_at=one.assigned_at,
            )
        )
    session.flush()


def pass_on(session: Session, reports: Iterable[int], predecessors: Collection[int], heir: int) -> int:
    """Give what these persons were to draft in these reports to another one; return how many pages."""
    moved = 0
    statement = select(Assignment).where(
        Assignment.report_id.in_(list(reports)), Assignment.account_id.in_(list(predecessors))
    )
    for one in session.scalars(statement).all():
        if (one.section, one.conference) in _known(session, one.report_id, heir):
            session.delete(one)
        else:
            one.account_id = heir
        session.flush()
        moved += 1
    return moved


def _known(session: Session, report_id: int, account_id: int) -> dict[tuple[str, str], Assignment]:
    statement = select(Assignment).where(
        Assignment.report_id == report_id, Assignment.account_id == account_id
    )
    return {(one.section, one.conference): one for one in session.scalars(statement)}
