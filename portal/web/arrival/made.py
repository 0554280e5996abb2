"""Files that anybody may ask for and that cost much: made once per state of their data, a few at a time.

What was made lies in the data folder, where every process finds it. A place to make something is a lock on
one of a few files there: the system gives it back when a process dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from portal.accounts.access import language_of_request
from portal.compositions.models import Composition, CompositionPart
from portal.errors import BusyError
from portal.events.models import Event
from portal.extensions import db
from portal.issued.models import IssuedTables
from portal.operations.backup import MADE_FILES
from portal.passages.models import Tag, TaggedPassage

FOLDER = MADE_FILES
"""In the data folder; it may be emptied at any time, and is not part of a backup."""
LARGEST = 256 * 1024 * 1024
"""Bytes of all that is kept; the oldest goes first."""
PLACES = 2
"""Files made at once, by all processes of this machine together."""
PATIENCE = 20
"""Seconds for which one request in each process waits for a place; any other is asked to come again."""
AGAIN = 5
"""Seconds after which one is asked to come again."""
FEW = 5000
"""Files kept at most."""

MADE = frozenset(
    {
        "public.answers_file",
        "public.composed_file",
        "public.conference_file",
        "public.figures_file",
        "public.issue_download",
        "public.summary_file",
        "public.tables_file",
    }
)
"""Endpoints whose answer is the same for everybody, by address and language."""

View = Callable[..., Any]
_waiting = threading.BoundedSemaphore(1)


def keep_files(app: Flask) -> None:
    """Keep what these endpoints make; called when their views are known."""
    for endpoint in MADE & app.view_functions.keys():
        app.view_functions[endpoint] = _kept(app.view_functions[endpoint])


def _kept(view: View) -> View:
    @functools.wraps(view)
    def answer(**parts: object) -> ResponseReturnValue:
        folder = current_app.extensions["portal.settings"].data_dir / FOLDER
        path = folder / f"{_key(_state())}.made"
        found = _read(path)
        if found is not None:
            return found
        db.session.rollback()  # nobody waits holding a transaction
        with _place(folder):
            return _read(path) or _make(path, make_response(view(**parts)))

    return answer


def _state() -> str:
    """Return what changes whenever something changes that such a file can show."""
    statement = select(
        select(func.max(Event.id)).scalar_subquery(),
        *(
            select(part).select_from(table).scalar_subquery()
            for table in (IssuedTables, Composition, CompositionPart, Tag, TaggedPassage)
            for part in (func.max(table.id), func.count())
        ),
    )
    return " ".join(map(str, db.session.execute(statement).one()))


def _key(state: str) -> str:
    """Return the name of a file: by address with its question, language and state."""
    asked = sorted(request.args.items(multi=True))
    text = json.dumps([request.path, asked, language_of_request(), state])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> Response | None:
    try:
        if time.time() - path.stat().st_mtime > lasting():
            return None
        head, _, content = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    return Response(content, headers=json.loads(head))


def _make(path: Path, response: Response) -> Response:
    """Keep an answer that is a file; any other, such as a page that says no, is given as it is."""
    if response.status_code != 200 or "Content-Disposition" not in response.headers:  # noqa: PLR2004 - HTTP's own
        return response
    response.direct_passthrough = False
    content = response.get_data()
    kept = {name: text for name, text in response.headers.items() if name not in {"Content-Length", "Date"}}
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps(kept).encode() + b"\n" + content)
    Path(beside).replace(path)
    _throw_away(path.parent)
    return response


def lasting() -> int:
    """Return the seconds after which a file is made anew in any case, for the day changes some."""
    return int(current_app.extensions["portal.settings"].kept_seconds)


def _throw_away(folder: Path) -> None:
    """Remove the oldest beyond what is kept, and whatever is too old to be used."""
    found = []
    for path in folder.glob("*.made"):
        with contextlib.suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    size = 0
    for number, (moment, bytes_, path) in enumerate(sorted(found, reverse=True)):
        size += bytes_
        if size > LARGEST or number >= FEW or time.time() - moment > lasting():
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _place(folder: Path) -> Iterator[None]:
    """Give one of the places; raises BusyError where none comes free in time."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context((folder / f"place-{number}").open("ab")) for number in range(PLACES)]
        if not _taken(files):
            _wait(files)
        yield


def _wait(files: Sequence[IO[bytes]]) -> None:
    if not _waiting.acquire(blocking=False):
        raise BusyError("busy_making", seconds=AGAIN)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _taken(files):
            if time.monotonic() > deadline:
                raise BusyError("busy_making", seconds=AGAIN)
            # A lock on a file tells nobody when it is given back.
            time.sleep(0.05)
    finally:
        _waiting.release()


def _taken(files: Sequence[IO[bytes]]) -> bool:
    for file in files:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
