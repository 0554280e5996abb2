"""Invitations and roles, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant, Invitation
from portal.accounts.people import queries, services
from portal.accounts.people.services import Acceptance, InvitationDraft
from portal.accounts.permissions import HeldRole, Role
from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.events.queries import broken_chains, events_of
from portal.mail.keys import KEY
from portal.mail.models import Letter

R = Role
BASE = "https://portal.example.org"
NEWCOMER = Acceptance("Newcomer", "ar", "hash")


def draft(role=R.CONTRIBUTOR, country="ATL", **fields):
    return InvitationDraft(
        **{"email": "New@Example.org", "role": role, "country": country, "language": "ar", **fields}
    )


def token_of(invited):
    return invited.path.rpartition("/")[2]


@pytest.fixture
def focal_point(person):
    return person("focal.point@example.org", (R.FOCAL_POINT, "ATL"))


def test_an_invitation_queues_its_letter_and_is_recorded(session, focal_point, now):
    invited = services.invite(session, draft(), focal_point, BASE, now)
    letter = session.scalars(select(Letter)).one()
    assert (letter.recipient, letter.language) == ("new@example.org", "ar")
    assert f"{BASE}/ar/invitation/{KEY}" in letter.text_body
    assert invited.path.startswith("/ar/invitation/")
    event = events_of(session, "country:ATL")[-1]
    assert (event.kind, event.actor) == ("person_invited", focal_point.user_id)


def test_accepting_gives_the_role_once(session, focal_point, now):
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    account = services.accept_as_new(session, token, NEWCOMER, now)
    held = session.scalars(select(Grant).where(Grant.account_id == account.id)).one()
    assert (held.role, held.country, held.granted_by) == (R.CONTRIBUTOR, "ATL", focal_point.user_id)
    assert (account.email, account.name, account.language) == ("new@example.org", "Newcomer", "ar")
    with pytest.raises(RefusedError, match="invitation_closed"):
        services.accept_as_new(session, token, NEWCOMER, now)
    kinds = [event.kind for event in events_of(session, "country:ATL")]
    assert kinds[-3:] == ["person_invited", "invitation_accepted", "role_granted"]
    assert list(broken_chains(session)) == []


@pytest.mark.postgresql
def test_two_clicks_at_once_make_one_account(engine, session, focal_point, now):
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    session.commit()
    outcomes = []
    start = threading.Barrier(2, timeout=60)

    def accept():
        start.wait()
        with Session(engine) as own:
            try:
                services.accept_as_new(own, token, NEWCOMER, now)
                own.commit()
                outcomes.append("accepted")
            except RefusedError as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "invitation_closed"]
    assert session.scalar(select(func.count()).select_from(Account)) == 2


@pytest.mark.postgresql
def test_many_who_invite_at_once_all_succeed(engine, session, focal_point, now):
    session.commit()
    faults = []

    def invite(number):
        with Session(engine) as own:
            try:
                services.invite(own, draft(email=f"new{number}@example.org"), focal_point, BASE, now)
                own.commit()
            except Exception as fault:  # noqa: BLE001 - any fault at all fails the test
                faults.append(fault)

    threads = [threading.Thread(target=invite, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(events_of(session, "country:ATL")) == 7
    assert list(broken_chains(session)) == []


def test_an_invitation_lasts_thirty_days(session, focal_point, now):
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    queries.open_invitation(session, token, now + timedelta(days=29))
    with pytest.raises(RefusedError, match="invitation_closed"):
        # The thirtieth day ends where it ends last on earth.
        queries.open_invitation(session, token, now + timedelta(days=32))


def test_a_revoked_invitation_is_closed_and_revoking_again_changes_nothing(session, focal_point, now):
    invited = services.invite(session, draft(), focal_point, BASE, now)
    for _ in range(2):
        services.revoke(session, invited.invitation, focal_point, now)
    with pytest.raises(RefusedError, match="invitation_closed"):
        services.accept_as_new(session, token_of(invited), NEWCOMER, now)
    kinds = [event.kind for event in events_of(session, "country:ATL")]
    assert kinds.count("invitation_revoked") == 1


def test_inviting_again_replaces_the_earlier_link(session, focal_point, now):
    first, second = (services.invite(session, draft(), focal_point, BASE, now) for _ in range(2))
    assert [one.id for one in queries.open_invitations(session, [R.CONTRIBUTOR], "ATL", now)] == [
        second.invitation.id
    ]
    with pytest.raises(RefusedError, match="invitation_closed"):
        queries.open_invitation(session, token_of(first), now)


@pytest.mark.parametrize(
    ("wanted", "country"),
    [(R.FOCAL_POINT, "BOR"), (R.COORDINATOR, "ATL"), (R.SECRETARIAT, None), (R.ADMINISTRATOR, None)],
)
def test_a_role_that_is_not_theirs_to_give_is_refused(session, focal_point, now, wanted, country):
    with pytest.raises(NotAllowedError):
        services.invite(session, draft(wanted, country), focal_point, BASE, now)
    assert session.scalars(select(Invitation)).all() == []


def test_who_holds_the_role_is_not_invited_again(session, focal_point, person, now):
    person("new@example.org", (R.CONTRIBUTOR, "ATL"))
    with pytest.raises(RefusedError, match="already_holds"):
        services.invite(session, draft(), focal_point, BASE, now)


def test_an_impossible_address_is_refused(session, focal_point, now):
    with pytest.raises(RefusedError, match="email_impossible"):
        services.invite(session, draft(email="a@example.org\nbcc: b@example.org"), focal_point, BASE, now)


def test_the_owner_of_the_address_accepts_with_the_account_at_hand(session, focal_point, person, now):
    owner = person("new@example.org", (R.READER, "ATL"))
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    services.accept_as_owner(session, token, owner.user_id, now)
    held = {
        HeldRole(g.role, g.country)
        for g in session.scalars(select(Grant).where(Grant.account_id == owner.user_id))
    }
    assert held == {HeldRole(R.READER, "ATL"), HeldRole(R.CONTRIBUTOR, "ATL")}


def test_nobody_accepts_for_somebody_else(session, focal_point, person, now):
    other = person("other@example.org")
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    with pytest.raises(NotAllowedError):
        services.accept_as_owner(session, token, other.user_id, now)


def test_an_address_with_an_account_gets_no_second_one(session, focal_point, person, now):
    person("new@example.org")
    token = token_of(services.invite(session, draft(), focal_point, BASE, now))
    with pytest.raises(RefusedError, match="account_exists"):
        services.accept_as_new(session, token, NEWCOMER, now)


def _roles(session, identity):
    rows = session.scalars(select(Grant).where(Grant.account_id == identity.user_id))
    return {HeldRole(row.role, row.country) for row in rows}


def test_handing_over_ends_the_role_of_the_predecessor_only_on_acceptance(session, person, now):
    predecessor = person("before@example.org", (R.FOCAL_POINT, "ATL"), (R.READER, "ATL"))
    invited = services.invite(session, draft(R.FOCAL_POINT, hands_over=True), predecessor, BASE, now)
    assert HeldRole(R.FOCAL_POINT, "ATL") in _roles(session, predecessor)
    services.accept_as_new(session, token_of(invited), NEWCOMER, now)
    session.flush()
    assert _roles(session, predecessor) == {HeldRole(R.READER, "ATL")}
    assert events_of(session, "country:ATL")[-1].kind == "role_ended"


def test_a_successor_beside_oneself_ends_nothing(session, focal_point, now):
    invited = services.invite(session, draft(R.FOCAL_POINT), focal_point, BASE, now)
    services.accept_as_new(session, token_of(invited), NEWCOMER, now)
    assert _roles(session, focal_point) == {HeldRole(R.FOCAL_POINT, "ATL")}


def test_only_a_role_of_ones_own_is_handed_over(session, focal_point, now):
    with pytest.raises(RefusedError, match="handover_impossible"):
        services.invite(session, draft(R.CONTRIBUTOR, hands_over=True), focal_point, BASE, now)


def _grant_of(session, identity):
    return session.scalars(select(Grant).where(Grant.account_id == identity.user_id)).one()


def test_a_role_is_ended_by_who_may_give_it(session, focal_point, person, now):
    contributor = person("contributor@example.org", (R.CONTRIBUTOR, "ATL"))
    elsewhere = person("elsewhere@example.org", (R.CONTRIBUTOR, "BOR"))
    services.end_grant(session, _grant_of(session, contributor), focal_point, now)
    session.flush()
    assert _roles(session, contributor) == set()
    with pytest.raises(NotAllowedError):
        services.end_grant(session, _grant_of(session, elsewhere), focal_point, now)
    with pytest.raises(NotAllowedError):
        services.end_grant(session, _grant_of(session, focal_point), elsewhere, now)


def test_the_last_administrator_keeps_the_role(session, person, now):
    administrator = person("administrator@example.org", (R.ADMINISTRATOR, None))
    with pytest.raises(RefusedError, match="last_administrator"):
        services.end_grant(session, _grant_of(session, administrator), administrator, now)


def test_invitations_and_roles_are_found_within_their_country_only(session, focal_point, now):
    invited = services.invite(session, draft(), focal_point, BASE, now)
    assert queries.get_invitation(session, invited.invitation.id, "ATL") is invited.invitation
    with pytest.raises(NotFoundError):
        queries.get_invitation(session, invited.invitation.id, "BOR")
    grant = _grant_of(session, focal_point)
    assert queries.get_grant(session, grant.id, "ATL") is grant
    with pytest.raises(NotFoundError):
        queries.get_grant(session, grant.id, "BOR")
    with pytest.raises(NotFoundError):
        queries.any_grant(session, 10**6)


def test_members_are_listed_in_the_order_of_roles(session, person):
    person("c@example.org", (R.READER, "ATL"))
    person("b@example.org", (R.CONTRIBUTOR, "ATL"))
    person("d@example.org", (R.SECRETARIAT, None))
    person("a@example.org", (R.CONTRIBUTOR, "BOR"))
    listed = queries.members(session, [R.READER, R.CONTRIBUTOR], "ATL")
    assert [(one.name, one.role) for one in listed] == [("b", R.CONTRIBUTOR), ("c", R.READER)]
    assert [one.name for one in queries.members(session, list(Role), None)] == ["d"]
    assert len(queries.every_member(session)) == 4


def test_the_command_invites_to_any_role(session, now):
    invited = services.invite_from_command(session, draft(R.ADMINISTRATOR, None), BASE, now)
    services.accept_as_new(session, token_of(invited), NEWCOMER, now)
    invited = services.invite_from_command(
        session, draft(R.COORDINATOR, "ATL", email="b@example.org"), BASE, now
    )
    assert invited.invitation.invited_by is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": R.ADMINISTRATOR, "country": "ATL"}, "country_by_role"),
        ({"role": R.FOCAL_POINT, "country": None}, "country_by_role"),
        ({"language": "de"}, "language_unknown"),
        ({"email": "no address"}, "email_impossible"),
    ],
)
def test_the_command_is_refused_what_cannot_be(session, now, fields, code):
    with pytest.raises(RefusedError, match=code):
        services.invite_from_command(session, draft(**fields), BASE, now)


def test_an_unknown_country_is_not_found(session, now):
    with pytest.raises(NotFoundError, match="country_unknown"):
        services.invite_from_command(session, draft(R.FOCAL_POINT, "XXX"), BASE, now)
