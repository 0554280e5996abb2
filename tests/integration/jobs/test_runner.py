"""The runner of jobs: one process holds the lease, another takes over; queue and jobs on both engines."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.jobs.keeping import LEASE, Keeper
from portal.jobs.leases import give_back, is_open_to, take_lease
from portal.jobs.models import Lease
from portal.jobs.runner import Runner, open_queue
from tests.factories import NOW

PATIENCE = 60
"""Seconds a busy machine may take."""
SECONDS = 60

HOLDING = """
import sys, threading
from sqlalchemy import create_engine
from portal.db import prepare_engine
from portal.jobs.keeping import Keeper
from portal.jobs.runner import Runner, open_queue

engine = create_engine(sys.argv[1])
prepare_engine(engine)
runner = Runner(open_queue(sys.argv[2], "key"), {"tell": lambda: print("told", flush=True)})
Keeper(engine, runner, seconds=1.5).start()
threading.Event().wait()
"""


@pytest.fixture
def queue_url(database_url, tmp_path):
    """Where jobs are queued: as the settings choose by the kind of database."""
    return database_url if database_url.startswith("postgresql") else f"sqlite:///{tmp_path / 'jobs.sqlite3'}"


def begin(session, holder, now):
    taken = take_lease(session, "jobs", holder, now, SECONDS)
    session.commit()
    return taken


# --- the lease ---


def test_a_lease_is_one_holders_until_it_runs_out_or_is_given_back(session):
    assert begin(session, "one", NOW)
    assert not begin(session, "other", NOW + timedelta(seconds=SECONDS - 1))
    assert not is_open_to(session, "jobs", "other", NOW + timedelta(seconds=SECONDS - 1))
    assert begin(session, "one", NOW + timedelta(seconds=30))
    assert not begin(session, "other", NOW + timedelta(seconds=SECONDS + 29))
    assert begin(session, "other", NOW + timedelta(seconds=SECONDS + 30))
    assert not begin(session, "one", NOW + timedelta(seconds=SECONDS + 31))
    give_back(session, "jobs", "one")
    session.commit()
    assert not begin(session, "one", NOW + timedelta(seconds=SECONDS + 31))
    give_back(session, "jobs", "other")
    session.commit()
    assert begin(session, "one", NOW + timedelta(seconds=SECONDS + 31))


@pytest.mark.parametrize("there", [False, True], ids=["new", "run out"])
def test_of_several_who_try_at_once_one_gets_the_lease(new_session, there):
    if there:
        with new_session() as session:
            begin(session, "gone", NOW - timedelta(hours=1))
    barrier = threading.Barrier(4, timeout=60)

    def attempt(number):
        barrier.wait(timeout=30)
        with new_session() as session:
            return begin(session, f"process {number}", NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]


# --- the consumer ---


@pytest.fixture
def keep(engine, queue_url):
    """Start keepers, each as a process of its own would, and stop what is left of them."""
    keepers = []

    def start(jobs, seconds=60.0):
        runner = Runner(open_queue(queue_url, "key"), jobs)
        keeper = Keeper(engine, runner, seconds=seconds)
        keepers.append(keeper)
        keeper.start()
        return keeper, runner

    yield start
    for keeper in keepers:
        keeper.stop()


def test_a_job_is_done_at_once_when_asked_for_and_every_minute_from_the_start(keep):
    done = threading.Semaphore(0)
    _, runner = keep({"tell": done.release})
    assert done.acquire(timeout=PATIENCE), "each job is done when the consumer starts"
    runner.wake(["tell"])
    assert done.acquire(timeout=PATIENCE)


def test_a_job_that_meets_a_fault_keeps_back_no_other(keep, caplog):
    done = threading.Semaphore(0)

    def break_down():
        raise ZeroDivisionError

    caplog.set_level(logging.CRITICAL, "huey")
    _, runner = keep({"break": break_down, "tell": done.release})
    for _ in range(3):
        assert done.acquire(timeout=PATIENCE)
        runner.wake(["break", "tell"])


def test_who_stops_gives_the_lease_back_and_the_other_goes_on(keep, new_session):
    first, second = threading.Semaphore(0), threading.Semaphore(0)
    one, _ = keep({"tell": first.release}, seconds=1.0)
    assert first.acquire(timeout=PATIENCE)
    other, _ = keep({"tell": second.release}, seconds=1.0)
    with new_session() as session:
        assert session.get_one(Lease, LEASE).holder == one.holder
    one.stop()
    assert second.acquire(timeout=PATIENCE)
    with new_session() as session:
        assert session.get_one(Lease, LEASE).holder == other.holder


def test_another_process_takes_over_from_one_that_was_killed(keep, database_url, queue_url):
    command = [sys.executable, "-c", HOLDING, database_url, queue_url]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"told\n"
        done = threading.Semaphore(0)
        keep({"tell": done.release}, seconds=1.5)
        os.kill(process.pid, signal.SIGKILL)
        assert done.acquire(timeout=PATIENCE)


def test_jobs_wait_while_the_portal_is_being_filled(engine, queue_url):
    filling, done, asked = threading.Event(), threading.Semaphore(0), threading.Semaphore(0)
    filling.set()

    def idle():
        asked.release()
        return filling.is_set()

    keeper = Keeper(engine, Runner(open_queue(queue_url, "key"), {"tell": done.release}), idle, seconds=0.5)
    keeper.start()
    assert asked.acquire(timeout=PATIENCE)
    assert asked.acquire(timeout=PATIENCE)
    assert not done.acquire(blocking=False)
    filling.clear()
    assert done.acquire(timeout=PATIENCE)
    keeper.stop()


def test_a_queue_that_cannot_be_written_does_not_harm_whoever_asks(queue_url, caplog):
    runner = Runner(open_queue(queue_url, "key"), {"tell": print})
    runner.wake(["no such job"])
    assert "could not be asked for" in caplog.text


def test_what_was_put_into_the_queue_without_the_key_is_not_run(queue_url, tmp_path):
    queue = open_queue(queue_url, "key")

    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "sprung",))

    queue.storage.enqueue(pickle.dumps(Trap()))
    with pytest.raises(ValueError, match=r"Separator|Signature"):
        queue.dequeue()
    queue.storage.close()
    assert not (tmp_path / "sprung").exists()


def test_nothing_is_left_of_a_lease_in_a_transaction_that_failed(new_session):
    with new_session() as session:
        assert take_lease(session, "jobs", "one", NOW, SECONDS)
        session.rollback()
    with new_session() as session:
        assert session.scalars(select(Lease)).all() == []
