"""Where a report stands: the sides a person is on, and what the guards of the workflow need to know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission, Role, permits
from portal.accounts.queries import has_signatory
from portal.cycles.models import Cycle
from portal.cycles.queries import closing_date
from portal.deadlines import end_after, is_over
from portal.questionnaires.answering.validation import check_answers
from portal.reports.filings import wire_answers
from portal.reports.models import Remark, Report
from portal.reports.queries import Surroundings, answers_of, latest_filing, same_report
from portal.reports.workflow import COUNTED, OUT, Family, Side, Situation, Status


def sides_of(session: Session, identity: Identity, report: Report) -> frozenset[Side]:
    """Return the sides a person stands on for this report, by the policy table."""
    country = report.country_code
    coordinators = report.family is Family.COORDINATOR or report.filed_by == "coordinator"
    sides = set(_author_sides(session, identity, report, coordinators=coordinators))
    if not coordinators and permits(identity, Permission.REVIEW_DECIDE, country):
        sides.add(Side.REVIEWER)
    if not coordinators and permits(identity, Permission.REVIEW_WRITE, country):
        sides.add(Side.OFFICE)
    if coordinators and permits(identity, Permission.REPORT_COMMENT, country):
        sides.add(Side.GOVERNMENT)
    if permits(identity, Permission.REPORT_ACCEPT, country):
        sides.add(Side.SECRETARIAT)
    return frozenset(sides)


def _author_sides(
    session: Session, identity: Identity, report: Report, *, coordinators: bool
) -> Iterator[Side]:
    """Yield AUTHOR and SIGNATORY where the person stands there.

    A report received by mail is the secretariat's to enter, and to take back for mending until the review
    begins; it is recorded, never signed. Once it is recorded it is the Government's like any other.
    """
    country = report.country_code
    entering = report.received and report.status in {Status.DRAFT, Status.SUBMITTED}
    if entering and permits(identity, Permission.REPORT_RECORD, country):
        yield Side.AUTHOR
    if report.received and report.status is Status.DRAFT:
        return
    if permits(identity, Permission.OFFICE_PREPARE if coordinators else Permission.REPORT_PREPARE, country):
        yield Side.AUTHOR
    if _may_sign(session, identity, report, coordinators=coordinators):
        yield Side.SIGNATORY


def _may_sign(session: Session, identity: Identity, report: Report, *, coordinators: bool) -> bool:
    """The signatory signs where the country has one of its own; otherwise the focal point or alternate."""
    country = report.country_code
    if coordinators:
        return permits(identity, Permission.OFFICE_SIGN, country)
    if not permits(identity, Permission.REPORT_SIGN, country):
        return False
    if has_signatory(session, country):
        return Role.SIGNATORY in identity.roles_in(country)
    return True


def situation_of(
    session: Session, context: Surroundings, sides: frozenset[Side], now: datetime, *, check: bool = True
) -> Situation:
    """Return what the guards need to know; `check` False leaves out the reading of all answers."""
    report = context.report
    others = [version for version in session.scalars(same_report(report)) if version.id != report.id]
    filing = latest_filing(session, report.id)
    return Situation(
        family=report.family,
        status=report.status,
        filed_by=report.filed_by,
        version=report.version,
        complete=check and is_complete(session, context),
        open=not is_over(closing_date(session, context.cycle, report.country_code), now),
        reviewer=context.invited.track == "rc",
        remarks_pending=_count_remarks(
            session, report, Remark.released_at.is_(None) & Remark.side.in_(_writers(sides))
        ),
        remarks_unanswered=_count_remarks(
            session,
            report,
            Remark.released_at.is_not(None) & Remark.replied_at.is_(None) & Remark.resolved_at.is_(None),
        ),
        returns_by_reviewer=report.returns_by_reviewer,
        returned_by_secretariat=report.returned_by_secretariat,
        window_over=window_ends(context) <= now,
        consent=filing.consent if filing else "none",
        ever_filed=filing is not None,
        version_in_progress=any(version.status not in COUNTED | OUT for version in others),
        sides=sides,
    )


def _writers(sides: frozenset[Side]) -> list[str]:
    """Return whose remarks the person can send: drafts of another side are not theirs to send."""
    reviewing = bool(sides & {Side.REVIEWER, Side.OFFICE})
    return ["reviewer"] * reviewing + ["secretariat"] * (Side.SECRETARIAT in sides)


def window_ends(context: Surroundings) -> datetime:
    """Return the end of the review window: with its last day, counted from each submit or resubmit.

    Of a report that was submitted elsewhere long ago it is counted from the day it came here.
    """
    return window_of(context.report, context.cycle)


def window_of(report: Report, cycle: Cycle) -> datetime:
    """Return the same for lists, which know a report and its cycle."""
    start = max(report.submitted_at or report.started_at, report.started_at)
    return end_after(start, timedelta(days=cycle.review_days))


def is_complete(session: Session, context: Surroundings) -> bool:
    """Whether the live answers have no error left, the declaration included."""
    wire = wire_answers(context, answers_of(session, context.report.id))
    problems = check_answers(
        context.questionnaire, context.asked, wire, language=context.report.language, period=context.period
    )
    return not any(problem.severity == "error" for problem in problems)


def _count_remarks(session: Session, report: Report, condition: Any) -> int:
    statement = select(func.count()).select_from(Remark).where(Remark.report_id == report.id, condition)
    return session.scalar(statement) or 0
