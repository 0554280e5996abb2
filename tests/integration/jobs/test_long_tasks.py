"""Long work: item by item, each once, whatever dies meanwhile and however many are at it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.errors import NotFoundError, RefusedError
from portal.events.models import Event
from portal.events.services import NOBODY, append_event
from portal.jobs.models import LongTask
from portal.jobs.queries import get_task, recent_tasks, unfinished_tasks
from portal.jobs.services import start_task
from portal.jobs.waking import LONG_TASKS, take_asked
from portal.jobs.working import go_on
from tests.factories import NOW

LATER = NOW + timedelta(minutes=5)
STREAM = "country:XAA"

KILLED = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import create_engine
from portal.db import prepare_engine
from portal.events.services import NOBODY, append_event
from portal.jobs.working import go_on
from portal.operations import schema

assert schema.tables()

def step(session, item, task, now):
    append_event(session, "country:XAA", "tried", {"item": item}, NOBODY, now)
    if item == "third":
        os.kill(os.getpid(), signal.SIGKILL)
    return item

engine = create_engine(sys.argv[1])
prepare_engine(engine)
go_on(engine, {"trying": step}, datetime.fromisoformat(sys.argv[2]))
"""


def write_event(session, item, _task, now):
    """A step that leaves a trace: done twice, it would leave two."""
    append_event(session, STREAM, "tried", {"item": item}, NOBODY, now)
    return f"did {item}"


def traces(session):
    session.expire_all()
    return [event.payload["item"] for event in session.scalars(select(Event).order_by(Event.number))]


@pytest.fixture
def task(session):
    task = start_task(session, "trying", ["first", "second", "third", "fourth"], 7, NOW)
    session.commit()
    return task


def test_every_item_is_done_with_its_outcome_and_the_progress_kept(engine, session, task):
    assert unfinished_tasks(session) == [task.id]
    session.commit()
    assert go_on(engine, {"trying": write_event}, LATER) == 4
    found = get_task(session, task.id)
    session.refresh(found)
    assert (found.done, found.total, found.finished_at) == (4, 4, LATER)
    assert found.outcome == [f"did {item}" for item in found.order]
    assert traces(session) == found.order
    assert unfinished_tasks(session) == []
    session.commit()
    assert go_on(engine, {"trying": write_event}, LATER) == 0


def test_what_was_killed_between_an_item_and_its_commit_goes_on_without_doing_one_twice(
    engine, session, task, database_url
):
    command = [sys.executable, "-c", KILLED, database_url, NOW.isoformat()]
    ran = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    session.refresh(task)
    assert (task.done, task.finished_at) == (2, None)
    session.commit()
    assert go_on(engine, {"trying": write_event}, LATER) == 2
    assert traces(session) == ["first", "second", "third", "fourth"]
    assert task.finished_at == LATER


def test_several_at_the_same_work_do_each_item_once(engine, session, task):
    barrier, done = threading.Barrier(3, timeout=60), []

    def work():
        barrier.wait(timeout=30)
        done.append(go_on(engine, {"trying": write_event}, LATER))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    go_on(engine, {"trying": write_event}, LATER)
    assert traces(session) == ["first", "second", "third", "fourth"]
    assert task.done == 4


def test_a_refusal_is_an_outcome_and_what_the_step_wrote_is_taken_back(engine, session, task):
    def step(session, item, task, now):
        write_event(session, item, task, now)
        if item == "second":
            raise RefusedError("address_taken", address="a@example.org")
        return item

    assert go_on(engine, {"trying": step}, LATER) == 4
    session.refresh(task)
    assert task.outcome[1] == {"refused": "address_taken", "params": {"address": "a@example.org"}}
    assert traces(session) == ["first", "third", "fourth"]


def test_an_item_with_a_fault_is_tried_once_more_and_then_passed_over(engine, session, task):
    def step(session, item, task, now):
        if item == "second":
            raise ZeroDivisionError
        return write_event(session, item, task, now)

    assert go_on(engine, {"trying": step}, LATER) == 1
    session.refresh(task)
    assert (task.done, task.last_error) == (1, "item 2: ZeroDivisionError")
    session.commit()
    assert go_on(engine, {"trying": step}, LATER) == 3
    session.refresh(task)
    assert task.outcome[1] == {"fault": "ZeroDivisionError"}
    assert traces(session) == ["first", "third", "fourth"]


def test_work_that_is_rolled_back_is_neither_kept_nor_asked_for(new_session):
    with new_session() as session:
        start_task(session, "trying", ["first"], None, NOW)
        session.rollback()
        assert session.scalars(select(LongTask)).all() == []
    with new_session() as session:
        assert take_asked(session) == frozenset()


def test_work_asks_for_its_job_and_work_without_items_is_finished_at_once(session):
    start_task(session, "trying", ["first"], None, NOW)
    assert take_asked(session) == {LONG_TASKS}
    assert take_asked(session) == frozenset()
    assert start_task(session, "trying", [], None, NOW).finished_at == NOW


def test_the_latest_work_of_a_kind_is_listed_first(session, task):
    later = start_task(session, "trying", ["first"], None, LATER)
    start_task(session, "other", ["first"], None, LATER)
    assert recent_tasks(session, "trying") == [later, task]
    assert recent_tasks(session, "trying", limit=1) == [later]
    with pytest.raises(NotFoundError):
        get_task(session, 999)
