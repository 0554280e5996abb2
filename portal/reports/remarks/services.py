"""Remarks on questions, the author side's answers to them, and the reviewer's private notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deadlines import PRESSED_TWICE
from portal.errors import NotFoundError, RefusedError
from portal.questionnaires.definition import parse_key
from portal.reports.disclosure import is_system_view
from portal.reports.models import Remark, Report, ReviewNote
from portal.reports.queries import Surroundings, latest_filing
from portal.reports.workflow import EDITABLE, Status

REVIEWING = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW, Status.RESUBMITTED, Status.ENDORSED})


@dataclass(frozen=True)
class Written:
    """Who writes a remark, a reply or a note: account, language written in, and when."""

    account_id: int | None
    language: str
    now: datetime


@dataclass(frozen=True)
class RemarkDraft:
    """A remark as typed: the key of the question, reason code of REASONS, text.

    And the side that makes it.
    """

    key: str
    reason: str
    text: str
    side: str = "reviewer"


def add_remark(session: Session, context: Surroundings, draft: RemarkDraft, by: Written) -> Remark:
    """Write a remark on a question of the last filing; the author side sees it on return or endorsement.

    Raises RefusedError for an empty text, an unknown reason or question, or a report not in review.
    """
    filing = latest_filing(session, context.report.id)
    if filing is None or context.report.status not in REVIEWING:
        raise RefusedError("remark_not_now")
    if not draft.text.strip():
        raise RefusedError("remark_empty")
    if draft.reason not in context.questionnaire.option_sets["REASONS"].values:
        raise RefusedError("reason_unknown")
    if not _is_asked(context, draft.key):
        raise RefusedError("question_unknown")
    if is_system_view(parse_key(draft.key).code):
        raise RefusedError("section_without_remarks")
    remark = Remark(
        report_id=context.report.id,
        filing_id=filing.id,
        key=draft.key,
        reason=draft.reason,
        text=draft.text,
        language=by.language,
        side=draft.side,
        author_id=by.account_id,
        written_at=by.now,
    )
    session.add(remark)
    session.flush()
    return remark


def was_just_made(session: Session, report: Report, draft: RemarkDraft, by: Written) -> bool:
    """Whether the same person made this same remark a moment ago: a button pressed twice."""
    _turn(session, report)
    statement = select(Remark.id).where(
        Remark.report_id == report.id,
        Remark.key == draft.key,
        Remark.reason == draft.reason,
        Remark.text == draft.text,
        Remark.side == draft.side,
        Remark.author_id == by.account_id,
        Remark.written_at > by.now - PRESSED_TWICE,
    )
    return session.scalar(select(statement.exists())) is True


def was_just_noted(session: Session, report: Report, text: str, by: Written) -> bool:
    """Whether the same person wrote this same note a moment ago."""
    _turn(session, report)
    statement = select(ReviewNote.id).where(
        ReviewNote.report_id == report.id,
        ReviewNote.text == text,
        ReviewNote.author_id == by.account_id,
        ReviewNote.written_at > by.now - PRESSED_TWICE,
    )
    return session.scalar(select(statement.exists())) is True


def _turn(session: Session, report: Report) -> None:
    """Two equal requests at the same moment take turns here."""
    session.get_one(Report, report.id, with_for_update=True)


def _is_asked(context: Surroundings, key: str) -> bool:
    """Whether the key is that of a question put to this country, of a conference where it is put by these."""
    parts = parse_key(key)
    if parts.other or not context.questionnaire.has(parts.code):
        return False
    conferences = context.asked.conferences
    return parts.conference in (
        conferences if context.questionnaire.question(parts.code).repeated else (None,)
    )


def remark_by_id(session: Session, report_id: int, remark_id: int) -> Remark:
    """Return a remark of this report; raises NotFoundError."""
    remark = session.get(Remark, remark_id)
    if remark is None or remark.report_id != report_id:
        raise NotFoundError("remark_unknown")
    return remark


def remove_remark(session: Session, remark: Remark) -> None:
    """Take back a remark that the author side has not seen yet; raises RefusedError afterwards."""
    if remark.released_at is not None:
        raise RefusedError("remark_released")
    session.delete(remark)
    session.flush()


def reply_to_remark(session: Session, remark: Remark, reply: str, by: Written, *, maintained: bool) -> None:
    """Answer a remark: with a text, or by maintaining the answer as it is (then a text is optional)."""
    report = session.get_one(Report, remark.report_id, with_for_update={"read": True}, populate_existing=True)
    if remark.released_at is None or report.status not in EDITABLE:
        raise RefusedError("reply_not_now")
    if not maintained and not reply.strip():
        raise RefusedError("reply_empty")
    remark.reply, remark.reply_language = reply or None, by.language
    remark.maintained, remark.replied_by, remark.replied_at = maintained, by.account_id, by.now
    session.flush()


def resolve_remark(session: Session, remark: Remark, now: datetime) -> None:
    """Mark a remark as settled by the side that made it."""
    remark.resolved_at = now
    session.flush()


def add_note(session: Session, report: Report, text: str, by: Written) -> ReviewNote:
    """Keep a private note of the reviewer's office."""
    if not text.strip():
        raise RefusedError("note_empty")
    note = ReviewNote(
        report_id=report.id, text=text, language=by.language, author_id=by.account_id, written_at=by.now
    )
    session.add(note)
    session.flush()
    return note


def remarks_of(session: Session, report_id: int, *, released_only: bool) -> list[Remark]:
    """Return the remarks on a report in the order written; the author side sees released ones only."""
    statement = select(Remark).where(Remark.report_id == report_id).order_by(Remark.id)
    if released_only:
        statement = statement.where(Remark.released_at.is_not(None))
    return list(session.scalars(statement))


def notes_of(session: Session, report_id: int) -> list[ReviewNote]:
    """Return the private notes on a report, the newest first."""
    statement = select(ReviewNote).where(ReviewNote.report_id == report_id).order_by(ReviewNote.id.desc())
    return list(session.scalars(statement))


def by_key(remarks: Iterable[Remark]) -> dict[str, list[Remark]]:
    """Group remarks by the key of their question."""
    grouped: dict[str, list[Remark]] = {}
    for remark in remarks:
        grouped.setdefault(remark.key, []).append(remark)
    return grouped
