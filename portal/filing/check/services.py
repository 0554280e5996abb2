"""Preparing a report for signature, and signing it: the declaration, the step, the receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.errors import RefusedError
from portal.events.services import append_event
from portal.filing.progress.overview import Overview
from portal.questionnaires.answering.validation import DECLARATION
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.starting import stream_of
from portal.reports.lifecycle.steps import lock_versions, transition
from portal.reports.models import Filing, Report
from portal.reports.queries import answers_of, latest_filing
from portal.reports.saving import Author, Change, save_answers
from portal.reports.workflow import EDITABLE, Action, Side, Status

CONFIRMED = "yes"
FILED = frozenset({Status.SUBMITTED, Status.RESUBMITTED})
"""Where a report is just after it was signed."""


@dataclass(frozen=True)
class Receipt:
    """What a submission leaves behind: the filing and the report it is of."""

    report: Report
    filing: Filing


def prepare_report(session: Session, overview: Overview, step: Step) -> None:
    """Mark a report as prepared for signature; raises RefusedError while something is missing."""
    _lock(session, overview.context.report)
    if not overview.is_ready or Side.AUTHOR not in step.sides:
        raise RefusedError("not_ready")
    report = overview.context.report
    report.prepared_at, report.prepared_by = step.now, step.actor.id
    append_event(session, stream_of(report), "prepared", {"version": report.version}, step.actor, step.now)


def unprepare_report(session: Session, overview: Overview, step: Step) -> None:
    """Take a report back from signature, to go on working on it."""
    report = overview.context.report
    _lock(session, report)
    if report.prepared_at is None or not overview.is_open:
        return
    report.prepared_at = report.prepared_by = None
    append_event(session, stream_of(report), "unprepared", {"version": report.version}, step.actor, step.now)


def sign_report(session: Session, overview: Overview, step: Step, *, declared: bool) -> Receipt:
    """Submit or resubmit a report with the declaration of whoever signs; return the receipt.

    Somebody who sends it twice, as on a bad line, gets the receipt of the one filing twice.
    Raises RefusedError `declaration_missing`, `not_prepared` where the country has a signatory of its own and
    nobody prepared the report, or as `transition` does.
    """
    if not declared:
        raise RefusedError("declaration_missing")
    if overview.own_signatory and not overview.is_prepared:
        raise RefusedError("not_prepared")
    report = lock_versions(session, overview.context.report.id)
    filed = latest_filing(session, report.id)
    if filed and report.status in FILED and filed.signatory_id == step.actor.id:
        return Receipt(report, filed)
    known = answers_of(session, report.id, [DECLARATION]).get(DECLARATION)
    change = Change(DECLARATION, CONFIRMED, known.revision if known else 0)
    save_answers(session, report, [change], Author(step.actor.id, report.language, step.now))
    session.expire_all()
    action = Action.RESUBMIT if report.status is Status.RETURNED else Action.SUBMIT
    report = transition(session, report.id, replace(step, action=action))
    filing = latest_filing(session, report.id)
    if filing is None:
        raise RefusedError("not_filed")
    return Receipt(report, filing)


def _lock(session: Session, report: Report) -> None:
    session.get_one(Report, report.id, with_for_update=True, populate_existing=True)
    if report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
