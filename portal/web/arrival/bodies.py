"""The body of a request, read before anything else: a slow line must never hold what others wait for."""

from __future__ import annotations

from flask import Flask, request

from portal.accounts.access import SAFE


def init_app(app: Flask) -> None:
    """Read every body before the first question to the database; registered before all that asks one."""
    app.before_request(_read)


def _read() -> None:
    """Read the fields and files of a form, or the bytes of anything else; views then find them read.

    SQLite has one writer, and PostgreSQL a few connections: whoever waits for a body holds neither. What is
    too large or breaks off is refused here, as it would be in the view.
    """
    if request.method not in SAFE:
        request.get_data(parse_form_data=True)
