"""What is done every minute beside the pages: a list of jobs, each safe to do twice, by several at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.accounts.limits.store import forget_past
from portal.annexes.scanning import scan_waiting
from portal.db import reading
from portal.events import security
from portal.events.queries import last_anchor
from portal.jobs.services import Steps
from portal.jobs.waking import LETTERS, LONG_TASKS
from portal.jobs.working import go_on
from portal.mail.mailer import MailSettings, send_pending
from portal.operations.clock import reports_due, run_clock
from portal.operations.record.anchoring import anchor_today
from portal.reports.reminding.queries import reminders_due
from portal.reports.reminding.services import send_reminders
from portal.secretariat.invitations.services import KIND as INVITATIONS
from portal.secretariat.invitations.services import invite_one


class JobSettings(MailSettings, Protocol):
    """What the jobs need of the settings."""

    @property
    def data_dir(self) -> Path:
        """Folder of the portal's files."""

    @property
    def security_days(self) -> int:
        """How long the security log is kept."""

    @property
    def scanner(self) -> str | None:
        """Program that looks at annexes; none: they are not scanned."""


Job: TypeAlias = Callable[[Engine, JobSettings, datetime], int]
"""Does what is due and returns how much that was. It commits by itself, after each step where it can."""

STEPS: Steps = {INVITATIONS: invite_one}
"""The step of each kind of long work (`jobs.services`): one more kind is one more name here."""

_logger = logging.getLogger("portal.jobs")


def take_due_steps(engine: Engine, _settings: JobSettings, now: datetime) -> int:
    """Take the clock's steps; looking costs no lock."""
    with reading(), Session(engine) as session:
        due = reports_due(session, now)
    if not due:
        return 0
    with Session(engine) as session, session.begin():
        return run_clock(session, now)


def remind(engine: Engine, _settings: JobSettings, now: datetime) -> int:
    """Write the reminders that are due before an invited date; looking costs no lock."""
    with reading(), Session(engine) as session:
        due = reminders_due(session, now)
    if not due:
        return 0
    with Session(engine) as session, session.begin():
        return send_reminders(session, now)


def work_on(engine: Engine, _settings: JobSettings, now: datetime) -> int:
    """Go on with long work."""
    return go_on(engine, STEPS, now)


def anchor(engine: Engine, settings: JobSettings, now: datetime) -> int:
    """Make the anchor of the day where there is none."""
    with reading(), Session(engine) as session:
        last = last_anchor(session)
        if last is not None and last.day == now.date():
            return 0
    return int(anchor_today(engine, settings.data_dir, now))


def scan(engine: Engine, settings: JobSettings, _now: datetime) -> int:
    """Have waiting annexes looked at."""
    return scan_waiting(engine, settings.data_dir, settings.scanner)


def forget_security_log(_engine: Engine, settings: JobSettings, now: datetime) -> int:
    """Throw away what the security log no longer has to keep."""
    return security.forget_old(settings.data_dir, now.date(), settings.security_days)


def forget_counts(engine: Engine, _settings: JobSettings, now: datetime) -> int:
    """Throw away counts of tries whose window has ended."""
    return forget_past(engine, now)


def send_letters(engine: Engine, settings: JobSettings, now: datetime) -> int:
    """Send the letters that are due."""
    if settings.mail_url is None:
        return 0
    with Session(engine) as session:
        return send_pending(session, settings, now).sent


JOBS: Mapping[str, Job] = {
    "clock": take_due_steps,
    "reminders": remind,
    LONG_TASKS: work_on,
    "anchor": anchor,
    "scans": scan,
    "counts of tries": forget_counts,
    "security log": forget_security_log,
    LETTERS: send_letters,
}
"""Every job, in the order of a round; one more is one more line here. Letters go last: jobs write some."""


def run_jobs(engine: Engine, settings: JobSettings, now: datetime) -> dict[str, int | Exception]:
    """Do one round and return what each job did; a job that meets a fault does not keep back the others."""
    done: dict[str, int | Exception] = {}
    for name, job in JOBS.items():
        try:
            done[name] = job(engine, settings, now)
        except Exception as error:  # the other jobs must get their turn
            _logger.exception("the job %s was not finished", name)
            done[name] = error
    return done


def bound_jobs(engine: Engine, settings: JobSettings) -> dict[str, Callable[[], int]]:
    """Return the jobs of a portal by name, to be done at the moment when they are called."""
    return {name: partial(_now, job, engine, settings) for name, job in JOBS.items()}


def _now(job: Job, engine: Engine, settings: JobSettings) -> int:
    return job(engine, settings, datetime.now(UTC))
