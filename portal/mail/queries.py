"""Questions to the outbox: which letters wait, were sent or were given up, the newest first."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from portal.errors import NotFoundError
from portal.mail.models import TRIES, Letter

AT_A_TIME = 25


class LetterState(StrEnum):
    """What became of a letter so far. GIVEN_UP: every try was in vain, and a person has to look."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


_CONDITIONS: dict[LetterState, tuple[ColumnElement[bool], ...]] = {
    LetterState.WAITING: (Letter.sent_at.is_(None), Letter.attempts < len(TRIES)),
    LetterState.SENT: (Letter.sent_at.is_not(None),),
    LetterState.GIVEN_UP: (Letter.sent_at.is_(None), Letter.attempts >= len(TRIES)),
}


def state_of(letter: Letter) -> LetterState:
    """Return what became of a letter."""
    if letter.sent_at is not None:
        return LetterState.SENT
    return LetterState.WAITING if letter.attempts < len(TRIES) else LetterState.GIVEN_UP


def counts_by_state(session: Session) -> dict[LetterState, int]:
    """Return the number of letters in each state."""
    return {
        state: session.scalar(select(func.count()).select_from(Letter).where(*conditions)) or 0
        for state, conditions in _CONDITIONS.items()
    }


def letters_in(session: Session, state: LetterState | None, page: int) -> list[Letter]:
    """Return one page (from 1) of the letters in a state, or of all; without their texts."""
    statement = (
        select(Letter)
        .options(defer(Letter.text_body), defer(Letter.html_body))
        .order_by(Letter.id.desc())
        .limit(AT_A_TIME)
        .offset((page - 1) * AT_A_TIME)
    )
    return list(session.scalars(statement.where(*_CONDITIONS[state]) if state else statement))


def get_letter(session: Session, letter_id: int) -> Letter:
    """Return a letter; raises NotFoundError."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotFoundError("letter_unknown")
    return letter
