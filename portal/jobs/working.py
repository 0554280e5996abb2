"""Going on with long work as a job: it commits after each item, and finds again what a crash left behind."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.db import reading
from portal.jobs.queries import unfinished_tasks
from portal.jobs.services import Steps, note_fault, take_step

_logger = logging.getLogger("portal.jobs")


def go_on(engine: Engine, steps: Steps, now: datetime) -> int:
    """Do every item that is still to be done and return how many were; several processes do each once."""
    with reading(), Session(engine) as session:
        task_ids = unfinished_tasks(session)
    return sum(_finish(engine, task_id, steps, now) for task_id in task_ids)


def _finish(engine: Engine, task_id: int, steps: Steps, now: datetime) -> int:
    """Do what is left of one piece of long work; return the number of items."""
    done = 0
    while True:
        try:
            with Session(engine) as session, session.begin():
                did = take_step(session, task_id, steps, now)
        except OperationalError:
            # The database, not the item, is at fault: the next round goes on.
            raise
        except Exception as error:  # whatever it was, the other items must get their turn
            _logger.exception("an item of long task %s met a fault", task_id)
            with Session(engine) as session, session.begin():
                did = note_fault(session, task_id, type(error).__name__, now)
        if not did:
            return done
        done += 1
