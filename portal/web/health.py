"""Whether the portal lives and is ready, for those who operate it."""

from __future__ import annotations

from flask import Flask, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.access import public
from portal.extensions import db

LOADING = "loading"
"""File in the data folder while `portal serve` loads the demonstration."""


def init_app(app: Flask) -> None:
    """Add /healthz and /readyz."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@public
def readyz() -> Response:
    """The database answers and holds the portal's tables, and nothing is being loaded any more."""
    if (current_app.extensions["portal.settings"].data_dir / LOADING).exists():
        return Response("loading\n", status=503, mimetype="text/plain")
    try:
        db.session.execute(text("SELECT 1 FROM country LIMIT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return Response("not ready\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
