"""Language of a request: by address (/{lang}/…), else the account's, else the browser's."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, abort, g, redirect, request, url_for

from portal import i18n
from portal.accounts.access import public

DIRECTORY = str(i18n.TRANSLATIONS)


def init_app(app: Flask) -> None:
    """Take the language out of every address that has one, and put it into every address built."""
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
    if values is None or "lang" not in values:
        g.language = getattr(g, "language", None)
        return
    code = values.pop("lang")
    if code not in i18n.LANGUAGES:
        abort(404)
    g.language = code


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
