"""One commit a request, on success only; safe methods never take the write lock."""

from __future__ import annotations

from flask import Flask, Response, g, request

from portal.db import set_writing
from portal.extensions import db

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Hook the unit of work around every request."""
    app.before_request(_begin)
    app.after_request(_end)


def keep_changes() -> None:
    """Commit although the answer is an error page: for what must be kept.

    Such as a failed sign-in being counted.
    """
    g.keep_changes = True


def _begin() -> None:
    set_writing(writing=request.method not in SAFE)


def _end(response: Response) -> Response:
    if response.status_code < 400 or getattr(g, "keep_changes", False):  # noqa: PLR2004 - HTTP's own boundary
        db.session.commit()
    else:
        db.session.rollback()
    return response
