"""The body of a request, read before anything else: a slow line must never hold what others wait for."""

from __future__ import annotations

from flask import Flask, request

from portal.accounts.access import SAFE

TEXTS_ALONE = "application/x-www-form-urlencoded"


def init_app(app: Flask) -> None:
    """Read every body before the first question to the database; registered before all that asks one."""
    app.before_request(_read)


def _read() -> None:
    """Read the fields and files of a form, or the bytes of anything else; views then find them read.

    SQLite has one writer, and PostgreSQL a few connections: whoever waits for a body holds neither. What is
    too large or breaks off is refused here, as it would be in the view. A form without files may be as large
    as the texts of one with files.
    """
    if request.method not in SAFE:
        if request.mimetype == TEXTS_ALONE:
            request.max_content_length = request.max_form_memory_size
        request.get_data(parse_form_data=True)
