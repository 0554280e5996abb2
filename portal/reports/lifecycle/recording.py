"""Recording a report received by mail that the secretariat entered: the draft becomes a filing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import RefusedError
from portal.events.services import Actor, append_event
from portal.questionnaires.answering.validation import check_import
from portal.questionnaires.messages import Problem
from portal.reports.filings import Signature, file_report, wire_answers
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Report
from portal.reports.queries import Surroundings, answers_of, surroundings
from portal.reports.workflow import Status


@dataclass(frozen=True)
class Original:
    """The file a Government sent: name as sent, SHA-256 of its bytes, size in bytes, type as found in it."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Receipt:
    """What is said of a report received by mail: the day it came, who signed it, the file it came as."""

    received_on: date
    signed_by: str
    original: Original | None


def problems_of_entry(session: Session, context: Surroundings) -> list[Problem]:
    """Return what is wrong with the answers entered; what the Government left out is no problem."""
    wire = wire_answers(context, answers_of(session, context.report.id))
    return check_import(context.questionnaire, context.asked, wire, context.report.language, context.period)


def record_received_draft(
    session: Session, report_id: int, receipt: Receipt, actor: Actor, now: datetime
) -> Report:
    """Make the filing of a report received by mail and set it to submitted; append one event `recorded`.

    With `transition` and `record_received` the only writer of a status. The report counts as submitted on the
    day it was received; the portal has it since `now`, and a review window counts from then. Raises
    RefusedError not_being_entered, receipt_in_future, or entry_with_faults. Never commits.
    """
    report = session.get_one(Report, report_id, with_for_update=True, populate_existing=True)
    if not report.received or report.status is not Status.DRAFT:
        raise RefusedError("not_being_entered")
    if receipt.received_on > now.date():
        raise RefusedError("receipt_in_future")
    context = surroundings(session, report)
    problems = problems_of_entry(session, context)
    if any(problem.is_error for problem in problems):
        raise RefusedError("entry_with_faults")
    report.first_submitted = report.first_submitted or receipt.received_on
    report.submitted_at = now
    wire = wire_answers(context, answers_of(session, report.id))
    filing = file_report(
        session, context, wire, Signature(Actor(None, receipt.signed_by), now), keep_hidden=False
    )
    filing.warnings = [_warning(problem) for problem in problems]
    report.status, report.waiting_since = Status.SUBMITTED, now
    session.flush()
    payload: dict[str, Any] = {
        "version": report.version,
        "from": Status.DRAFT.value,
        "to": Status.SUBMITTED.value,
        "received_on": receipt.received_on.isoformat(),
        "signed_by": receipt.signed_by,
        "filing": filing.number,
        "digest": filing.digest,
    }
    if receipt.original is not None:
        payload["original"] = asdict(receipt.original)
    append_event(session, stream_of(report), "recorded", payload, actor, now)
    return report


def original_in(payloads: list[dict[str, Any]]) -> Original | None:
    """Return the original named by the events `recorded` of a report (their payloads), the last one."""
    for payload in reversed(payloads):
        if "original" in payload:
            return Original(**payload["original"])
    return None


def _warning(problem: Problem) -> dict[str, Any]:
    return {"key": problem.key, "code": problem.code, "params": dict(problem.params)}
