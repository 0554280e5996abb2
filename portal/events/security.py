"""The security log: who signed in, was refused, was given a role; by account and address, and no text.

Not part of the record: it says who tried what from where, and is thrown away after a while. One file a month
in the data folder, one JSON object a line. Call `note` from anywhere; where a fact is true only once it is
committed, give it the session.
"""

from __future__ import annotations

import contextvars
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import event
from sqlalchemy.orm import Session

FOLDER = "security-log"
"""In the data folder: one file a month, such as ``2026-11.jsonl``."""
_MONTH = re.compile(r"(\d{4})-(\d{2})\.jsonl")
_CODE = re.compile(r"[\w./:@<>-]{0,120}", re.ASCII)
_WAITING = "portal.security"

Fact: TypeAlias = str | int | bool | None
"""A code, a number, yes or no: never a sentence, a name, or anything that somebody typed."""


@dataclass(frozen=True)
class Origin:
    """From where something comes: the data folder that keeps the log, the address, the request."""

    data_dir: Path
    address: str = ""
    request: str = ""


_origin: contextvars.ContextVar[Origin | None] = contextvars.ContextVar("origin", default=None)


def begin(data_dir: Path, address: str = "", request: str = "") -> None:
    """Say from where comes what this request, or this command, is going to do."""
    _origin.set(Origin(data_dir, address, request))


def note(kind: str, *, account: int | None = None, session: Session | None = None, **facts: Fact) -> None:
    """Write a line: what happened (a code such as ``signed_in``), whose account, and further codes.

    With a session the line is written when that commits, and never if it does not. Raises ValueError for a
    fact that is a text.
    """
    origin = _origin.get()
    for name, fact in {"kind": kind, **facts}.items():
        if isinstance(fact, str) and not _CODE.fullmatch(fact):
            message = f"the security log holds codes, and {name} is none"
            raise ValueError(message)
    if origin is None:
        return
    now = datetime.now(UTC)
    line = {"at": now.isoformat(timespec="milliseconds"), "kind": kind, "account": account}
    line |= {"address": origin.address, "request": origin.request, **facts}
    if session is None:
        _write(origin.data_dir, now, line)
    else:
        session.info.setdefault(_WAITING, []).append((origin.data_dir, now, line))


def forget_old(data_dir: Path, today: date, days: int) -> int:
    """Remove the months that ended more than so many days ago; return how many."""
    old = [path for path, end in _months(data_dir) if end + timedelta(days=days) < today]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _months(data_dir: Path) -> Iterator[tuple[Path, date]]:
    """Yield each file with the last day of its month."""
    for path in sorted((data_dir / FOLDER).glob("*.jsonl")):
        found = _MONTH.fullmatch(path.name)
        if found:
            first = date(int(found[1]), int(found[2]), 1)
            yield path, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _write(data_dir: Path, now: datetime, line: dict[str, Any]) -> None:
    """Add a line in one write, so that several processes do not mix theirs."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m}.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=True) + "\n").encode("ascii"))
    finally:
        os.close(descriptor)


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for data_dir, now, line in session.info.pop(_WAITING, ()):
        _write(data_dir, now, line)


def _after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_WAITING, None)


event.listen(Session, "after_commit", _after_commit)
event.listen(Session, "after_rollback", _after_rollback)
