"""Every refusal and fault as a page in the reader's language, or as problem+json for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext, refresh
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal import i18n
from portal.errors import NotAllowedError, NotFoundError, PortalError, RefusedError, StaleError
from portal.i18n import N_
from portal.web import locale

STATUSES: Mapping[type[PortalError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    StaleError: 409,
    RefusedError: 409,
}
PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 429, 500})
API = "/api/"
NEVER_SHOWN = ("password", "token", "csrf")

SENTENCES: Mapping[str, str] = {
    "country_unknown": N_("There is no country with the code %(country)s."),
}
"""The sentence of each code of a domain error; %(name)s are its parameters."""

ANY_REFUSAL = N_("This step is not possible as things stand. Nothing was changed.")


def init_app(app: Flask) -> None:
    """Answer domain errors and HTTP errors."""
    app.register_error_handler(PortalError, domain_error)
    app.register_error_handler(HTTPException, http_error)


def sentence_of(message: str | Mapping[str, Any] | PortalError) -> str:
    """Return the sentence for a reader: of a domain error, of a mapping with code and params, or a text."""
    if isinstance(message, str):
        return message
    if isinstance(message, PortalError):
        return _sentence(message.code, message.params)
    return _sentence(message["code"], message.get("params", {}))


def _sentence(code: str, params: Mapping[str, Any]) -> str:
    """A code without a sentence, or a sentence without its parameters, gets one true of any refusal."""
    try:
        return str(gettext(SENTENCES.get(code, ANY_REFUSAL), **params))
    except (KeyError, ValueError, TypeError):
        return str(gettext(ANY_REFUSAL))


def domain_error(error: PortalError) -> Response:
    """Answer a domain error with its own sentence."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 409)
    return _answer(status, error.code, error)


def http_error(error: HTTPException) -> Response:
    """Answer an HTTP error; what is already a whole response, such as a redirect, goes through."""
    if error.code is None or error.response is not None:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's Response is what Flask gives
    response = _answer(error.code, HTTPStatus(error.code).phrase.lower().replace(" ", "_"), None)
    for name, content in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = content
    return response


def _answer(status: int, code: str, error: PortalError | None) -> Response:
    _find_language()
    sentence = sentence_of(error) if error else ""
    if request.path.startswith(API):
        return _problem(status, code, sentence)
    page = status if status in PAGES else (500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400)
    html = render_template(f"errors/{page}.html", sentence=sentence, typed=typed_texts(), status=status)
    return current_app.make_response((html, status))


def _problem(status: int, code: str, sentence: str) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    if sentence:
        body["detail"] = sentence
    content = json.dumps(body, ensure_ascii=False) + "\n"
    return Response(content, status=status, mimetype="application/problem+json")


def _find_language() -> None:
    """An address that leads nowhere still begins with a language."""
    if getattr(g, "language", None) is None:
        first = request.path.strip("/").partition("/")[0]
        g.language = first if first in i18n.LANGUAGES else locale.preferred()
        refresh()


def typed_texts() -> list[tuple[str, str]]:
    """Return what was typed into a form that could not be taken: it is shown again, to be copied."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except (RequestEntityTooLarge, UnicodeDecodeError, OSError):
        return []
    return [
        (name, text)
        for name, text in fields
        if text.strip() and not any(word in name.lower() for word in NEVER_SHOWN)
    ]
