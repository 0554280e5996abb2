"""What each step changes beside the status: filings, remarks, versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.deadlines import submission_day
from portal.events.services import Actor
from portal.questionnaires.answering.validation import omissions
from portal.reports.assignments.models import Assignment
from portal.reports.comments.models import GovernmentComment
from portal.reports.filings import Signature, file_report, filed_answers, wire_answers
from portal.reports.lifecycle.starting import begin_next_version
from portal.reports.models import (
    Answer,
    AnswerRevision,
    FiledFact,
    Filing,
    Remark,
    Report,
    ReviewNote,
    SentText,
    SetAside,
)
from portal.reports.offers.models import OfferedAnswer
from portal.reports.queries import Surroundings, answers_of, latest_filing, same_report
from portal.reports.suggestions.models import ColleagueLink, Suggestion
from portal.reports.workflow import COUNTED, Action, Side, Status

AROUND_A_DRAFT = (Assignment, OfferedAnswer, Suggestion, ColleagueLink, GovernmentComment)
"""What goes with a draft that is discarded, in the order in which it can go."""


@dataclass(frozen=True)
class Step:
    """One action somebody takes: who, on which sides they stand, when, and the text where it takes one."""

    action: Action
    actor: Actor
    sides: frozenset[Side]
    now: datetime
    text: str | None = None
    language: str = "en"


def _file(session: Session, context: Surroundings, step: Step) -> None:
    report = context.report
    report.submitted_at = step.now
    report.first_submitted = report.first_submitted or submission_day(step.now, context.cycle.due)
    wire = wire_answers(context, answers_of(session, report.id))
    file_report(session, context, wire, Signature(step.actor, step.now), keep_hidden=False)


def _return(session: Session, context: Surroundings, step: Step) -> None:
    context.report.returns_by_reviewer += 1
    context.report.returned_by_secretariat = False
    _release_remarks(session, context.report, "reviewer", step.now)


def _return_by_secretariat(session: Session, context: Surroundings, step: Step) -> None:
    context.report.returned_by_secretariat = True
    _release_remarks(session, context.report, "secretariat", step.now)


def _endorse(session: Session, context: Surroundings, step: Step) -> None:
    context.report.observation = step.text or None
    context.report.observation_language = step.language if step.text else None
    _release_remarks(session, context.report, "reviewer", step.now)


def _close_comments(session: Session, context: Surroundings, step: Step) -> None:
    """Attach what the Government saved, whoever closes: the clock never writes in its place."""
    saved = session.scalar(select(GovernmentComment).where(GovernmentComment.report_id == context.report.id))
    if saved is not None and saved.text.strip():
        step = replace(step, text=saved.text, language=saved.language)
    _endorse(session, context, step)


def _lapse(_session: Session, context: Surroundings, _step: Step) -> None:
    context.report.lapsed = True


def _accept(session: Session, context: Surroundings, step: Step) -> None:
    """Record the omissions; the version in force until now is superseded in the same transaction."""
    report = context.report
    filing = latest_filing(session, report.id)
    for version in session.scalars(same_report(report)):
        if version.status in COUNTED:
            version.status, version.waiting_since = Status.SUPERSEDED, step.now
    session.flush()
    report.accepted_at = step.now
    if filing is not None:
        report.omissions = list(omissions(context.questionnaire, context.asked, filed_answers(filing)))


def _publish(_session: Session, context: Surroundings, step: Step) -> None:
    context.report.published_at = step.now
    context.report.suspended = False


def _suspend(_session: Session, context: Surroundings, _step: Step) -> None:
    context.report.suspended = True


def _withdraw_report(session: Session, context: Surroundings, step: Step) -> None:
    for version in session.scalars(same_report(context.report)):
        if version.status is not Status.DRAFT:
            version.status, version.waiting_since = Status.WITHDRAWN, step.now
    session.flush()


def _new_version(session: Session, context: Surroundings, step: Step) -> None:
    """Begin version n + 1 with the answers of this one, which stays in force until that is accepted."""
    begin_next_version(session, context.report, step.actor, step.now)


def _discard(session: Session, context: Surroundings, _step: Step) -> None:
    """Let the draft cease to be, and what was filed of it before it was recalled; the events stay."""
    report_id = context.report.id
    filings = select(Filing.id).where(Filing.report_id == report_id)
    session.execute(delete(FiledFact).where(FiledFact.filing_id.in_(filings)))
    # Its texts lie with another report too, where they were offered.
    session.execute(delete(OfferedAnswer).where(OfferedAnswer.source_report_id == report_id))
    for table in (*AROUND_A_DRAFT, Remark, ReviewNote, Filing, Answer, AnswerRevision, SentText, SetAside):
        session.execute(delete(table).where(table.report_id == report_id))
    session.delete(context.report)


def _recall(_session: Session, context: Surroundings, step: Step) -> None:
    """Let a report entered for a Government, and which it takes back, be the Government's own draft."""
    if Side.SECRETARIAT not in step.sides:
        context.report.received = False


def _release_remarks(session: Session, report: Report, side: str, now: datetime) -> None:
    """Show the author side what one side wrote; drafts of the other side stay drafts."""
    statement = select(Remark).where(
        Remark.report_id == report.id, Remark.side == side, Remark.released_at.is_(None)
    )
    for remark in session.scalars(statement):
        remark.released_at = now


EFFECTS: Mapping[Action, Callable[[Session, Surroundings, Step], None]] = {
    Action.SUBMIT: _file,
    Action.RECALL: _recall,
    Action.RESUBMIT: _file,
    Action.RETURN: _return,
    Action.SECRETARIAT_RETURN: _return_by_secretariat,
    Action.ENDORSE: _endorse,
    Action.CLOSE_COMMENTS: _close_comments,
    Action.LAPSE: _lapse,
    Action.ACCEPT: _accept,
    Action.PUBLISH: _publish,
    Action.SUSPEND: _suspend,
    Action.WITHDRAW_REPORT: _withdraw_report,
    Action.NEW_VERSION: _new_version,
    Action.DISCARD: _discard,
}
