"""Pages of people: a country's, a coordinator's office's, and every account for the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access, services
from portal.accounts.forms import typed
from portal.accounts.people import queries
from portal.accounts.people.forms import InviteForm
from portal.accounts.people.handover import Succession
from portal.accounts.people.queries import holders_of
from portal.accounts.people.rules import EXPLANATIONS, HANDED_OVER, TITLES, invitable, may_end, may_hand_over
from portal.accounts.people.services import InvitationDraft, end_grant, invite, left_to_pass_on, revoke
from portal.accounts.permissions import COUNTRY_ROLES, GOVERNMENT, OFFICE_CIRCLE, HeldRole, Permission, Role
from portal.accounts.queries import accounts_on_two_sides, all_accounts, countries_without_focal_point
from portal.countries.models import Country
from portal.countries.queries import countries_by_code, get_country
from portal.errors import NotFoundError, RefusedError
from portal.extensions import db

blueprint = Blueprint("people", __name__)


@dataclass(frozen=True)
class Circle:
    """A list of people: the name of its page, the permission to keep it, the roles in it."""

    name: str
    permission: Permission
    roles: frozenset[Role]
    ending: str
    revoking: str

    def address(self, country: str | None) -> str:
        """Return the address of the list for a country."""
        return url_for(f"accounts.people.{self.name}", country=country)

    def end_address(self, grant_id: int, country: str | None) -> str:
        """Return where to post that a role ends."""
        return url_for(f"accounts.people.{self.ending}", grant_id=grant_id, country=country)

    def revoke_address(self, invitation_id: int, country: str | None) -> str:
        """Return where to post that an invitation is taken back."""
        return url_for(f"accounts.people.{self.revoking}", invitation_id=invitation_id, country=country)


P = Permission
IN_COUNTRY = Circle("country", P.INVITATION_COUNTRY, GOVERNMENT, "end_in_country", "revoke_in_country")
IN_OFFICE = Circle("office", P.INVITATION_OFFICE, OFFICE_CIRCLE, "end_in_office", "revoke_in_office")
FOR_ALL = frozenset(Role) - COUNTRY_ROLES
IN_PORTAL = Circle("administration", P.ACCOUNT_MANAGE, FOR_ALL, "end_anywhere", "revoke_in_portal")


def _named(address: Mapping[str, Any]) -> str:
    """Return the country that an address names; raises NotFoundError where there is none of that code."""
    return get_country(db.session, address["country"]).code


@blueprint.route("/<lang>/people")
@access.requires(Permission.INVITATION_COUNTRY)
def countries() -> ResponseReturnValue:
    """List the countries whose people one may invite; lead to it where there is one."""
    return _places(IN_COUNTRY)


@blueprint.route("/<lang>/offices")
@access.requires(Permission.INVITATION_OFFICE)
def offices() -> ResponseReturnValue:
    """List the countries whose coordinator's office one may invite; lead to it where there is one."""
    return _places(IN_OFFICE)


@blueprint.route("/<lang>/people/<country>", methods=["GET", "POST"])
@access.requires(Permission.INVITATION_COUNTRY, country_of=_named)
def country(country: str) -> ResponseReturnValue:
    """List the people of a country and invite somebody."""
    return _people(IN_COUNTRY, country)


@blueprint.route("/<lang>/offices/<country>", methods=["GET", "POST"])
@access.requires(Permission.INVITATION_OFFICE, country_of=_named)
def office(country: str) -> ResponseReturnValue:
    """List the people of a coordinator's office and invite somebody."""
    return _people(IN_OFFICE, country)


@blueprint.route("/<lang>/people/<country>/invitations/<int:invitation_id>/revoke", methods=["POST"])
@access.requires(Permission.INVITATION_COUNTRY, country_of=_named)
def revoke_in_country(country: str, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation of a country back."""
    return _revoke(IN_COUNTRY, country, invitation_id)


@blueprint.route("/<lang>/offices/<country>/invitations/<int:invitation_id>/revoke", methods=["POST"])
@access.requires(Permission.INVITATION_OFFICE, country_of=_named)
def revoke_in_office(country: str, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation of an office back."""
    return _revoke(IN_OFFICE, country, invitation_id)


@blueprint.route("/<lang>/people/<country>/roles/<int:grant_id>/end", methods=["POST"])
@access.requires(Permission.INVITATION_COUNTRY, country_of=_named)
def end_in_country(country: str, grant_id: int) -> ResponseReturnValue:
    """End a role in a country."""
    return _end(IN_COUNTRY, country, grant_id)


@blueprint.route("/<lang>/offices/<country>/roles/<int:grant_id>/end", methods=["POST"])
@access.requires(Permission.INVITATION_OFFICE, country_of=_named)
def end_in_office(country: str, grant_id: int) -> ResponseReturnValue:
    """End a role in an office."""
    return _end(IN_OFFICE, country, grant_id)


@blueprint.route("/<lang>/administration", methods=["GET", "POST"])
@access.requires(Permission.ACCOUNT_MANAGE)
def administration() -> ResponseReturnValue:
    """List every account with its roles; invite secretariat officers and administrators."""
    return _people(IN_PORTAL, None)


@blueprint.route("/<lang>/administration/invitations/<int:invitation_id>/revoke", methods=["POST"])
@access.requires(Permission.INVITATION_SECRETARIAT)
def revoke_in_portal(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation to the secretariat back."""
    return _revoke(IN_PORTAL, None, invitation_id)


@blueprint.route("/<lang>/administration/roles/<int:grant_id>/end", methods=["POST"])
@access.requires(Permission.ACCOUNT_MANAGE)
def end_anywhere(grant_id: int) -> ResponseReturnValue:
    """End a role of anybody."""
    grant = queries.any_grant(db.session, grant_id)
    end_grant(db.session, grant, access.identity(), access.now())
    flash(_("The role has ended."))
    return redirect(IN_PORTAL.address(None))


@blueprint.route("/<lang>/administration/accounts/<int:account_id>", methods=["POST"])
@access.requires(Permission.ACCOUNT_MANAGE)
def set_active(account_id: int) -> ResponseReturnValue:
    """Deactivate an account, or activate it again."""
    active = request.form.get("active") == "1"
    services.set_active(db.session, account_id, access.identity(), access.now(), active=active)
    flash(
        _("The account is active.") if active else _("The account is deactivated; its sessions have ended.")
    )
    return redirect(IN_PORTAL.address(None))


def _places(circle: Circle) -> ResponseReturnValue:
    codes = access.identity().countries_with(circle.permission)
    known = countries_by_code(db.session, codes)
    if len(known) == 1:
        return redirect(circle.address(next(iter(known))))
    empty = set(countries_without_focal_point(db.session, known)) if circle is IN_COUNTRY else set()
    doubled = accounts_on_two_sides(db.session) if codes is None else []
    return render_template(
        "accounts/places.html",
        circle=circle,
        places=list(known.values()),
        known=known,
        empty=empty,
        doubled=doubled,
    )


def _people(circle: Circle, country: str | None) -> ResponseReturnValue:
    """Show a list of people; a post invites somebody."""
    who = access.identity()
    roles = [role for role in invitable(who, country) if role in circle.roles]
    form = InviteForm(roles, data={"language": access.language_of_request()})
    if form.validate_on_submit():
        try:
            return _invite(circle, country, form)
        except (RefusedError, NotFoundError) as refusal:
            field = form.hands_over if refusal.code == "handover_impossible" else form.email
            field.errors = [_refusal(refusal.code)]
    place = get_country(db.session, country) if country else None
    lists = _lists(circle, country)
    if not lists.get("follows_me", True):
        form.hands_over.label.text = _("This person takes the place of whoever holds the role now")
    page = render_template(
        "accounts/people.html",
        circle=circle,
        place=place,
        form=form,
        no_index=True,
        **lists,
    )
    return page, 422 if form.errors else 200


def _invite(circle: Circle, country: str | None, form: InviteForm) -> ResponseReturnValue:
    draft = InvitationDraft(
        typed(form.email),
        Role(typed(form.role)),
        country,
        typed(form.language),
        typed(form.name),
        hands_over=bool(form.hands_over.data),
    )
    invite(db.session, draft, access.identity(), access.base_url(), access.now())
    # The link goes to the mailbox alone: whoever invites must not be able to accept.
    flash(_("The invitation is made."))
    return redirect(circle.address(country))


def _refusal(code: str) -> str:
    sentences: dict[str, str] = {
        "already_holds": _("This person holds the role already."),
        "other_side": _(
            "This person takes part for another side. One account is of one Government, of one coordinator's "
            "office, of the secretariat or of the administration."
        ),
        "own_address": _("Nobody can invite themselves. Please ask a colleague to invite you."),
        "email_impossible": _("This is not an email address that letters can be sent to."),
        "handover_impossible": _("You can hand over only a role that you hold in this country yourself."),
    }
    return sentences[code]


def _lists(circle: Circle, country: str | None) -> dict[str, Any]:
    who, moment = access.identity(), access.now()
    in_portal = circle is IN_PORTAL
    held = (
        queries.every_member(db.session) if in_portal else queries.members(db.session, circle.roles, country)
    )
    return {
        "members": [(one, TITLES[one.role], may_end(who, HeldRole(one.role, one.country))) for one in held],
        "invitations": [
            (one, TITLES[one.role], may_end(who, HeldRole(one.role, one.country)))
            for one in queries.open_invitations(db.session, circle.roles, country, moment)
        ],
        "accounts": all_accounts(db.session) if in_portal else [],
        "countries": _countries_of(held) if in_portal else {},
        "explanations": [(TITLES[role], EXPLANATIONS[role]) for role in Role if role in circle.roles],
        "own_id": who.user_id,
        **_handover(circle, country),
        "without_mail": current_app.extensions["portal.settings"].mail_url is None,
        "doubled": accounts_on_two_sides(db.session) if in_portal else [],
    }


def _handover(circle: Circle, country: str | None) -> dict[str, Any]:
    """Return whether a role can be handed over here, and what would pass on with it."""
    who = access.identity()
    roles = [role for role in HANDED_OVER if role in circle.roles]
    found = [held for held in (HeldRole(role, country) for role in roles) if may_hand_over(who, held)]
    if not found or country is None:
        return {"hands_over_possible": False}
    held = next((one for one in found if one in who.held), found[0])
    predecessors = frozenset({who.user_id or 0}) if held in who.held else holders_of(db.session, held)
    succession = Succession(held.role, country, predecessors)
    return {
        "hands_over_possible": True,
        "passes_on": left_to_pass_on(db.session, succession, access.now()),
        "follows_me": held in who.held,
    }


def _countries_of(held: list[queries.Member]) -> dict[str, Country]:
    return countries_by_code(db.session, {one.country for one in held if one.country})


def _revoke(circle: Circle, country: str | None, invitation_id: int) -> ResponseReturnValue:
    invitation = queries.get_invitation(db.session, invitation_id, country)
    revoke(db.session, invitation, access.identity(), access.now())
    flash(_("The invitation is taken back; its link no longer works."))
    return redirect(circle.address(country))


def _end(circle: Circle, country: str | None, grant_id: int) -> ResponseReturnValue:
    grant = queries.get_grant(db.session, grant_id, country)
    end_grant(db.session, grant, access.identity(), access.now())
    flash(_("The role has ended."))
    return redirect(circle.address(country))
