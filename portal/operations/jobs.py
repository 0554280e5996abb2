"""What is done every minute beside the pages: the clock's steps and the sending of letters."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.annexes.scanning import scan_waiting
from portal.db import reading
from portal.events.models import Anchor
from portal.mail.mailer import MailSettings, send_pending
from portal.operations.anchoring import anchor_today
from portal.operations.clock import reports_due, run_clock


class JobSettings(MailSettings, Protocol):
    """What the jobs need of the settings."""

    @property
    def data_dir(self) -> Path:
        """Folder of the portal's files."""

    @property
    def scanner(self) -> str | None:
        """Program that looks at annexes; none: they are not scanned."""


EVERY = 60.0
"""Seconds between two rounds."""
_logger = logging.getLogger("portal.jobs")


def run_jobs(engine: Engine, settings: JobSettings, now: datetime) -> None:
    """Do one round. Several processes may: each step is taken and each letter sent once."""
    with reading(), Session(engine) as session:
        due = reports_due(session, now)
    if due:
        with Session(engine) as session, session.begin():
            run_clock(session, now)
    if not _has_anchor(engine, now):
        anchor_today(engine, settings.data_dir, now)
    scan_waiting(engine, settings.data_dir, settings.scanner)
    if settings.mail_url is not None:
        with Session(engine) as session:
            send_pending(session, settings, now)


def _has_anchor(engine: Engine, now: datetime) -> bool:
    with reading(), Session(engine) as session:
        return session.scalar(select(Anchor.id).where(Anchor.day == now.date())) is not None


class Rounds(threading.Thread):
    """A thread that does a round every minute until told to stop; after a fault the next round comes."""

    def __init__(
        self, engine: Engine, settings: JobSettings, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(name="rounds", daemon=True)
        self._engine = engine
        self._settings = settings
        self._now = now or (lambda: datetime.now(UTC))
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(EVERY):
            try:
                run_jobs(self._engine, self._settings, self._now())
            except Exception:  # whatever it was, the next round must come
                _logger.exception("a round was not finished")

    def stop(self) -> None:
        """End after the present round."""
        self._stopped.set()
