"""The clock: steps that nobody takes, because a review window is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotAllowedError, RefusedError
from portal.events.services import Actor
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import situation_of, window_ends
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.workflow import Action, Family, Side, Status, find

CLOCK = Actor(name="clock")
SIDES = frozenset({Side.CLOCK})
WAITING = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.RESUBMITTED)


def reports_due(session: Session, now: datetime) -> list[tuple[int, Action]]:
    """Return the ids of reports with the step that is the clock's now, the oldest first; it reads only."""
    statement = select(Report).where(Report.status.in_(WAITING)).order_by(Report.submitted_at, Report.id)
    due = []
    for report in session.scalars(statement).all():
        context = surroundings(session, report)
        if window_ends(context) <= now:
            action = Action.CLOSE_COMMENTS if report.family is Family.COORDINATOR else Action.LAPSE
            if find(action, situation_of(session, context, SIDES, now, check=False))[0] is not None:
                due.append((report.id, action))
    return due


def run_clock(session: Session, now: datetime) -> int:
    """Take every step that is the clock's and return how many; never commits.

    A report that another process forwarded a moment ago is passed over: several clocks do no more than one.
    """
    taken = 0
    for report_id, action in reports_due(session, now):
        try:
            transition(session, report_id, Step(action, CLOCK, SIDES, now))
        except (NotAllowedError, RefusedError):
            continue
        taken += 1
    return taken
