"""Taking a step: `transition` is the only writer of a status, and always leaves an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.events.services import append_event
from portal.reports.lifecycle.attribution import attribute, on_submission
from portal.reports.lifecycle.effects import EFFECTS, Step
from portal.reports.lifecycle.situation import situation_of
from portal.reports.lifecycle.starting import stream_of
from portal.reports.lifecycle.telling import tell_of_step
from portal.reports.models import Report
from portal.reports.queries import Surroundings, get_report, latest_filing, same_report, surroundings
from portal.reports.workflow import Action, Guard, Status, Text, Transition, find


def transition(session: Session, report_id: int, step: Step) -> Report:
    """Take a step: lock the report, check the table, change what the step changes, append the event.

    Raises NotFoundError, NotAllowedError where no row of the table has this action for the status and side,
    RefusedError `step_refused` with the guards unmet, or `text_required`. Never commits.
    """
    report = lock_versions(session, report_id)
    context = surroundings(session, report)
    if step.action is Action.SUBMIT:
        context = on_submission(session, context, step.now)
    needs_check = step.action in {Action.SUBMIT, Action.RESUBMIT}
    situation = situation_of(session, context, step.sides, step.now, check=needs_check)
    row, missing = find(step.action, situation)
    if row is None:
        _refuse(step.action, missing)
    else:
        _demand_text(row, step)
        attribute(session, context, step.actor, step.now)
        before = {version: version.status for version in session.scalars(same_report(report))}
        _apply(session, context, row, step)
        _record(session, report, step, before)
        tell_of_step(session, context, step, situation)
    return report


def lock_versions(session: Session, report_id: int) -> Report:
    """Lock every version of the report in one order for everybody: a step on one can change another.

    Whoever saves and then takes a step does this first: two who held the weaker lock of saving and both
    waited for this one would wait for each other. Raises NotFoundError.
    """
    report = get_report(session, report_id)
    statement = same_report(report).order_by(Report.version).with_for_update()
    versions = session.scalars(statement.execution_options(populate_existing=True)).all()
    if report not in versions and not _is_elsewhere(session, report_id):
        raise NotFoundError("report_unknown")
    return report


def _is_elsewhere(session: Session, report_id: int) -> bool:
    """Whether somebody moved a practice to another cycle while this step waited; it is locked then."""
    return session.get(Report, report_id, with_for_update=True, populate_existing=True) is not None


def _refuse(action: Action, missing: tuple[Guard, ...]) -> None:
    if missing:
        raise RefusedError("step_refused", action=action.value, guards=[guard.value for guard in missing])
    raise NotAllowedError("step_not_possible", action=action.value)


def _demand_text(row: Transition, step: Step) -> None:
    if row.text is Text.REQUIRED and not (step.text or "").strip():
        raise RefusedError("text_required", action=step.action.value)


def _apply(session: Session, context: Surroundings, row: Transition, step: Step) -> None:
    """Let the step have its effect first.

    The version in force must be superseded before the next one counts.
    """
    effect = EFFECTS.get(step.action)
    if effect is not None:
        effect(session, context, step)
    if row.to is not None:
        context.report.status, context.report.waiting_since = row.to, step.now
    session.flush()


def _record(session: Session, report: Report, step: Step, before: Mapping[Report, Status]) -> None:
    """Append the event; what the step did to other versions (superseded, withdrawn) is part of it."""
    filing = latest_filing(session, report.id)
    target = {Action.DISCARD: None}.get(step.action, report.status.value)
    payload: dict[str, Any] = {"version": report.version, "from": before[report].value, "to": target}
    others = [
        {"version": version.version, "from": status.value, "to": version.status.value}
        for version, status in before.items()
        if version is not report and version.status is not status
    ]
    if others:
        payload["others"] = others
    payload |= _text_of(report, step)
    if filing is not None and step.action in {Action.SUBMIT, Action.RESUBMIT, Action.ACCEPT, Action.PUBLISH}:
        payload |= {"filing": filing.number, "digest": filing.digest}
    append_event(session, stream_of(report), step.action.value, payload, step.actor, step.now)


def _text_of(report: Report, step: Step) -> dict[str, Any]:
    """Return the text that goes with a step; when comments close, what the Government had saved."""
    text, language = step.text, step.language
    if step.action is Action.CLOSE_COMMENTS:
        text, language = report.observation, report.observation_language or step.language
    return {"text": text, "language": language} if text else {}
