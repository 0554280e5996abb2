"""What was posted without a valid session: carried through signing in, shown, sent on when confirmed.

The fields travel in the page itself, so that nothing depends on this server still running. Somebody confirms
before they are sent on, and sees them: another site could otherwise plant a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from portal.accounts.forms import SignInForm
from portal.accounts.permissions import Side
from portal.countries.queries import countries_by_code
from portal.extensions import db

FIELD = "kept"
SETTLED = "settled"
"""Where the session notes posts whose texts are saved, until the next page tells the guard."""
MOST_SETTLED = 8
"""Posts noted at once: the session travels in a cookie."""
NOT_IN_PATHS = re.compile(r"[\x00-\x20\x7f\\]")
PAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TURN = re.compile(r"[0-9]{1,9}")
LEADS_ON = frozenset({HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})
SECRET = ("password", "csrf_token")
BOOKKEEPING = 40
"""A value without white space up to this length is a code or a number: kept too, shown lower down."""


@dataclass(frozen=True)
class Kept:
    """A post that was held: where it goes, its fields in order, whether files came too (not kept)."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    def as_text(self) -> str:
        """Return it as one text, for a hidden field."""
        return json.dumps({"path": self.path, "fields": self.fields, "files": self.files}, ensure_ascii=False)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Return the fields that somebody may have typed."""
        return [(name, value) for name, value in self.fields if value.strip() and not _is_bookkeeping(value)]

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return the other fields that say something."""
        return [(name, value) for name, value in self.fields if value.strip() and _is_bookkeeping(value)]


def _is_bookkeeping(value: str) -> bool:
    return len(value) <= BOOKKEEPING and value.isascii() and not any(mark.isspace() for mark in value)


def posted() -> Kept | None:
    """Return what this request posted, without passwords; None where another site sent it or nothing came."""
    if not _from_here():
        return None
    try:
        fields = tuple(
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if not any(secret in name.lower() for secret in SECRET)
        )
    except RequestEntityTooLarge:
        return None
    files = any(file.filename for file in request.files.values())
    path = request.full_path.rstrip("?")
    return Kept(path, fields, files) if safe_path(path) and fields else None


def from_text(text: str) -> Kept | None:
    """Read what `as_text` wrote; None for anything else, or where it would lead away from this site."""
    try:
        value = json.loads(text)
        fields = tuple((str(name), str(content)) for name, content in value["fields"])
        kept = Kept(str(value["path"]), fields, bool(value["files"]))
        kept.as_text().encode()  # half characters, which JSON can name and no page can hold
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return kept if safe_path(kept.path) else None


def carried() -> Kept | None:
    """Return what the sign-in page carried; None where another site sent it, as in `posted`."""
    return from_text(request.form.get(FIELD, "")) if _from_here() else None


def safe_path(path: str | None) -> str | None:
    r"""Return a path of this same site, or None: signing in must not lead a person elsewhere.

    >>> safe_path("/en/reports/7?all=1"), safe_path("//example.org/"), safe_path("/\\example.org")
    ('/en/reports/7?all=1', None, None)
    """
    if not path or not path.startswith("/") or path.startswith("//"):
        return None
    if NOT_IN_PATHS.search(path):
        return None
    address = urlsplit(path)
    return None if address.scheme or address.netloc else path


def sign_in_page(
    kept: Kept | None, status: int, form: SignInForm | None = None, **values: Any
) -> ResponseReturnValue:
    """Return the sign-in page, which carries what was kept."""
    # A form of its own: the fields that were posted are not those of this form.
    form = form or SignInForm(formdata=None)
    return render_template("accounts/sign_in.html", form=form, kept=kept, no_index=True, **values), status


def side_page(kept: Kept | None, sides: list[Side], **values: Any) -> ResponseReturnValue:
    """Return the page on which an account of two sides chooses one; it carries what was kept."""
    places = countries_by_code(db.session, [side.country for side in sides if side.country])
    page = {"sides": sides, "places": places, "kept": kept, "no_index": True}
    return render_template("accounts/side.html", **page, **values)


def confirmation(kept: Kept, status: int = 200) -> ResponseReturnValue:
    """Return the page that shows what was kept and sends it on when the person says so."""
    return render_template("accounts/kept.html", kept=kept, no_index=True), status


def settle(unread: Iterable[str] = ()) -> None:
    """Note that what this request posted is saved or set aside, but for answers that could not be read.

    The next page tells the guard in the browser, which then lets go of exactly these texts.
    """
    page, turn = request.form.get("~page", ""), request.form.get("~turn", "")
    if is_autosave() or not PAGE_ID.fullmatch(page) or not TURN.fullmatch(turn):
        return
    noted = [post for post in session.get(SETTLED, []) if post[0] != page]
    session[SETTLED] = [*noted, [page, int(turn), sorted(unread)]][-MOST_SETTLED:]
    g.settled = True


def settle_if_led_on(response: Response) -> Response:
    """Note a post that was answered by leading on: only what is done with leads on."""
    if request.method == "POST" and HTTPStatus(response.status_code) in LEADS_ON and "settled" not in g:
        settle()
    return response


def settled_posts() -> list[list[Any]]:
    """Return the posts noted and not told to a page so far: page, turn, keys that could not be read."""
    found: list[list[Any]] = session.pop(SETTLED, []) if SETTLED in session else []
    return found


def is_autosave() -> bool:
    """Whether the script of a form posted, which keeps the text itself."""
    return "X-Autosave" in request.headers


def signed_out_answer() -> ResponseReturnValue:
    """Tell the script of a form that the person has to sign in; it keeps the text meanwhile."""
    body = {"saved": {}, "conflicts": [], "hidden": {}, "signed_out": True}
    return Response(json.dumps(body), 401, mimetype="application/json")


def _from_here() -> bool:
    """Whether the page that posted is ours, as far as the browser says; one that says nothing is believed."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    ours = {request.host, urlsplit(current_app.extensions["portal.settings"].base_url).netloc}
    return urlsplit(origin).netloc in ours
