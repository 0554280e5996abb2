"""The daily anchor as a job, and the file beside the database that keeps every anchor's digest."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.events.queries import anchors_of
from portal.events.services import make_anchor

LOG = "anchors.log"
"""In the data folder: one line a day, day and digest. Lines are added and never changed."""
_logger = logging.getLogger("portal.jobs")


def anchor_today(engine: Engine, data_dir: Path, now: datetime) -> bool:
    """Make the anchor of the day where there is none, and write down what the file lacks. Commits."""
    with Session(engine) as session, session.begin():
        anchor = make_anchor(session, now)
        made = _line(anchor.day, anchor.digest) if anchor is not None else None
    if made is not None:
        _logger.info("anchor of %s", made)
    with Session(engine) as session:
        _append(data_dir / LOG, [_line(anchor.day, anchor.digest) for anchor in anchors_of(session)])
    return made is not None


def missing_in_table(session: Session, data_dir: Path) -> Iterator[str]:
    """Yield the lines of the file that no anchor in the database agrees with."""
    known = {_line(anchor.day, anchor.digest) for anchor in anchors_of(session)}
    yield from (line for line in _lines(data_dir / LOG) if line not in known)


def _line(day: object, digest: str) -> str:
    return f"{day} {digest}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").splitlines() if path.is_file() else []


def _append(path: Path, lines: list[str]) -> None:
    """Add the lines that are not there yet; several processes take turns, and each line is added once."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        known = set(_lines(path))
        missing = [line for line in lines if line not in known]
        os.write(descriptor, "".join(f"{line}\n" for line in missing).encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
