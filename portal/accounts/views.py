"""Pages of signing in and out, and of one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access, keeping, queries, services
from portal.accounts.credentials.checking import account_for, new_hash
from portal.accounts.forms import ChangePasswordForm, EmptyForm, ProfileForm, SignInForm, typed
from portal.accounts.links import views as links_views
from portal.accounts.people import views as people_views
from portal.accounts.people.rules import TITLES
from portal.accounts.permissions import Permission
from portal.countries.queries import countries_by_code
from portal.extensions import csrf, db

blueprint = Blueprint("accounts", __name__)
blueprint.register_blueprint(people_views.blueprint)
blueprint.register_blueprint(links_views.blueprint)

# Pages marked `csrf.exempt` are not exempt: their form checks its own token. A page that was open too long is
# then shown again with what was typed, instead of being held and confirmed, which passwords must not be.


@blueprint.route("/<lang>/sign-in", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF publishes no types
@access.public
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to the page that was asked for or to the text that was kept."""
    onward = keeping.safe_path(request.values.get("next"))
    if request.method == "GET" and access.identity().user_id is not None:
        return redirect(onward or access.desk_address())
    form, kept = SignInForm(), keeping.carried()
    if not form.validate_on_submit():
        return keeping.sign_in_page(kept, 200 if request.method == "GET" else 422, form, onward=onward)
    account = account_for(typed(form.email), typed(form.password))
    if account is None:
        return keeping.sign_in_page(kept, 401, form, onward=onward, refused=True)
    access.sign_in_session(account)
    if access.sides_to_choose():
        return keeping.side_page(kept, access.sides_to_choose(), onward=onward)
    if kept is not None:
        return keeping.confirmation(kept)
    return redirect(onward or access.desk_address(account.language))


@blueprint.route("/<lang>/side", methods=["GET", "POST"])
@access.public
def side() -> ResponseReturnValue:
    """Choose the side to act on, with an account that holds roles on two; it stays until signing out."""
    onward, kept = keeping.safe_path(request.values.get("next")), keeping.carried()
    if request.method == "POST":
        access.choose_side(request.form.get("side", ""))
    if access.sides_to_choose():
        return keeping.side_page(kept, access.sides_to_choose(), onward=onward)
    if kept is not None:
        return keeping.confirmation(kept)
    return redirect(onward or access.desk_address())


@blueprint.route("/<lang>/sign-out", methods=["POST"])
@access.public
def sign_out() -> ResponseReturnValue:
    """End the session on this machine."""
    access.sign_out_session()
    flash(_("You are signed out."))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/<lang>/account", methods=["GET", "POST"])
@access.requires(Permission.SELF_MANAGE)
def account() -> ResponseReturnValue:
    """Show one's own account; change its name and language."""
    own = queries.get_account(db.session, _own_id())
    form = ProfileForm(obj=own)
    if form.validate_on_submit():
        own = services.describe_account(db.session, own.id, typed(form.name), typed(form.language))
        flash(_("Saved."))
        return redirect(url_for("accounts.account", lang=own.language))
    return _account_page(form, ChangePasswordForm(formdata=None), 422 if form.errors else 200)


@blueprint.route("/<lang>/account/password", methods=["POST"])
@access.requires(Permission.SELF_MANAGE)
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session of the account ends."""
    own_id, email = _own_id(), queries.get_account(db.session, _own_id()).email
    form = ChangePasswordForm(email=email)
    if form.validate_on_submit() and account_for(email, typed(form.current)) is None:
        form.current.errors = [_("This is not your password so far, or sign-in pauses after several tries.")]
    if form.errors:
        own = queries.get_account(db.session, own_id)
        return _account_page(ProfileForm(formdata=None, obj=own), form, 422)
    hashed = new_hash(typed(form.password))
    own = services.change_password(db.session, own_id, hashed, access.now())
    access.sign_in_session(own)
    flash(_("Your password is changed. Everywhere else you are signed out."))
    return redirect(url_for("accounts.account"))


@blueprint.route("/<lang>/account/sessions", methods=["POST"])
@access.requires(Permission.SELF_MANAGE)
def end_sessions() -> ResponseReturnValue:
    """End every other session of one's own account."""
    form = EmptyForm()
    if form.validate_on_submit():
        access.sign_in_session(services.end_sessions(db.session, _own_id()))
        flash(_("Everywhere else you are signed out."))
    return redirect(url_for("accounts.account"))


def _own_id() -> int:
    """Return the id of who is asking; pages that ask for a permission are reached by accounts only."""
    own_id = access.identity().user_id
    assert own_id is not None  # noqa: S101 - holds wherever a permission is asked for
    return own_id


def _account_page(profile: ProfileForm, passwords: ChangePasswordForm, status: int) -> ResponseReturnValue:
    held = sorted(access.identity().held, key=lambda one: (one.role, one.country or ""))
    countries = countries_by_code(db.session, [one.country for one in held if one.country])
    roles = [(TITLES[one.role], countries.get(one.country or "")) for one in held]
    errors = [*profile.all_errors(), *passwords.all_errors()]
    page = render_template(
        "accounts/account.html",
        profile=profile,
        passwords=passwords,
        roles=roles,
        errors=errors,
        no_index=True,
    )
    return page, status
