"""To which cycle a practice belongs: the one open on the day of its submission (BPR, `when`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle, InvitedCountry
from portal.cycles.queries import closing_date, invitation_of
from portal.deadlines import running_day
from portal.events.services import Actor, append_event
from portal.reports.lifecycle.starting import next_subject, reference_for, stream_of
from portal.reports.models import Report
from portal.reports.queries import Surroundings, asked_in, latest_filing
from portal.reports.workflow import Family, Status

ATTRIBUTED = "attributed"
"""Kind of the event, in the stream that a practice leaves and in the one that it begins."""


def on_submission(session: Session, context: Surroundings, now: datetime) -> Surroundings:
    """Return a report as it would be submitted now.

    A practice never filed, whose cycle has closed, belongs to another that is open; everything else, and a
    practice for which none is open, stays where it is. Changes nothing.
    """
    report = context.report
    is_new = report.family is Family.PRACTICE and report.status is Status.DRAFT and report.version == 1
    if not is_new or now.date() <= closing_date(session, context.cycle, report.country_code):
        return context
    cycle = _open_cycle(session, report, now)
    if cycle is None or latest_filing(session, report.id) is not None:
        return context
    invited = invitation_of(session, cycle.code, report.country_code)
    return replace(context, cycle=cycle, invited=invited, asked=asked_in(cycle, invited.track))


def attribute(session: Session, context: Surroundings, actor: Actor, now: datetime) -> None:
    """Move a report to the cycle of `context`, where it is of another; append an event to both streams.

    Its old name is never given again, for the stream of that name stays. Never commits.
    """
    report, cycle = context.report, context.cycle
    if report.cycle_code == cycle.code:
        return
    session.refresh(context.invited, with_for_update=True)
    left, old = stream_of(report), report.reference
    report.subject = next_subject(session, cycle.code, report.country_code)
    report.cycle_code = cycle.code
    report.reference = reference_for(report, report.version)
    session.flush()
    moved = {"version": report.version, "reference": report.reference, "reference_before": old}
    append_event(session, left, ATTRIBUTED, {**moved, "to": stream_of(report)}, actor, now)
    append_event(session, stream_of(report), ATTRIBUTED, {**moved, "from": left}, actor, now)


def _open_cycle(session: Session, report: Report, now: datetime) -> Cycle | None:
    """Return the cycle open now to which the country, or its coordinator, is invited."""
    statement = (
        select(Cycle)
        .join(InvitedCountry)
        .where(
            InvitedCountry.country_code == report.country_code,
            Cycle.opened_at.is_not(None),
            Cycle.opens <= now.date(),
            Cycle.closes >= running_day(now),
        )
        .order_by(Cycle.period_start.desc(), Cycle.code)
        .limit(1)
    )
    if report.filed_by == "coordinator":
        statement = statement.where(InvitedCountry.track == "rc")
    return session.scalar(statement)
