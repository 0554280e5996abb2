"""Pages to which mailed links lead: accepting an invitation, and choosing a new password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access, queries, services
from portal.accounts.credentials.addresses import fold_email
from portal.accounts.credentials.checking import account_for, looking, new_hash
from portal.accounts.forms import (
    AcceptForm,
    ConfirmForm,
    EmptyForm,
    ForgottenForm,
    NewPasswordForm,
    PortalForm,
    typed,
)
from portal.accounts.models import Account
from portal.accounts.people.queries import open_invitation
from portal.accounts.people.rules import TITLES
from portal.accounts.people.services import Acceptance, accept_as_new, accept_as_owner
from portal.accounts.permissions import Role
from portal.countries.queries import get_country
from portal.errors import RefusedError
from portal.extensions import csrf, db

blueprint = Blueprint("links", __name__)

# As in the room's other pages, `csrf.exempt` leaves the token to the form, which shows again what was typed.


@dataclass(frozen=True)
class Invited:
    """What the page of an invitation shows; `account_id`: the address has an account already."""

    email: str
    name: str
    role: Role
    country_names: dict[str, str] | None
    account_id: int | None

    @property
    def title(self) -> str:
        """Return the role as it is called, in English."""
        return TITLES[self.role]


@blueprint.route("/<lang>/invitation/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF publishes no types
@access.public
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation: with a new account, or with the account that its address has."""
    try:
        invited = _invited(token)
        form = _form_for(invited)
        if form.validate_on_submit():
            account = _accept(token, invited, form)
            if account is not None:
                access.sign_in_session(account)
                flash(_("Welcome. The invitation is accepted."))
                return redirect(access.desk_address())
            form.password.errors = [_("This is not your password, or sign-in pauses after several tries.")]
    except RefusedError as refusal:
        return _closed(refusal)
    status = 422 if form.errors else 200
    return render_template("accounts/invitation.html", form=form, invited=invited, no_index=True), status


@blueprint.route("/<lang>/forgotten-password", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF publishes no types
@access.public
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose a new password; the answer does not tell whether there is an account."""
    form = ForgottenForm()
    if form.validate_on_submit():
        services.request_reset(db.session, fold_email(typed(form.email)), access.base_url(), access.now())
        return redirect(url_for("accounts.links.forgotten", sent=1))
    sent = request.method == "GET" and "sent" in request.args
    page = render_template("accounts/forgotten.html", form=form, sent=sent, no_index=True)
    return page, 422 if form.errors else 200


@blueprint.route("/<lang>/new-password/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF publishes no types
@access.public
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password, by a mailed link."""
    try:
        with looking():
            email = queries.open_reset(db.session, token, access.now())[1].email
        form = NewPasswordForm(email=email)
        if form.validate_on_submit():
            hashed = new_hash(typed(form.password))
            access.sign_in_session(services.reset_password(db.session, token, hashed, access.now()))
            flash(_("Your new password is set. Everywhere else you are signed out."))
            return redirect(access.desk_address())
    except RefusedError as refusal:
        return _closed(refusal)
    page = render_template("accounts/new_password.html", form=form, email=email, no_index=True)
    return page, 422 if form.errors else 200


def _invited(token: str) -> Invited:
    with looking():
        found = open_invitation(db.session, token, access.now())
        names = get_country(db.session, found.country).names if found.country else None
        account = queries.account_of_email(db.session, found.email)
        return Invited(found.email, found.name, found.role, names, account.id if account else None)


def _form_for(invited: Invited) -> PortalForm:
    if invited.account_id is None:
        return AcceptForm(email=invited.email, data={"name": invited.name})
    return EmptyForm() if access.identity().user_id == invited.account_id else ConfirmForm()


def _accept(token: str, invited: Invited, form: PortalForm) -> Account | None:
    """Accept with what the form gave; None for a password that does not fit."""
    if isinstance(form, AcceptForm):
        language = access.language_of_request()
        acceptance = Acceptance(typed(form.name), language, new_hash(typed(form.password)))
        return accept_as_new(db.session, token, acceptance, access.now())
    if isinstance(form, ConfirmForm):
        account = account_for(invited.email, typed(form.password))
        return accept_as_owner(db.session, token, account.id, access.now()) if account else None
    return accept_as_owner(db.session, token, invited.account_id or 0, access.now())


def _closed(refusal: RefusedError) -> ResponseReturnValue:
    """Say what to do about a link that cannot be used any more."""
    return render_template("accounts/link_closed.html", code=refusal.code, no_index=True), 410
