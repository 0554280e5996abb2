"""Questions to the assignments: which pages of a report a person works on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission, of_author, permits
from portal.errors import NotFoundError
from portal.questionnaires.definition import Questionnaire, parse_key
from portal.reports.assignments.models import Assignment
from portal.reports.models import Report

PageName = tuple[str, str | None]
"""A page of a report: its section, and in the repeated section its conference."""


def pages_for(session: Session, identity: Identity, report: Report) -> frozenset[PageName] | None:
    """Return the pages of the draft that a person sees; None: all of them.

    Who leads, signs or reads for the author side sees all; a contributor sees what is assigned. Whether the
    person is of the author side at all is the policy's to say.
    """
    if sees_whole_draft(identity, report):
        return None
    statement = select(Assignment.section, Assignment.conference).where(
        Assignment.report_id == report.id, Assignment.account_id == identity.user_id
    )
    return frozenset((section, conference or None) for section, conference in session.execute(statement))


def sees_whole_draft(identity: Identity, report: Report) -> bool:
    """Whether the person's roles show the whole draft, whatever is assigned."""
    whole = of_author(Permission.DRAFT_READ_WHOLE, report.filed_by)
    if permits(identity, whole, report.country_code):
        return True
    return report.received and permits(identity, Permission.REPORT_RECORD, report.country_code)


def assignments_of(session: Session, report_id: int) -> list[Assignment]:
    """Return who is to draft what of a report, in the order in which it was assigned."""
    statement = select(Assignment).where(Assignment.report_id == report_id).order_by(Assignment.id)
    return list(session.scalars(statement))


def reports_assigned(session: Session, account_id: int, reports: Iterable[int]) -> frozenset[int]:
    """Return those of the reports in which a person has something to draft."""
    statement = select(Assignment.report_id).where(
        Assignment.account_id == account_id, Assignment.report_id.in_(list(reports))
    )
    return frozenset(session.scalars(statement))


def key_is_on(pages: frozenset[PageName] | None, questionnaire: Questionnaire, key: str) -> bool:
    """Whether an answer lies on one of the pages (None: all of them)."""
    if pages is None:
        return True
    parts = parse_key(key)
    if not questionnaire.has(parts.code):
        return False
    return (questionnaire.question(parts.code).section, parts.conference) in pages


def assigned_to(session: Session, account_id: int) -> list[tuple[Assignment, Report]]:
    """Return everything a person is to draft, with its report: what is due first comes first."""
    statement = (
        select(Assignment, Report)
        .join(Report, Report.id == Assignment.report_id)
        .where(Assignment.account_id == account_id)
        .order_by(Assignment.due.is_(None), Assignment.due, Assignment.id)
    )
    return [(found[0], found[1]) for found in session.execute(statement)]


def assignment_of(session: Session, report_id: int, assignment_id: int) -> Assignment:
    """Return an assignment of this report; raises NotFoundError."""
    found = session.get(Assignment, assignment_id)
    if found is None or found.report_id != report_id:
        raise NotFoundError("assignment_unknown")
    return found
