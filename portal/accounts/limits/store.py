"""The store of `limits` on a table: each count is one statement in a transaction of its own.

A count is made while the request holds no transaction, so that it neither waits for the request's lock nor is
lost when the request is taken back.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta

from limits.storage import Storage
from sqlalchemy import Engine, bindparam, delete, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.accounts.limits.models import Tally
from portal.db import UtcDateTime, reading

COUNT = text(
    "INSERT INTO tally (key, count, ends_at) VALUES (:key, :amount, :ends_at) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN tally.ends_at <= :now THEN excluded.count ELSE tally.count + excluded.count END, "
    "ends_at = CASE WHEN tally.ends_at <= :now THEN excluded.ends_at ELSE tally.ends_at END "
    "RETURNING tally.count"
).bindparams(bindparam("now", type_=UtcDateTime), bindparam("ends_at", type_=UtcDateTime))


class TallyStore(Storage):
    """Counts for every process that has the same database."""

    STORAGE_SCHEME = None

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what the database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return the count of the present window."""
        now = datetime.now(UTC)
        given = {"key": digest(key), "amount": amount, "now": now, "ends_at": now + timedelta(seconds=expiry)}
        with Session(self._engine) as session, session.begin():
            return int(session.execute(COUNT, given).scalar_one())

    def get(self, key: str) -> int:
        """Return the count of the present window."""
        found = self._found(key)
        return found.count if found is not None else 0

    def get_expiry(self, key: str) -> float:
        """Return when the present window ends, in seconds since 1970."""
        found = self._found(key)
        return found.ends_at.timestamp() if found is not None else time.time()

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget every count."""
        with Session(self._engine) as session, session.begin():
            return len(session.scalars(delete(Tally).returning(Tally.key)).all())

    def clear(self, key: str) -> None:
        """Forget one count."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(Tally).where(Tally.key == digest(key)))

    def _found(self, key: str) -> Tally | None:
        with reading(), Session(self._engine) as session:
            found = session.get(Tally, digest(key))
            return found if found is not None and found.ends_at > datetime.now(UTC) else None


def forget_past(engine: Engine, now: datetime) -> int:
    """Throw away counts whose window has ended; looking costs no lock."""
    with reading(), Session(engine) as session:
        if session.scalar(select(Tally.key).where(Tally.ends_at <= now).limit(1)) is None:
            return 0
    with Session(engine) as session, session.begin():
        return len(session.scalars(delete(Tally).where(Tally.ends_at <= now).returning(Tally.key)).all())


def digest(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
