"""Random tokens of mailed links: the link holds the token, the database only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

INVITATION_LASTS = timedelta(days=30)
RESET_LASTS = timedelta(hours=2)


def new_token() -> str:
    """Return a token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of a token, as 64 hexadecimal digits.

    A fast hash is enough: 256 random bits cannot be guessed, as a password can.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
