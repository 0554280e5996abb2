"""Reading of long work: one piece with its progress, the latest ones, those to go on with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.jobs.models import LongTask


def get_task(session: Session, task_id: int) -> LongTask:
    """Return one piece of long work; raises NotFoundError."""
    task = session.get(LongTask, task_id)
    if task is None:
        raise NotFoundError("task_unknown")
    return task


def recent_tasks(session: Session, kind: str, limit: int = 20) -> list[LongTask]:
    """Return the pieces of a kind that were asked for last, the latest first."""
    statement = select(LongTask).where(LongTask.kind == kind).order_by(LongTask.id.desc()).limit(limit)
    return list(session.scalars(statement))


def unfinished_tasks(session: Session) -> list[int]:
    """Return the ids of what is not finished, the oldest first."""
    statement = select(LongTask.id).where(LongTask.finished_at.is_(None)).order_by(LongTask.id)
    return list(session.scalars(statement))
