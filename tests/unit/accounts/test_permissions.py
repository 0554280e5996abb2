"""Who may do what: the policy as a whole, compared with the roles as the design describes them."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import (
    ANYBODY,
    COUNTRY_ROLES,
    POLICY,
    HeldRole,
    Identity,
    Permission,
    Role,
    Scope,
    permits,
)

P, R = Permission, Role

# What each role may do, written from the design ("People", "Who sees what") and not from the code.
EXPECTED = {
    R.CONTRIBUTOR: {P.DESK_READ, P.REPORT_EDIT, P.REPORT_HISTORY, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.SELF_MANAGE},
    R.FOCAL_POINT: {
        P.DESK_READ, P.DRAFT_READ_WHOLE, P.INVITATION_COUNTRY, P.REPORT_COMMENT, P.REPORT_EDIT, P.REPORT_HISTORY,
        P.REPORT_PREPARE, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.REPORT_SIGN, P.SELF_MANAGE,
    },
    R.ALTERNATE: {
        P.DESK_READ, P.DRAFT_READ_WHOLE, P.INVITATION_COUNTRY, P.REPORT_COMMENT, P.REPORT_EDIT, P.REPORT_HISTORY,
        P.REPORT_PREPARE, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.REPORT_SIGN, P.SELF_MANAGE,
    },
    R.SIGNATORY: {
        P.DESK_READ, P.DRAFT_READ_WHOLE, P.REPORT_HISTORY, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.REPORT_SIGN,
        P.SELF_MANAGE,
    },
    R.READER: {P.DESK_READ, P.DRAFT_READ_WHOLE, P.REPORT_HISTORY, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.SELF_MANAGE},
    R.COORDINATOR: {
        P.DESK_READ, P.INVITATION_OFFICE, P.OFFICE_EDIT, P.OFFICE_PREPARE, P.OFFICE_READ_DRAFT, P.OFFICE_READ_WHOLE,
        P.OFFICE_SIGN, P.REPORT_HISTORY, P.REPORT_READ_FILED, P.REVIEW_DECIDE, P.REVIEW_READ, P.REVIEW_WRITE, P.SELF_MANAGE,
    },
    R.OFFICER_IN_CHARGE: {
        P.DESK_READ, P.INVITATION_OFFICE, P.OFFICE_EDIT, P.OFFICE_PREPARE, P.OFFICE_READ_DRAFT, P.OFFICE_READ_WHOLE,
        P.OFFICE_SIGN, P.REPORT_HISTORY, P.REPORT_READ_FILED, P.REVIEW_DECIDE, P.REVIEW_READ, P.REVIEW_WRITE, P.SELF_MANAGE,
    },
    R.COORDINATOR_STAFF: {
        P.DESK_READ, P.OFFICE_EDIT, P.OFFICE_PREPARE, P.OFFICE_READ_DRAFT, P.OFFICE_READ_WHOLE, P.REPORT_HISTORY,
        P.REPORT_READ_FILED, P.REVIEW_READ, P.REVIEW_WRITE, P.SELF_MANAGE,
    },
    R.OFFICE_CONTRIBUTOR: {P.DESK_READ, P.OFFICE_EDIT, P.OFFICE_READ_DRAFT, P.SELF_MANAGE},
    R.SECRETARIAT: {
        P.AGGREGATE_READ, P.CYCLE_MANAGE, P.DESK_READ, P.INVITATION_COUNTRY, P.INVITATION_OFFICE, P.LETTER_READ,
        P.REPORT_ACCEPT, P.REPORT_HISTORY, P.REPORT_READ_FILED, P.REPORT_RECORD, P.REVIEW_READ, P.SELF_MANAGE,
    },
    R.ADMINISTRATOR: {P.ACCOUNT_MANAGE, P.DESK_READ, P.INVITATION_SECRETARIAT, P.LETTER_READ, P.QUESTIONNAIRE_MANAGE, P.SELF_MANAGE},
}  # fmt: skip


def person(role, country="ATL"):
    return Identity(1, "", frozenset({HeldRole(role, country if role in COUNTRY_ROLES else None)}), "en")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_in_its_own_country_what_the_design_says(role, permission):
    expected = permission in EXPECTED[role] | {P.PUBLIC_READ}
    assert permits(person(role), permission, "ATL") is expected
    assert permits(person(role), permission) is expected


@pytest.mark.parametrize("role", sorted(COUNTRY_ROLES))
@pytest.mark.parametrize("permission", sorted(set(Permission) - {P.PUBLIC_READ}))
def test_a_role_of_one_country_reaches_nothing_of_another(role, permission):
    assert not permits(person(role), permission, "BOR")


@pytest.mark.parametrize("permission", sorted(set(Permission) - {P.PUBLIC_READ}))
def test_the_public_may_only_read_what_is_public(permission):
    assert not permits(ANYBODY, permission)
    assert not permits(ANYBODY, permission, "ATL")
    assert permits(ANYBODY, P.PUBLIC_READ)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_list_shows_exactly_the_countries_whose_pages_are_open(role, permission):
    identity = person(role)
    if permission is P.PUBLIC_READ:
        return
    countries = identity.countries_with(permission)
    for country in ("ATL", "BOR"):
        assert permits(identity, permission, country) is (countries is None or country in countries)


def test_a_country_role_without_country_opens_nothing():
    damaged = Identity(1, "", frozenset({HeldRole(R.FOCAL_POINT)}))
    assert not permits(damaged, P.REPORT_EDIT)
    assert damaged.countries_with(P.REPORT_EDIT) == frozenset()


def test_roles_add_up():
    both = Identity(1, "", frozenset({HeldRole(R.READER, "ATL"), HeldRole(R.FOCAL_POINT, "BOR")}))
    assert permits(both, P.REPORT_EDIT, "BOR")
    assert not permits(both, P.REPORT_EDIT, "ATL")
    assert permits(both, P.REPORT_READ_DRAFT, "ATL")
    assert both.countries_with(P.REPORT_READ_DRAFT) == frozenset({"ATL", "BOR"})
    assert both.roles_in("ATL") == {R.READER}
    assert both.roles_in(None) == {R.READER, R.FOCAL_POINT}


def test_the_policy_covers_every_permission_in_alphabetical_order():
    assert list(POLICY) == sorted(Permission)


def test_no_country_role_holds_for_all_countries():
    for holders in POLICY.values():
        for role, scope in holders.items():
            assert (scope is Scope.COUNTRY) == (role in COUNTRY_ROLES)


def test_the_administrator_sees_no_answers():
    answers = {P.REPORT_EDIT, P.REPORT_READ_DRAFT, P.REPORT_READ_FILED, P.REPORT_HISTORY, P.REVIEW_READ}
    assert not any(permits(person(R.ADMINISTRATOR), permission) for permission in answers)


def test_only_the_author_side_sees_drafts():
    readers = {role for role in Role if permits(person(role), P.REPORT_READ_DRAFT, "ATL")}
    assert readers == {R.CONTRIBUTOR, R.FOCAL_POINT, R.ALTERNATE, R.SIGNATORY, R.READER}
