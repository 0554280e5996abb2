"""Changes of roles are told to those concerned; what somebody opened does not outlive the role."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import Grant
from portal.accounts.people import queries, services
from portal.accounts.people.services import Acceptance, InvitationDraft
from portal.accounts.permissions import Role
from portal.accounts.queries import get_account
from portal.accounts.services import set_active
from portal.errors import RefusedError
from portal.events.queries import events_of
from portal.mail.models import Letter

R = Role
BASE = "https://portal.example.org"
NEWCOMER = Acceptance("Newcomer", "en", "hash")


def invite(session, identity, role, country, now, **fields):
    draft = InvitationDraft("new@example.org", role, country, "en", **fields)
    return services.invite(session, draft, identity, BASE, now).path.rpartition("/")[2]


def told(session, kind):
    statement = select(Letter.recipient).where(Letter.kind == kind).order_by(Letter.recipient)
    return [address.partition("@")[0] for address in session.scalars(statement)]


def grant_of(session, identity):
    return session.scalars(select(Grant).where(Grant.account_id == identity.user_id)).one()


@pytest.fixture
def people(person):
    return {
        "focal": person("focal@example.org", (R.FOCAL_POINT, "ATL")),
        "alternate": person("alternate@example.org", (R.ALTERNATE, "ATL")),
        "reader": person("reader@example.org", (R.READER, "ATL")),
        "contributor": person("contributor@example.org", (R.CONTRIBUTOR, "ATL")),
        "elsewhere": person("elsewhere@example.org", (R.FOCAL_POINT, "BOR")),
        "coordinator": person("coordinator@example.org", (R.COORDINATOR, "ATL")),
        "officer": person("officer@example.org", (R.SECRETARIAT, None)),
        "colleague": person("colleague@example.org", (R.SECRETARIAT, None)),
        "administrator": person("administrator@example.org", (R.ADMINISTRATOR, None)),
    }


@pytest.mark.parametrize(
    ("by", "role", "country", "readers"),
    [
        ("officer", R.FOCAL_POINT, "ATL", ["alternate", "focal", "reader"]),
        ("focal", R.CONTRIBUTOR, "ATL", ["alternate", "focal", "reader"]),
        ("coordinator", R.COORDINATOR_STAFF, "ATL", ["coordinator"]),
        ("administrator", R.SECRETARIAT, None, ["colleague", "officer"]),
        ("administrator", R.ADMINISTRATOR, None, ["administrator"]),
    ],
)
def test_a_role_given_is_told_to_those_who_hold_the_country_the_office_or_the_desk(
    session, people, now, by, role, country, readers
):
    services.accept_as_new(session, invite(session, people[by], role, country, now), NEWCOMER, now)
    assert told(session, "role_given") == readers
    text = session.scalars(select(Letter.text_body).where(Letter.kind == "role_given")).first()
    assert "Newcomer now takes part as:" in text
    assert f"The invitation was made by {people[by].name}." in text


def test_a_role_given_by_the_command_is_told_too(session, people, now):
    draft = InvitationDraft("new@example.org", R.FOCAL_POINT, "ATL", "en")
    token = services.invite_from_command(session, draft, BASE, now).path.rpartition("/")[2]
    services.accept_as_new(session, token, NEWCOMER, now)
    assert told(session, "role_given") == ["alternate", "focal", "reader"]
    text = session.scalars(select(Letter.text_body).where(Letter.kind == "role_given")).first()
    assert "by whoever operates the portal" in text


def test_a_role_ended_is_told_to_its_holder_and_to_the_country_and_not_to_who_ended_it(session, people, now):
    services.end_grant(session, grant_of(session, people["alternate"]), people["focal"], now)
    assert told(session, "role_ended") == ["alternate", "reader"]
    event = events_of(session, "country:ATL")[-1]
    assert (event.kind, event.payload["account"]) == ("role_ended", people["alternate"].user_id)


def test_a_handover_is_told_to_the_predecessor_and_to_the_country(session, people, now):
    token = invite(session, people["focal"], R.FOCAL_POINT, "ATL", now, hands_over=True)
    services.accept_as_new(session, token, NEWCOMER, now)
    assert told(session, "role_given") == ["alternate", "focal", "reader"]
    assert told(session, "role_ended") == ["alternate", "focal", "reader"]


def test_an_invitation_ends_with_the_role_of_whoever_made_it(session, people, now):
    token = invite(session, people["focal"], R.FOCAL_POINT, "ATL", now)
    services.end_grant(session, grant_of(session, people["focal"]), people["officer"], now)
    with pytest.raises(RefusedError, match="invitation_closed"):
        services.accept_as_new(session, token, NEWCOMER, now)
    assert queries.open_invitations(session, list(Role), "ATL", now) == []
    assert "invitation_revoked" in [event.kind for event in events_of(session, "country:ATL")]


def test_an_invitation_rests_while_the_account_of_whoever_made_it_is_deactivated(session, people, now):
    token = invite(session, people["focal"], R.FOCAL_POINT, "ATL", now)
    number = people["focal"].user_id
    set_active(session, number, people["administrator"], now, active=False)
    with pytest.raises(RefusedError, match="invitation_closed"):
        queries.open_invitation(session, token, now)
    set_active(session, number, people["administrator"], now, active=True)
    assert queries.open_invitation(session, token, now).role is R.FOCAL_POINT


def test_an_invitation_does_not_work_once_the_role_is_gone_by_whatever_way(session, people, now):
    token = invite(session, people["officer"], R.FOCAL_POINT, "BOR", now)
    session.delete(grant_of(session, people["officer"]))
    session.flush()
    with pytest.raises(RefusedError, match="invitation_closed"):
        queries.open_invitation(session, token, now)


def test_handed_over_the_open_invitations_pass_on_and_still_work(session, people, now):
    first = services.invite(
        session, InvitationDraft("b@example.org", R.CONTRIBUTOR, "ATL", "en"), people["focal"], BASE, now
    )
    token = invite(session, people["focal"], R.FOCAL_POINT, "ATL", now, hands_over=True)
    heir = services.accept_as_new(session, token, NEWCOMER, now)
    opened = queries.open_invitation(session, first.path.rpartition("/")[2], now)
    assert opened.invited_by == get_account(session, heir.id).id
