"""Keeping the consumer: it runs in the one process that holds the lease, and moves when that process dies."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.db import reading
from portal.jobs.leases import give_back, is_open_to, take_lease
from portal.jobs.runner import Consumer, Runner

LEASE = "jobs"
SECONDS = 60.0
"""How long a lease lasts unless renewed."""
_logger = logging.getLogger("portal.jobs")


class Keeper(threading.Thread):
    """A thread that holds or awaits the lease; `idle` says that jobs must wait (the demonstration loads)."""

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        idle: Callable[[], bool] = lambda: False,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__(name="jobs", daemon=True)
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"
        self._engine = engine
        self._runner = runner
        self._idle = idle
        self._seconds = seconds
        self._until = datetime.now(UTC)
        self._consumer: Consumer | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            if not self._idle():
                self._tend(datetime.now(UTC))
            self._stopped.wait(self._seconds / 5)
        self._let_go()

    def stop(self, patience: float = 15.0) -> None:
        """End, after the jobs at hand where they end soon, and give the lease back."""
        self._stopped.set()
        self.join(patience)

    def _tend(self, now: datetime) -> None:
        """Have a consumer exactly while the lease is held; without the database the lease runs out."""
        try:
            if self._obtained(now):
                self._until = now + timedelta(seconds=self._seconds)
        except SQLAlchemyError:
            _logger.exception("the lease of the jobs could not be renewed")
        if now < self._until and self._consumer is None:
            self._consumer = self._runner.consumer()
            self._consumer.start()
        elif now >= self._until:
            self._end_consumer()

    def _obtained(self, now: datetime) -> bool:
        with reading(), Session(self._engine) as session:
            if not is_open_to(session, LEASE, self.holder, now):
                self._until = now
                return False
        with Session(self._engine) as session, session.begin():
            return take_lease(session, LEASE, self.holder, now, self._seconds)

    def _end_consumer(self) -> None:
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None

    def _let_go(self) -> None:
        held = self._consumer is not None
        self._end_consumer()
        self._runner.close()
        if held:
            try:
                with Session(self._engine) as session, session.begin():
                    give_back(session, LEASE, self.holder)
            except SQLAlchemyError:
                _logger.exception("the lease of the jobs could not be given back")
