"""Asking for a job at once: written down in a session, told to the runner after that session's commit."""

from __future__ import annotations

from sqlalchemy.orm import Session

LETTERS, LONG_TASKS = "letters", "long_tasks"
"""Jobs that somebody waits for; every job is done each minute besides."""

_KEY = "portal.jobs.asked"


def ask_for(session: Session, job: str) -> None:
    """Ask for a job as soon as what is in this session is committed; where that fails nothing is asked."""
    session.info.setdefault(_KEY, set()).add(job)


def take_asked(session: Session) -> frozenset[str]:
    """Return the jobs asked for, and forget them."""
    return frozenset(session.info.pop(_KEY, ()))
