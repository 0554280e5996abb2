"""Who may invite whom and how roles are called: pure rules."""

from __future__ import annotations

from collections.abc import Mapping

from portal.accounts.permissions import COUNTRY_ROLES, HeldRole, Identity, Role
from portal.i18n import N_

R = Role

INVITES: Mapping[Role, tuple[Role, ...]] = {
    R.FOCAL_POINT: (R.CONTRIBUTOR, R.ALTERNATE, R.SIGNATORY, R.READER, R.FOCAL_POINT),
    R.ALTERNATE: (R.CONTRIBUTOR, R.READER),
    R.COORDINATOR: (R.OFFICER_IN_CHARGE, R.COORDINATOR_STAFF, R.OFFICE_CONTRIBUTOR, R.COORDINATOR),
    R.OFFICER_IN_CHARGE: (R.COORDINATOR_STAFF, R.OFFICE_CONTRIBUTOR),
    R.SECRETARIAT: (R.FOCAL_POINT, R.SIGNATORY, R.COORDINATOR, R.OFFICER_IN_CHARGE),
    R.ADMINISTRATOR: (R.SECRETARIAT, R.ADMINISTRATOR),
}
"""Whom each role invites: a country's role in its own country only, the secretariat in any country."""

TITLES: Mapping[Role, str] = {
    R.CONTRIBUTOR: N_("Contributor"),
    R.FOCAL_POINT: N_("National focal point"),
    R.ALTERNATE: N_("Alternate focal point"),
    R.SIGNATORY: N_("Signatory"),
    R.READER: N_("Reader"),
    R.COORDINATOR: N_("Resident coordinator"),
    R.OFFICER_IN_CHARGE: N_("Officer-in-charge of the coordinator's office"),
    R.COORDINATOR_STAFF: N_("Staff of the resident coordinator"),
    R.OFFICE_CONTRIBUTOR: N_("Contributor to the coordinator's report"),
    R.SECRETARIAT: N_("Secretariat officer"),
    R.ADMINISTRATOR: N_("Administrator"),
}


EXPLANATIONS: Mapping[Role, str] = {
    R.CONTRIBUTOR: N_("Drafts the pages assigned, and sees no other part of the report."),
    R.FOCAL_POINT: N_("Fills, assigns, prepares and submits the reports of the country, and invites others."),
    R.ALTERNATE: N_("Does all that the focal point does, and invites contributors and readers."),
    R.SIGNATORY: N_("Signs what the focal point has prepared."),
    R.READER: N_("Reads the drafts of the country and changes nothing."),
    R.COORDINATOR: N_("Reviews national reports, and signs the annual report of the office."),
    R.OFFICER_IN_CHARGE: N_("Does all that the coordinator does."),
    R.COORDINATOR_STAFF: N_("Prepares reviews and the annual report of the office."),
    R.OFFICE_CONTRIBUTOR: N_("Drafts the pages assigned of the reports of the office, such as an agency."),
    R.SECRETARIAT: N_("Opens cycles, invites, accepts and publishes."),
    R.ADMINISTRATOR: N_("Keeps accounts and roles, and sees no answers of drafts."),
}
"""What whoever holds a role does, in a sentence."""

HANDED_OVER = (R.FOCAL_POINT, R.COORDINATOR, R.OFFICER_IN_CHARGE)
"""Roles with which a country, or an office, is handed over."""

WITHIN: Mapping[Role, Role] = {
    R.FOCAL_POINT: R.CONTRIBUTOR,
    R.COORDINATOR: R.OFFICE_CONTRIBUTOR,
    R.OFFICER_IN_CHARGE: R.OFFICE_CONTRIBUTOR,
}
"""The lesser role that ends together with one handed over: what was assigned passes on."""


def may_hand_over(identity: Identity, held: HeldRole) -> bool:
    """Whether this person may invite a successor to a role: its own, or any as the secretariat."""
    if not may_invite(identity, held) or held.role not in HANDED_OVER:
        return False
    return held in identity.held or Role.SECRETARIAT in identity.roles_in(None)


def may_invite(identity: Identity, wanted: HeldRole) -> bool:
    """Whether this person may invite somebody to that role for that country."""
    return wanted.role in invitable(identity, wanted.country)


def invitable(identity: Identity, country: str | None) -> tuple[Role, ...]:
    """Return the roles this person may invite somebody to, for a country (None: roles for all)."""
    return tuple(
        role
        for role in Role
        if (role in COUNTRY_ROLES) == (country is not None)
        and any(role in INVITES.get(holder, ()) for holder in identity.roles_in(country))
    )


def may_end(identity: Identity, held: HeldRole) -> bool:
    """Whether this person may end a role of somebody: who may invite to it; the administrator any role."""
    return may_invite(identity, held) or Role.ADMINISTRATOR in identity.roles_in(None)
