"""Notes of what an open page sends: two posts of one page take turns, and the later in its order stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.reports.editing.origin import OpenPage, Stand
from portal.reports.editing.queries import UNSENT
from portal.reports.models import SentText

REMEMBERED = timedelta(days=30)
"""For how long it is known what an open page sent.

A laptop that wakes later is met like any other page, by the digest of the text that it showed: nothing is
overwritten, and at most a choice is asked.
"""
FIRST_TURN = 1


@dataclass(frozen=True)
class Sender:
    """An open page of one person at one report, at one moment."""

    report_id: int
    page: OpenPage
    person: int | None
    now: datetime


def take_turn(session: Session, sender: Sender, key: str) -> bool:
    """Wait until no other post of this page is at work on an answer; whether there can have been one.

    SQLite lets one transaction write at a time: nothing can have come between.
    """
    if session.get_bind().dialect.name != "postgresql":
        return False
    adding = postgresql.insert(SentText).values(_row(sender, key, Stand(), UNSENT))
    # What is written over itself is locked until the end.
    locking = adding.on_conflict_do_update(index_elements=_INDEX, set_={"turn": SentText.turn})
    session.execute(locking)
    return True


def note_sent(session: Session, sender: Sender, key: str, text: Stand) -> None:
    """Note what the page sent of an answer; the revision is the one in force after it.

    A page that begins lets go of what pages of this report sent too long ago to be remembered.
    """
    if sender.page.turn <= FIRST_TURN:
        forget_old(session, sender)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = _row(sender, key, text, sender.page.turn)
    noting = dialect.insert(SentText).values(row)
    session.execute(
        noting.on_conflict_do_update(
            index_elements=_INDEX,
            set_={name: value for name, value in row.items() if name not in _INDEX},
            where=SentText.author_id == sender.person,
        )
    )


def forget_old(session: Session, sender: Sender) -> None:
    """Drop what pages of the report sent longer ago than it is remembered."""
    oldest = sender.now - REMEMBERED
    session.execute(
        delete(SentText).where(SentText.report_id == sender.report_id, SentText.sent_at < oldest),
        execution_options={"synchronize_session": False},
    )


_INDEX = ["report_id", "page", "key"]


def _row(sender: Sender, key: str, text: Stand, turn: int) -> dict[str, Any]:
    return {
        "report_id": sender.report_id,
        "page": sender.page.id,
        "key": key,
        "turn": turn,
        "value": text.value,
        "language": text.language,
        "revision": text.revision,
        "author_id": sender.person,
        "sent_at": sender.now,
    }
