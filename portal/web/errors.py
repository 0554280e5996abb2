"""Every refusal and fault as a page in the reader's language, or as problem+json for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext, refresh
from werkzeug.exceptions import HTTPException

from portal import i18n
from portal.accounts import keeping
from portal.accounts.permissions import ANYBODY
from portal.errors import (
    BusyError,
    MalformedError,
    NotAllowedError,
    NotFoundError,
    PortalError,
    RefusedError,
    StaleError,
    TooManyError,
)
from portal.events import security
from portal.i18n import N_
from portal.web import locale
from portal.web.arrival import beginnings
from portal.web.sentences import SENTENCES

STATUSES: Mapping[type[PortalError], int] = {
    MalformedError: 400,
    NotFoundError: 404,
    NotAllowedError: 403,
    StaleError: 409,
    TooManyError: 429,
    BusyError: 503,
    RefusedError: 409,
}
PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 429, 500, 503})
API = "/api/"


GUARDS: Mapping[str, str] = {
    "complete": N_("Some answers are still missing, or the declaration is not signed."),
    "open": N_("This cycle has closed for your country. The secretariat can extend it."),
    "has_reviewer": N_("Nobody reviews this report."),
    "has_remark": N_("Write at least one remark first, so that the Government knows what to clarify."),
    "once_a_version": N_("This version was already returned once."),
    "remarks_answered": N_("Some remarks are not answered yet."),
    "coordinator_practice": N_(
        "Only a practice filed by a coordinator needs the agreement of the Government."
    ),
    "no_reviewer_left": N_("The reviewer can still act on this report."),
    "window_over": N_("The time for the review is not over yet."),
    "consent": N_("The Government did not consent to publication."),
    "discardable": N_("A report that was submitted cannot be discarded; it can be withdrawn."),
    "no_version_in_progress": N_("A new version is already in progress."),
}
"""Why a step is refused (code `step_refused`, parameter `guards`): a sentence a guard of the workflow."""

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
    reasons = [str(gettext(GUARDS[guard])) for guard in params.get("guards", ()) if guard in GUARDS]
    if reasons:
        return " ".join(reasons)
    try:
        return str(gettext(SENTENCES.get(code, ANY_REFUSAL))) % dict(params)
    except (KeyError, ValueError, TypeError):
        return str(gettext(ANY_REFUSAL))


def domain_error(error: PortalError) -> Response:
    """Answer a domain error with its own sentence; what somebody may not do stands in the security log."""
    if isinstance(error, NotAllowedError):
        security.note(
            "refused",
            account=getattr(g.get("identity"), "user_id", None),
            code=error.code,
            page=request.endpoint,
            method=request.method,
        )
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 409)
    response = _answer(status, error.code, error)
    if isinstance(error, TooManyError | BusyError):
        response.headers["Retry-After"] = str(error.params["seconds"])
    return response


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
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and "identity" not in g:
        g.identity = ANYBODY  # the database may be what is at fault
    sentence = sentence_of(error) if error else ""
    if request.path.startswith(API):
        return _problem(status, code, sentence, error)
    page = status if status in PAGES else (500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400)
    html = render_template(f"errors/{page}.html", sentence=sentence, kept=_kept(status), status=status)
    return current_app.make_response((html, status))


def _kept(status: int) -> keeping.Kept | None:
    """Return what was posted; of a post that is too large to be read, what was typed before its file."""
    kept = keeping.posted()
    if kept is not None or status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return kept
    fields = tuple(one for one in beginnings.first_fields() if one[0] != "csrf_token")
    return keeping.Kept(request.full_path.rstrip("?"), fields, files=True) if fields else None


def _problem(status: int, code: str, sentence: str, error: PortalError | None) -> Response:
    """Answer as RFC 9457 has it; `code` is stable, `detail` a sentence in the language of the reader."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["code"] = code
    if sentence:
        body["detail"] = sentence
    if isinstance(error, MalformedError):
        body["parameters"] = error.params["parameters"]
    content = json.dumps(body, ensure_ascii=False) + "\n"
    response = Response(content, status=status, mimetype="application/problem+json")
    response.vary.add("Accept-Language")
    return response


def _find_language() -> None:
    """An address that leads nowhere still begins with a language."""
    if getattr(g, "language", None) is None:
        first = request.path.strip("/").partition("/")[0]
        g.language = first if first in i18n.LANGUAGES else locale.preferred()
        refresh()
