"""Preparing a report for signature, and signing it: the declaration, the step, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal import canonical
from portal.errors import RefusedError
from portal.events.services import append_event
from portal.filing.progress.overview import Overview
from portal.questionnaires.answering.validation import DECLARATION
from portal.reports.filings import wire_answers
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.starting import stream_of
from portal.reports.lifecycle.steps import lock_versions, transition
from portal.reports.lifecycle.telling import tell_prepared
from portal.reports.models import Answer, Filing, Report
from portal.reports.queries import Surroundings, answers_of, latest_filing
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
    tell_prepared(session, overview.context, step)


def unprepare_report(session: Session, overview: Overview, step: Step) -> None:
    """Take a report back from signature, to go on working on it."""
    report = overview.context.report
    _lock(session, report)
    if report.prepared_at is None or not overview.is_open:
        return
    report.prepared_at = report.prepared_by = None
    append_event(session, stream_of(report), "unprepared", {"version": report.version}, step.actor, step.now)


def digest_of_answers(context: Surroundings, answers: Mapping[str, Answer]) -> str:
    """Return the SHA-256 of what a check page shows: every answer but the declaration, made there."""
    wire = wire_answers(context, answers)
    wire.pop(DECLARATION, None)
    return canonical.digest(canonical.dumps(wire))


def sign_report(session: Session, overview: Overview, step: Step, *, shown: str) -> Receipt:
    """Submit or resubmit a report with the declaration of whoever signs; return the receipt.

    `shown` is the digest of the answers that the person was shown: a text that a colleague saved since is not
    signed unseen.
    Somebody who sends it twice, as on a bad line, gets the receipt of the one filing twice.
    Raises RefusedError `answers_changed`, `not_prepared` where the country has a signatory of its own and
    nobody prepared the report, or as `transition` does.
    """
    report = lock_versions(session, overview.context.report.id)
    filed = latest_filing(session, report.id)
    if filed and report.status in FILED and filed.signatory_id == step.actor.id:
        return Receipt(report, filed)
    if overview.own_signatory and not overview.is_prepared:
        raise RefusedError("not_prepared")
    known = answers_of(session, report.id)
    if digest_of_answers(overview.context, known) != shown:
        raise RefusedError("answers_changed")
    if overview.context.questionnaire.has(DECLARATION):
        _declare(session, report, known.get(DECLARATION), step)
    action = Action.RESUBMIT if report.status is Status.RETURNED else Action.SUBMIT
    report = transition(session, report.id, replace(step, action=action))
    filing = latest_filing(session, report.id)
    if filing is None:
        raise RefusedError("not_filed")
    return Receipt(report, filing)


def _declare(session: Session, report: Report, known: Answer | None, step: Step) -> None:
    """Write the declaration, which is an answer of the national report."""
    change = Change(DECLARATION, CONFIRMED, known.revision if known else 0)
    save_answers(session, report, [change], Author(step.actor.id, report.language, step.now))
    session.expire_all()


def _lock(session: Session, report: Report) -> None:
    session.get_one(Report, report.id, with_for_update=True, populate_existing=True)
    if report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
