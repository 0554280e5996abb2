"""Language of a request: by address (/{lang}/…), else the account's, else the browser's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.routing import IntegerConverter, Map

from portal import i18n
from portal.accounts.access import public
from portal.db import LARGEST_NUMBER

DIRECTORY = str(i18n.TRANSLATIONS)


class RowNumber(IntegerConverter):
    """A number in an address: of a row, hence none that is greater than any row can have."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        """Take the numbers up to that of the last row."""
        kwargs.setdefault("max", LARGEST_NUMBER)
        super().__init__(url_map, *args, **kwargs)


def init_app(app: Flask) -> None:
    """Take the language out of every address that has one, and put it into every address built."""
    app.url_map.converters["int"] = RowNumber
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.add_url_rule("/", "root", _negotiate)
    app.extensions["portal.public_endpoints"] = {"root"}


def current() -> i18n.Language:
    """Return the language of this request (English outside of any)."""
    return i18n.LANGUAGES[getattr(g, "language", None) or i18n.DEFAULT]


def current_locale() -> str:
    """Return the Babel locale of this request."""
    return current().locale


def preferred() -> str:
    """Return the language for an address without one: account, then browser, then English."""
    identity = getattr(g, "identity", None)
    if identity is not None and identity.language in i18n.LANGUAGES:
        return str(identity.language)
    return i18n.first_language(request.accept_languages.values()) or i18n.DEFAULT


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if _holds_nul([*(values or {}).values(), *request.args.values()]):
        abort(404)
    if values is None or "lang" not in values:
        g.language = getattr(g, "language", None)
        return
    code = values.pop("lang")
    if code not in i18n.LANGUAGES:
        abort(404)
    g.language = code


def _holds_nul(parts: Iterable[Any]) -> bool:
    """Whether an address holds a character that no name has and that PostgreSQL does not even look for."""
    return any(isinstance(part, str) and "\0" in part for part in parts)


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" in values:
        return
    from_map = getattr(g, "language", None)
    if from_map and _has_language(endpoint):
        values["lang"] = from_map


def _has_language(endpoint: str) -> bool:
    from flask import current_app  # noqa: PLC0415 - needs the application of the request

    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


@public
def _negotiate() -> Response:
    """Lead to the front page in the reader's language."""
    response = redirect(url_for("public.home", lang=preferred()))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response  # type: ignore[return-value]  # werkzeug's Response is what Flask gives
