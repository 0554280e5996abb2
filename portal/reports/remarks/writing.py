"""What a desk writes while it reads a report: several remarks and a note at once, taken back or settled."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.errors import RefusedError
from portal.reports.models import Remark
from portal.reports.reading.desk import Desk
from portal.reports.remarks.services import (
    RemarkDraft,
    Written,
    add_note,
    add_remark,
    remark_by_id,
    remove_remark,
    resolve_remark,
    was_just_made,
    was_just_noted,
)


def write_remarks(session: Session, desk: Desk, drafts: Iterable[tuple[str, str, str]], by: Written) -> int:
    """Keep remarks (key, reason code, text) as drafts of the desk's side and return how many.

    A remark sent twice by one press is one. Raises RefusedError remark_not_now where the side may not
    write at this stage of the report.
    """
    written = 0
    for key, reason, text in drafts:
        if not desk.may_write:
            raise RefusedError("remark_not_now")
        draft = RemarkDraft(key, reason, text, desk.side)
        if not was_just_made(session, desk.report, draft, by):
            add_remark(session, desk.context, draft, by)
        written += 1
    return written


def write_note(session: Session, desk: Desk, text: str, by: Written) -> bool:
    """Keep a private note of the reviewer's office; an empty text is none."""
    if not text.strip():
        return False
    if not was_just_noted(session, desk.report, text, by):
        add_note(session, desk.report, text, by)
    return True


def take_back(session: Session, desk: Desk, remark_id: int) -> None:
    """Take back a remark of this side that the author side has not seen."""
    remove_remark(session, _own(session, desk, remark_id))


def settle(session: Session, desk: Desk, remark_id: int, by: Written) -> None:
    """Mark a remark of this side as settled by the reply to it."""
    remark = _own(session, desk, remark_id)
    if remark.released_at is None:
        raise RefusedError("remark_of_another_side")
    resolve_remark(session, remark, by.now)


def _own(session: Session, desk: Desk, remark_id: int) -> Remark:
    remark = remark_by_id(session, desk.report.id, remark_id)
    if remark.side != desk.side:
        raise RefusedError("remark_of_another_side")
    return remark
