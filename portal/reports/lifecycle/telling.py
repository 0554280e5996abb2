"""Telling the people around a report what happened to it: what the letters need to know of a step."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.deadlines import last_day
from portal.notifications.letters import PREPARED, Audience, Situation
from portal.notifications.services import Happening, ReportName, notify
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import window_of
from portal.reports.models import Report
from portal.reports.queries import Surroundings
from portal.reports.workflow import Action, reviewer_left
from portal.reports.workflow import Situation as Standing


def tell_of_step(session: Session, context: Surroundings, step: Step, standing: Standing) -> None:
    """Queue the letters of a step that was taken; `standing` is where the report stood before it."""
    if step.action is Action.DISCARD:
        return
    happening = _happening(context, step, step.action.value, standing)
    notify(session, happening, step.now)


def tell_prepared(session: Session, context: Surroundings, step: Step) -> None:
    """Queue the letter to the signatory of a report that was prepared for signature."""
    standing = Standing(context.report.family, context.report.status, context.report.filed_by)
    notify(session, _happening(context, step, PREPARED, standing), step.now)


def _happening(context: Surroundings, step: Step, kind: str, standing: Standing) -> Happening:
    report = context.report
    return Happening(
        kind,
        ReportName(report.id, report.country_code, report.cycle_code, report.version),
        Situation(
            report.family.value, report.filed_by, _turn(report, standing), context.invited.track == "rc"
        ),
        until=last_day(window_of(report, context.cycle)),
        by=step.actor.id,
        remarks=standing.remarks_pending,
        text=step.text or "",
        text_language=step.language,
    )


def _turn(report: Report, standing: Standing) -> Audience:
    """Return whose turn it is while a report waits: the other side's, or at once the secretariat's."""
    if not reviewer_left(standing):
        return Audience.SECRETARIAT
    return Audience.GOVERNMENT if report.filed_by == "coordinator" else Audience.REVIEWER
