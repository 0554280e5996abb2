"""The runner of jobs: Huey with its queue in a file or in PostgreSQL, and its consumer as threads of ours."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

import psycopg
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer as HueyConsumer
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

NAME = "portal"
STALE = 50
"""Seconds after which a job that nobody began is dropped: the next minute asks for it anew."""
THREADS = 2
"""One job may wait for a slow mail server while another is done."""
PATIENCE = 2.0
"""Greatest number of seconds between two looks into a queue that is a file."""
_logger = logging.getLogger("portal.jobs")

Jobs: TypeAlias = Mapping[str, Callable[[], object]]


class Runner:
    """The queue with the jobs it knows: each is asked for every minute, or by its name at once."""

    def __init__(self, huey: Huey, jobs: Jobs) -> None:
        self._huey = huey
        every_minute = partial(huey.periodic_task, crontab(), expires=STALE)
        huey.on_shutdown("close")(huey.storage.close)  # run by each thread of the consumer at its end
        self._tasks = {name: every_minute(name=name)(_one_at_a_time(run)) for name, run in jobs.items()}

    def wake(self, names: Iterable[str]) -> None:
        """Ask for jobs at once; never raises: what is lost here is done within a minute."""
        for name in names:
            try:
                self._tasks[name]()
            except Exception:  # whatever ails the queue, the request that asks is committed already
                _logger.exception("the job %s could not be asked for", name)

    def close(self) -> None:
        """Close the queue; who asks for something later opens it again."""
        self._huey.storage.close()

    def consumer(self) -> Consumer:
        """Return a consumer that is ready to start."""
        return Consumer(
            self._huey, workers=THREADS, max_delay=PATIENCE, check_worker_health=False, shutdown_timeout=5
        )


class Consumer(HueyConsumer):  # type: ignore[misc]  # its package publishes no types
    """The threads that take jobs from the queue, inside a server that handles the signals itself."""

    def _set_signal_handlers(self) -> None:
        pass


def open_queue(url: str, secret_key: str) -> Huey:
    """Open the queue at an address: ``sqlite:///file`` or ``postgresql://…``; its tables are made at need.

    What is queued is signed: who can write into the queue but does not know the key runs nothing.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)
    address = make_url(url)
    options: dict[str, Any] = {
        "results": False,
        "serializer": SignedSerializer(secret=secret_key, salt="portal.jobs"),
    }
    if address.get_backend_name() == "sqlite":
        return SqliteHuey(NAME, filename=str(address.database), **options)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey(NAME, connection=partial(psycopg.connect, plain), **options)


def _one_at_a_time(run: Callable[[], object]) -> Callable[[], None]:
    """Pass a job over while this process is still at it: whatever it leaves, the next minute finds."""
    busy = threading.Lock()

    def job() -> None:
        if busy.acquire(blocking=False):
            try:
                run()
            finally:
                busy.release()

    return job
