"""Keys of mailed links: made when the letter is sent, so that the database never holds more than hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.mail.models import Letter, LetterKey

KEY = "key-made-when-the-letter-is-sent"
"""Stands in the text of a letter for the key of its link."""


class Opens(StrEnum):
    """What the link of a letter opens."""

    INVITATION = "invitation"
    RESET = "reset"
    COLLEAGUE_LINK = "colleague_link"


def new_token() -> str:
    """Return a token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of a token, as 64 hexadecimal digits.

    A fast hash is enough: 256 random bits cannot be guessed, as a password can.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_key(session: Session, letter: Letter, now: datetime) -> str:
    """Make a key for the link of a letter, keep its hash, and return it; empty where there is no link.

    Each sending makes another key, and all of them work: nobody can tell which letter arrived.
    """
    if letter.opens is None or letter.opens_id is None:
        return ""
    token = new_token()
    session.add(
        LetterKey(
            letter_id=letter.id,
            opens=letter.opens,
            opens_id=letter.opens_id,
            token_hash=token_hash(token),
            made_at=now,
        )
    )
    session.flush()
    return token


def opened_with(opens: Opens, token: str) -> Select[int]:
    """Return the query for the row (an invitation, a reset, a link) that a mailed key opens."""
    return select(LetterKey.opens_id).where(
        LetterKey.opens == opens.value, LetterKey.token_hash == token_hash(token)
    )
