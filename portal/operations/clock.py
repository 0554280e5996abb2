"""The clock: steps that nobody takes, because a review window is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotAllowedError, RefusedError
from portal.events.services import Actor
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import window_ends
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.workflow import Action, Family, Side, Status

CLOCK = Actor(name="clock")
WAITING = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.RESUBMITTED)


def reports_due(session: Session, now: datetime) -> list[int]:
    """Return the ids of reports whose review window is over, the oldest first; it reads only."""
    statement = select(Report).where(Report.status.in_(WAITING)).order_by(Report.submitted_at, Report.id)
    return [
        report.id for report in session.scalars(statement) if window_ends(surroundings(session, report)) < now
    ]


def run_clock(session: Session, now: datetime) -> int:
    """Take every step that is the clock's and return how many; never commits.

    The table of the workflow decides: what it does not allow (a country without a reviewer, a report that
    another process forwarded a moment ago) is passed over, so several clocks do no more than one.
    """
    taken = 0
    for report_id in reports_due(session, now):
        report = session.get_one(Report, report_id)
        is_coordinators = report.family is Family.COORDINATOR
        action = Action.CLOSE_COMMENTS if is_coordinators else Action.LAPSE
        try:
            transition(session, report_id, Step(action, CLOCK, frozenset({Side.CLOCK}), now))
        except (NotAllowedError, RefusedError):
            continue
        taken += 1
    return taken
