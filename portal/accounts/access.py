"""Who is asking, and whether they may: the identity of a request and the declaration every page carries.

Default deny: a page without `@requires(…)` or `@public` is refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from portal.accounts import keeping, queries
from portal.accounts.credentials.passwords import CHEAP, STANDARD, Hasher
from portal.accounts.limits import counting
from portal.accounts.models import Account
from portal.accounts.permissions import ANYBODY, PUBLIC, Identity, Permission, Side, permits, sides_of
from portal.errors import NotAllowedError
from portal.events import security
from portal.extensions import db
from portal.i18n import DEFAULT, first_language

View = TypeVar("View", bound=Callable[..., Any])
CountryOf = Callable[[Mapping[str, Any]], str | None]
AlsoBy = Callable[[Mapping[str, Any]], Permission | None]
Instead = Callable[[Mapping[str, Any]], Permission]

DECLARATION = "_declared_access"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FACELESS = frozenset({"static", "healthz", "readyz", "robots", "security_contact"})
"""Endpoints that are the same for everybody: who asks is not looked up."""
FOR_PROGRAMS = "/api/"
"""Addresses of programs, the same for everybody as well: a view looks up who asks where it matters."""
SIDE = "side"
"""Where a session keeps the side that an account of two has chosen."""
REFRESH = 60
"""Seconds after which a request is noted in the session anew."""

DESKS = (
    (Permission.REPORT_READ_DRAFT, "filing.desk"),
    (Permission.CYCLE_MANAGE, "secretariat.home"),
    (Permission.REVIEW_READ, "review.queue"),
    (Permission.OFFICE_READ_DRAFT, "filing.desk"),
    (Permission.ACCOUNT_MANAGE, "accounts.people.administration"),
    (Permission.SELF_MANAGE, "accounts.account"),
)
"""Where a person is led after signing in: the first page that exists and is theirs."""


class UndeclaredError(RuntimeError):
    """A page carries neither `@requires(…)` nor `@public`; raised while testing, so that the build fails."""


@dataclass(frozen=True)
class Declaration:
    """What a page asks for: a permission, and which country it is about (None: anywhere)."""

    permission: Permission
    country_of: CountryOf | None = None
    also_by: AlsoBy | None = None
    instead: Instead | None = None

    def allows(self, who: Identity, parts: Mapping[str, Any]) -> bool:
        """Whether a person may open the page at an address with these parts."""
        country = self.country_of(parts) if self.country_of else None
        asked = self.instead(parts) if self.instead else self.permission
        if permits(who, asked, country):
            return True
        also = self.also_by(parts) if self.also_by else None
        return also is not None and permits(who, also, country)


def init_app(app: Flask) -> None:
    """Look at who is asking, and at what the page declares, before every request."""
    # `seen` dates a session anew, so that files which anybody may keep never come with somebody's cookie.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.extensions["portal.hasher"] = Hasher(CHEAP if app.testing else STANDARD)
    counting.init_app(app)
    app.before_request(_recognise)
    app.before_request(_enforce)
    app.after_request(keeping.settle_if_led_on)
    app.register_error_handler(CSRFError, _on_old_page)


def requires(
    permission: Permission,
    country_of: CountryOf | None = None,
    also_by: AlsoBy | None = None,
    *,
    instead: Instead | None = None,
) -> Callable[[View], View]:
    """Declare the permission a page asks for.

    `country_of` gets the parts of the address, without the language, and returns the alpha-3 code of the
    country the page is about; it may raise NotFoundError. Without it, the permission anywhere is enough.
    `also_by` gets the same parts and returns another permission that is enough for this very thing, such as
    for a report received by mail, or None. `instead` gets the same parts and returns the permission that is
    asked for this very thing in place of the declared one: on the author side of a coordinator's report, that
    of the office.
    """

    def declare(view: View) -> View:
        setattr(view, DECLARATION, Declaration(permission, country_of, also_by, instead))
        return view

    return declare


def public(view: View) -> View:
    """Declare that a page is for everybody, signed in or not."""
    setattr(view, DECLARATION, Declaration(Permission.PUBLIC_READ))
    return view


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """Return what a page declares, or None."""
    declared: Declaration | None = getattr(view, DECLARATION, None)
    return declared


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """Return the permission a page asks for (PUBLIC_READ: none), or None where it declares nothing."""
    declared = declaration_of(view)
    return declared.permission if declared else None


def identity() -> Identity:
    """Return who is asking; loaded once a request, with the roles, in one query."""
    if "identity" not in g:
        g.identity = _identity_of_session()
    found: Identity = g.identity
    return found


def sign_in_session(account: Account) -> None:
    """Begin a session of this account, with nothing of the session before."""
    db.session.flush()
    _forget()
    session.permanent = True
    session["account"], session["epoch"], session["seen"] = account.id, account.epoch, int(time.time())
    security.note("signed_in", account=account.id, session=db.session)


def sides_to_choose() -> list[Side]:
    """Return the sides of an account of two, in a session that has not chosen one; else none."""
    identity()
    return list(g.get("sides", ()))


def choose_side(name: str) -> None:
    """Act on one of the sides of this account until the session ends; another name chooses nothing."""
    if name in {side.name for side in sides_to_choose()}:
        session[SIDE] = name
        for key in ("identity", "sides"):
            g.pop(key, None)


def sign_out_session() -> None:
    """End the session on this machine."""
    security.note("signed_out", account=identity().user_id)
    _forget()


def desk_address(language: str | None = None) -> str:
    """Return the address at which this person's work begins, in a language (default: the person's own)."""
    who = identity()
    code = language or who.language or language_of_request()
    for permission, endpoint in DESKS:
        if endpoint in current_app.view_functions and permits(who, permission):
            return url_for(endpoint, lang=code)
    return f"/{code}/"


def language_of_request() -> str:
    """Return the language of the address, else of the person, else of the browser, else English."""
    code = getattr(g, "language", None) or getattr(g.get("identity"), "language", None)
    return code or first_language(request.accept_languages.values()) or DEFAULT


def hasher() -> Hasher:
    """Return what makes and verifies the hashes of passwords in this application."""
    found: Hasher = current_app.extensions["portal.hasher"]
    return found


def base_url() -> str:
    """Return the address of the portal as written in letters, without a slash at its end."""
    return str(current_app.extensions["portal.settings"].base_url)


def now() -> datetime:
    """Return the moment of this request."""
    return datetime.now(UTC)


def _identity_of_session() -> Identity:
    account_id = session.get("account")
    if account_id is None:
        return ANYBODY
    found = queries.identity_of(db.session, account_id)
    if found is None or found[1] != session.get("epoch") or _idle_seconds() > _idle_limit():
        _forget()
        return ANYBODY
    if _idle_seconds() > REFRESH:
        session["seen"] = int(time.time())
    who = found[0].at_side(session.get(SIDE))
    if not who.held:
        g.sides = sorted(sides_of(found[0].held))
    return who


def _idle_seconds() -> float:
    return time.time() - float(session.get("seen", 0))


def _idle_limit() -> float:
    return current_app.permanent_session_lifetime.total_seconds()


def _forget() -> None:
    """Empty the session; a token already made for this answer would belong to the old one."""
    session.clear()
    g.pop("identity", None)
    g.pop("sides", None)
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)


def _recognise() -> None:
    """Look up who is asking: views and templates read it."""
    if request.endpoint not in FACELESS and not request.path.startswith(FOR_PROGRAMS):
        identity()


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in FACELESS:
        return None
    declared = declaration_of(current_app.view_functions[request.endpoint])
    if declared is None:
        if current_app.testing:
            raise UndeclaredError(request.endpoint)
        raise NotAllowedError("not_declared")
    if declared.permission in PUBLIC:
        return None
    who = identity()
    if who.user_id is None:
        return _ask_to_sign_in()
    if sides_to_choose():
        return _ask_for_side()
    if not declared.allows(who, request.view_args or {}):
        raise NotAllowedError("not_allowed")
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page; what was posted is carried through it."""
    _settle_language()
    if request.method in SAFE:
        return redirect(url_for("accounts.sign_in", lang=g.language, next=request.full_path.rstrip("?")))
    if keeping.is_autosave():
        return keeping.signed_out_answer()
    return keeping.sign_in_page(keeping.posted(), HTTPStatus.UNAUTHORIZED)


def _ask_for_side() -> ResponseReturnValue:
    """Let an account of two sides choose one first; what was posted is carried through."""
    _settle_language()
    if request.method in SAFE:
        return redirect(url_for("accounts.side", lang=g.language, next=request.full_path.rstrip("?")))
    if keeping.is_autosave():
        return keeping.signed_out_answer()
    return keeping.side_page(keeping.posted(), sides_to_choose())


def _on_old_page(_error: CSRFError) -> ResponseReturnValue:
    """Answer a post from a page of an earlier session or key: nothing is done, nothing is lost."""
    _settle_language()
    if keeping.is_autosave():
        return keeping.signed_out_answer()
    kept = keeping.posted()
    if identity().user_id is None:
        return keeping.sign_in_page(kept, HTTPStatus.UNAUTHORIZED)
    if kept is None:
        # Raised here, inside of a handler, it would meet no other one.
        return current_app.handle_user_exception(NotAllowedError("page_expired"))
    return keeping.confirmation(kept, HTTPStatus.BAD_REQUEST)


def _settle_language() -> None:
    g.language = language_of_request()
