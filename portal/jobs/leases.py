"""Leases: what only one process may do at a time, taken over by another when its holder is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.jobs.models import Lease


def is_open_to(session: Session, name: str, holder: str, now: datetime) -> bool:
    """Whether this holder may try: it has the lease, or nobody has it any more. It reads only."""
    lease = session.get(Lease, name)
    return lease is None or lease.holder == holder or lease.until <= now


def take_lease(session: Session, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew a lease for so many seconds from now; of several who try, one gets it. Never commits."""
    until = now + timedelta(seconds=seconds)
    if session.scalar(select(Lease.name).where(Lease.name == name)) is None:
        try:
            with session.begin_nested():
                session.add(Lease(name=name, holder=holder, until=until))
        except IntegrityError:
            pass  # another process was first; whether it is still there is seen below
        else:
            return True
    mine = update(Lease).where(Lease.name == name, or_(Lease.holder == holder, Lease.until <= now))
    done = session.execute(
        mine.values(holder=holder, until=until).execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1


def give_back(session: Session, name: str, holder: str) -> None:
    """Give a lease back, so that another process need not wait until it ends. Never commits."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
