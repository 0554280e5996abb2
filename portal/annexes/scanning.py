"""The hook for a scanner: a program of the operator's that looks at each file before anybody can open it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from portal.annexes.models import Annex, Scan
from portal.annexes.services import FOLDER
from portal.annexes.storage import path_in

AT_A_TIME = 20
PATIENCE = 300
"""Seconds that a scanner may take for one file."""
VERDICTS = {0: Scan.CLEAN, 1: Scan.REFUSED}
"""Exit status of a scanner to its verdict; any other: it stays in quarantine and is tried again."""


def scan_waiting(engine: Engine, data_dir: Path, command: str | None) -> int:
    """Show the files that wait to the scanner and write down what it says; return how many were judged.

    Without a scanner nothing is looked at and files are open as `none`. The program gets the path of one
    file as its only argument. Commits after each file.
    """
    if command is None:
        return 0
    with Session(engine) as session:
        unseen = select(Annex.sha256).where(Annex.scan.in_([Scan.NONE, Scan.WAITING])).distinct()
        digests = session.scalars(unseen.limit(AT_A_TIME)).all()
    judged = 0
    for digest in digests:
        verdict = _ask(command, path_in(data_dir / FOLDER, digest))
        if verdict is not None:
            with Session(engine) as session, session.begin():
                session.execute(update(Annex).where(Annex.sha256 == digest).values(scan=verdict))
            judged += 1
    return judged


def is_open(scan: Scan, command: str | None) -> bool:
    """Whether a file can be opened: with a scanner only what it found clean."""
    return scan is Scan.CLEAN or (scan is Scan.NONE and command is None)


def _ask(command: str, path: Path) -> Scan | None:
    try:
        done = subprocess.run([command, str(path)], capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - the operator names the program
    except (OSError, subprocess.TimeoutExpired):
        return None
    return VERDICTS.get(done.returncode)
