"""What is limited for whom: by account and address together, by address, by account, and whole.

Nobody else's tries keep the right person out: what one address tries counts for that address, and a browser
in which the account was used before does not meet the limits of the account and of the whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask import Flask, Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.limits.store import TallyStore
from portal.errors import TooManyError
from portal.extensions import db

EXTENSION = "portal.limits"
KNOWN_FOR = 180 * 24 * 3600
"""Seconds for which a browser is known after somebody signed in with it."""
_logger = logging.getLogger("portal.limits")


class Counted(NamedTuple):
    """One thing that is counted: the name of its limit among the settings, and whose count it is."""

    limit: str
    whose: str


class Limits:
    """Counts against the limits of the settings; one without a limit is not counted."""

    def __init__(self, engine: object, limits: Mapping[str, str]) -> None:
        self._limiter = FixedWindowRateLimiter(TallyStore(engine))  # type: ignore[arg-type]  # an Engine, made late
        self._items = {name: parse(text) for name, text in limits.items() if text != "none"}

    def demand(self, counted: Iterable[Counted]) -> None:
        """Raise TooManyError where one of these has reached its limit; nothing is counted."""
        for one in self._limited(counted):
            item = self._items[one.limit]
            if not self._limiter.test(item, one.limit, one.whose):
                ends = self._limiter.get_window_stats(item, one.limit, one.whose).reset_time
                raise TooManyError("too_many", seconds=max(1, int(ends - time.time()) + 1))

    def count(self, counted: Iterable[Counted]) -> None:
        """Count one try for each of these."""
        for one in self._limited(counted):
            self._limiter.hit(self._items[one.limit], one.limit, one.whose)

    def forget(self, counted: Iterable[Counted]) -> None:
        """Let these begin anew."""
        for one in self._limited(counted):
            self._limiter.clear(self._items[one.limit], one.limit, one.whose)

    def _limited(self, counted: Iterable[Counted]) -> list[Counted]:
        return [one for one in counted if one.limit in self._items]


def init_app(app: Flask) -> None:
    """Make the counts of this application."""
    settings = app.extensions["portal.settings"]
    with app.app_context():
        app.extensions[EXTENSION] = Limits(db.engine, settings.limits)


def demand(counted: Iterable[Counted]) -> None:
    """Raise TooManyError where a limit is reached. Called while the request holds no transaction."""
    _counts().demand(counted)


def count(counted: Iterable[Counted]) -> None:
    """Count a try. Where the database has no turn for it in time, the try goes uncounted."""
    try:
        _counts().count(counted)
    except SQLAlchemyError:
        _logger.warning("a try was not counted", exc_info=True)


def forget(counted: Iterable[Counted]) -> None:
    """Let counts begin anew, as after a right password."""
    try:
        _counts().forget(counted)
    except SQLAlchemyError:
        _logger.warning("a count was not forgotten", exc_info=True)


def of_sign_in(email: str) -> list[Counted]:
    """Return what a wrong password for an account (by its folded address) counts for.

    For a known browser, it counts for that browser and account alone.
    """
    if _is_known(email):
        return [Counted("sign-in", f"browser {email} {request.cookies.get(_cookie(), '')}")]
    here = request.remote_addr or ""
    return [
        Counted("sign-in", f"{email} {here}"),
        Counted("sign-in/address", here),
        Counted("sign-in/account", email),
        Counted("sign-in/whole", ""),
    ]


def remember_browser(response: Response, email: str) -> Response:
    """Let this browser be known as one of the account's."""
    settings = current_app.extensions["portal.settings"]
    response.set_cookie(
        _cookie(), _serializer().dumps(email), KNOWN_FOR, secure=settings.https, httponly=True, samesite="Lax"
    )
    return response


def _is_known(email: str) -> bool:
    try:
        return bool(_serializer().loads(request.cookies.get(_cookie(), ""), KNOWN_FOR) == email)
    except BadData:
        return False


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="known browser")


def _cookie() -> str:
    return "__Host-known" if current_app.extensions["portal.settings"].https else "known"


def _counts() -> Limits:
    found: Limits = current_app.extensions[EXTENSION]
    return found
