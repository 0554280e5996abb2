"""One commit a request, on success only, then its jobs; safe methods never take the write lock.

Nor does any method while it is found out who asks and whether they may: what that read is let go of before
the view begins.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

from portal.accounts.access import SAFE
from portal.db import set_writing
from portal.extensions import db
from portal.jobs.waking import take_asked


def init_app(app: Flask) -> None:
    """Hook the unit of work around every request."""
    app.before_request(_begin)
    app.after_request(_end)


def let_write(app: Flask) -> None:
    """Let the view of an unsafe method write; registered after all that only reads before it."""
    app.before_request(_let_write)


def keep_changes() -> None:
    """Commit although the answer is an error page: for what must be kept.

    Such as a failed sign-in being counted.
    """
    g.keep_changes = True


def _begin() -> None:
    set_writing(writing=False)


def _let_write() -> None:
    if request.method in SAFE:
        return
    # The transaction in which it was read who asks would not see what others write while we wait to write.
    db.session.rollback()
    set_writing(writing=True)


def _end(response: Response) -> Response:
    if response.status_code < 400 or getattr(g, "keep_changes", False):  # noqa: PLR2004 - HTTP's own boundary
        db.session.commit()
        _wake()
    else:
        db.session.rollback()
    return response


def _wake() -> None:
    """Pass on the jobs asked for, where this process has a runner: only now they have something to do."""
    runner = current_app.extensions.get("portal.jobs")
    asked = take_asked(db.session)
    if runner is not None and asked:
        runner.wake(sorted(asked))
