"""Who may invite whom, and who may end a role."""

from __future__ import annotations

import pytest

from portal.accounts.people.rules import INVITES, TITLES, invitable, may_end, may_invite
from portal.accounts.permissions import ANYBODY, COUNTRY_ROLES, HeldRole, Identity, Role

R = Role
EXPECTED = {
    R.FOCAL_POINT: {R.CONTRIBUTOR, R.ALTERNATE, R.SIGNATORY, R.READER, R.FOCAL_POINT},
    R.ALTERNATE: {R.CONTRIBUTOR, R.READER},
    R.COORDINATOR: {R.COORDINATOR, R.OFFICER_IN_CHARGE, R.COORDINATOR_STAFF, R.OFFICE_CONTRIBUTOR},
    R.OFFICER_IN_CHARGE: {R.COORDINATOR_STAFF, R.OFFICE_CONTRIBUTOR},
    R.SECRETARIAT: {R.FOCAL_POINT, R.SIGNATORY, R.COORDINATOR, R.OFFICER_IN_CHARGE},
    R.ADMINISTRATOR: {R.SECRETARIAT, R.ADMINISTRATOR},
}


def person(role):
    return Identity(1, "", frozenset({HeldRole(role, "ATL" if role in COUNTRY_ROLES else None)}))


def subject(role, country="ATL"):
    return HeldRole(role, country if role in COUNTRY_ROLES else None)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("wanted", Role)
def test_each_role_invites_to_the_roles_of_the_design(role, wanted):
    assert may_invite(person(role), subject(wanted)) is (wanted in EXPECTED.get(role, set()))


@pytest.mark.parametrize("role", sorted(COUNTRY_ROLES))
@pytest.mark.parametrize("wanted", Role)
def test_nobody_invites_into_another_country(role, wanted):
    assert not may_invite(person(role), subject(wanted, "BOR"))


def test_the_secretariat_invites_into_any_country():
    wanted = (R.FOCAL_POINT, R.SIGNATORY, R.COORDINATOR, R.OFFICER_IN_CHARGE)
    assert invitable(person(R.SECRETARIAT), "BOR") == wanted
    assert invitable(person(R.SECRETARIAT), None) == ()


@pytest.mark.parametrize("role", Role)
def test_a_role_of_a_country_is_never_given_without_one_and_the_other_way_round(role):
    assert not set(invitable(person(role), None)) & COUNTRY_ROLES
    assert set(invitable(person(role), "ATL")) <= COUNTRY_ROLES


@pytest.mark.parametrize("wanted", Role)
def test_the_administrator_ends_any_role_and_the_public_none(wanted):
    assert may_end(person(R.ADMINISTRATOR), subject(wanted))
    assert not may_end(ANYBODY, subject(wanted))


def test_who_invites_to_a_role_may_end_it():
    assert may_end(person(R.FOCAL_POINT), subject(R.CONTRIBUTOR))
    assert not may_end(person(R.FOCAL_POINT), subject(R.CONTRIBUTOR, "BOR"))
    assert not may_end(person(R.CONTRIBUTOR), subject(R.CONTRIBUTOR))


def test_every_role_has_a_title_and_every_inviting_role_is_a_role():
    assert set(TITLES) == set(Role)
    assert set(INVITES) <= set(Role)
