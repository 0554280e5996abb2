"""Long work: asked for as one row, done item by item, each item with its outcome in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import PortalError
from portal.jobs.models import LongTask
from portal.jobs.waking import LONG_TASKS, ask_for

Step: TypeAlias = Callable[[Session, Any, LongTask, datetime], Any]
"""Does one item of an order with the session given, never commits, and returns the entry of its outcome."""

Steps: TypeAlias = Mapping[str, Step]
"""The step of each kind of long work."""

LONGEST_ERROR = 500


def start_task(
    session: Session, kind: str, order: Iterable[Any], asked_by: int | None, now: datetime
) -> LongTask:
    """Write down long work, an item of `order` (JSON values) a step; it begins after the commit."""
    items = list(order)
    task = LongTask(
        kind=kind, order=items, outcome=[], total=len(items), done=0, asked_by=asked_by, asked_at=now
    )
    task.finished_at = None if items else now
    session.add(task)
    session.flush()
    ask_for(session, LONG_TASKS)
    return task


def take_step(session: Session, task_id: int, steps: Steps, now: datetime) -> bool:
    """Do the next item; return whether there was one. The commit keeps item and progress together.

    A refusal is an outcome: ``{"refused": code, "params": {…}}``. Any other fault is raised, and the item is
    still to be done. While another process does an item, nothing is done here.
    """
    task = _claimed(session, task_id)
    if task is None or task.finished_at is not None:
        return False
    try:
        with session.begin_nested():
            entry = steps[task.kind](session, task.order[task.done], task, now)
    except PortalError as refusal:
        entry = {
            "refused": refusal.code,
            "params": {name: str(value) for name, value in refusal.params.items()},
        }
    _note(task, entry, now)
    return True


def note_fault(session: Session, task_id: int, fault: str, now: datetime) -> bool:
    """Write down that an item met a fault; met once more in the same place, the item is passed over.

    Returns whether it was passed over: then its outcome is ``{"fault": …}`` and the next item can be done.
    """
    task = _claimed(session, task_id)
    if task is None or task.finished_at is not None:
        return False
    told = f"item {task.done + 1}: {fault}"[:LONGEST_ERROR]
    if task.last_error != told:
        task.last_error = told
        return False
    _note(task, {"fault": fault[:LONGEST_ERROR]}, now)
    task.last_error = told
    return True


def _claimed(session: Session, task_id: int) -> LongTask | None:
    """Lock the row, so that no item is done twice; None where another process has it."""
    statement = select(LongTask).where(LongTask.id == task_id).with_for_update(skip_locked=True)
    return session.scalar(statement.execution_options(populate_existing=True))


def _note(task: LongTask, entry: Any, now: datetime) -> None:
    task.outcome = [*task.outcome, entry]
    task.done += 1
    if task.done == task.total:
        task.finished_at = now
