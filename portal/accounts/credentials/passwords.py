"""Passwords: their rules, and Argon2 hashes, at most two made at once."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.errors import RefusedError

SHORTEST = 12
LONGEST = 200
AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB and about 0.4 s of a core: more at once would starve the pages of everybody else."""
PATIENCE = 20
"""Seconds somebody waits for their turn before being asked to try again."""


@dataclass(frozen=True)
class Cost:
    """What a hash costs: passes, memory in KiB, lanes."""

    passes: int
    memory: int
    lanes: int


STANDARD = Cost(passes=3, memory=64 * 1024, lanes=4)
CHEAP = Cost(passes=1, memory=8, lanes=1)
"""For tests only."""


def problem_of(password: str, email: str) -> str | None:
    """Return the code of what is wrong with a new password, or None. Length is asked for, not composition.

    >>> problem_of("short", "a@example.org"), problem_of("a long sentence", "a@example.org")
    ('password_short', None)
    """
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    if password.strip().casefold() == email:
        return "password_is_email"
    return None


class Hasher:
    """Makes and verifies Argon2id hashes. A password counts the same however its accents were composed."""

    def __init__(self, cost: Cost = STANDARD) -> None:
        self._argon2 = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash of a password, with its salt and cost; raises RefusedError when all are busy."""
        with _Turn():
            return self._argon2.hash(_composed(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password fits. Without a stored hash the same work is done: time tells nothing."""
        if self._nobody is None:
            self._nobody = self.hash(secrets.token_urlsafe())
        try:
            with _Turn():
                self._argon2.verify(stored or self._nobody, _composed(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(stored)


class _Turn:
    """One of the places at the hashes; raises RefusedError where none comes free."""

    def __enter__(self) -> None:
        if not AT_ONCE.acquire(timeout=PATIENCE):
            raise RefusedError("busy")

    def __exit__(self, *_: object) -> None:
        AT_ONCE.release()


def _composed(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST])
