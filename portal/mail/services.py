"""Queueing of letters: a row in the outbox, in the transaction of the event it tells of."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from portal.errors import RefusedError
from portal.jobs.waking import LETTERS, ask_for
from portal.mail.models import Letter

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class LetterDraft:
    """A letter to write: its kind (``invitation``), one recipient's address, language and texts in it.

    `opens`: what its link leads to, for the key that is made when it is sent.
    """

    kind: str
    recipient: str
    language: str
    subject: str
    text_body: str
    html_body: str | None = None
    not_before: datetime | None = None
    opens: tuple[str, int] | None = None


def queue_letter(session: Session, draft: LetterDraft, now: datetime) -> Letter:
    """Put a letter into the outbox and return it; raises RefusedError for a line end in a header."""
    for part in (draft.recipient, draft.subject):
        if not part or CONTROL.search(part):
            raise RefusedError("letter_header")
    letter = Letter(
        message_id=f"<{uuid.uuid4().hex}@portal.invalid>",
        kind=draft.kind,
        recipient=draft.recipient,
        language=draft.language,
        subject=draft.subject,
        text_body=draft.text_body,
        html_body=draft.html_body,
        created_at=now,
        not_before=draft.not_before or now,
        opens=draft.opens[0] if draft.opens else None,
        opens_id=draft.opens[1] if draft.opens else None,
    )
    session.add(letter)
    session.flush()
    if letter.not_before <= now:
        ask_for(session, LETTERS)
    return letter


def try_again(session: Session, letter: Letter, now: datetime) -> None:
    """Let a letter that was tried in vain, or given up, be sent in the next round, with all its tries anew.

    Raises RefusedError letter_not_waiting where it was sent, or is being sent at this moment: a mailer clears
    the last error when it takes a letter.
    """
    statement = (
        update(Letter)
        .where(
            Letter.id == letter.id,
            Letter.sent_at.is_(None),
            or_(Letter.last_error.is_not(None), Letter.attempts == 0, Letter.not_before <= now),
        )
        .values(attempts=0, not_before=now)
        .returning(Letter.id)
    )
    if session.scalar(statement) is None:
        raise RefusedError("letter_not_waiting")
    session.refresh(letter)
    ask_for(session, LETTERS)
