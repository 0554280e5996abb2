"""Being invited, inviting, handing over, and choosing a new password."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts.models import Account, Grant, Invitation, PasswordReset
from portal.accounts.permissions import HeldRole, Role
from portal.mail.models import Letter
from tests.web.accounts.small_portal import PASSWORD, token_of

NEW = "another sentence to remember"


def _invite(portal, client, address="/en/people/ATL", **fields):
    values = {"email": "new@example.org", "role": "contributor", "language": "fr", **fields}
    return portal.post(client, address, address, **values)


def _accept(client, link, **fields):
    values = {
        "name": "Colleague",
        "password": NEW,
        "again": NEW,
        "csrf_token": token_of(client.get(link)),
        **fields,
    }
    return client.post(link, data=values)


@pytest.fixture
def invitation(portal, focal_point):
    client = portal.client(focal_point)
    _invite(portal, client)
    return portal.mailed_link()


def test_the_link_goes_to_the_mailbox_and_never_to_the_screen_of_whoever_invites(portal, focal_point):
    client = portal.client(focal_point)
    answer = _invite(portal, client)
    assert answer.status_code == 302
    link = portal.mailed_link()
    assert link.startswith("/fr/invitation/")
    page = client.get("/en/people/ATL")
    assert "The invitation is made." in page.get_data(as_text=True)
    with client.session_transaction() as kept:
        told = [
            str(dict(kept)),
            str(answer.headers),
            answer.get_data(as_text=True),
            page.get_data(as_text=True),
        ]
    assert link.rpartition("/")[2] not in "".join(told)
    letter = portal.rows(select(Letter))[0]
    assert (letter.recipient, letter.language, letter.kind) == ("new@example.org", "fr", "invitation")


@pytest.mark.parametrize(("mail_url", "says"), [(None, True), ("smtp://127.0.0.1:1", False)])
def test_without_a_mail_server_the_page_names_the_command_that_prints_the_link(
    portal, focal_point, mail_url, says
):
    settings = portal.app.extensions["portal.settings"]
    portal.app.extensions["portal.settings"] = dataclasses.replace(settings, mail_url=mail_url)
    page = portal.client(focal_point).get("/en/people/ATL").get_data(as_text=True)
    assert ("portal users invite" in page) is says


def test_the_token_itself_is_not_in_the_database(portal, invitation):
    token = invitation.rpartition("/")[2]
    assert token not in [one.token_hash for one in portal.rows(select(Invitation))]


def test_an_invitation_is_accepted_once_and_signs_in(portal, invitation):
    client = portal.client()
    assert client.get(invitation).status_code == 200
    assert _accept(client, invitation).status_code == 302
    assert client.get("/fr/text/ATL").status_code == 200
    account = portal.rows(select(Account).where(Account.email == "new@example.org"))[0]
    assert (account.name, account.language) == ("Colleague", "fr")
    assert portal.client().get(invitation).status_code == 410
    assert portal.sign_in(portal.client(), "new@example.org", NEW).status_code == 302


def test_an_invitation_expires(portal, invitation):
    past = datetime.now(UTC) - timedelta(seconds=1)
    portal.change(lambda session: session.execute(update(Invitation).values(expires_at=past)))
    assert portal.client().get(invitation).status_code == 410


def test_an_invitation_that_was_taken_back_does_not_work(portal, focal_point, invitation):
    client = portal.client(focal_point)
    number = portal.rows(select(Invitation.id))[0]
    response = portal.post(client, "/en/people/ATL", f"/en/people/ATL/invitations/{number}/revoke")
    assert response.status_code == 302
    assert portal.client().get(invitation).status_code == 410


@pytest.mark.parametrize(
    "fields", [{"password": "short", "again": "short"}, {"again": "not the same one"}, {"name": ""}]
)
def test_what_is_not_right_is_said_and_the_invitation_stays_open(portal, invitation, fields):
    client = portal.client()
    response = _accept(client, invitation, **fields)
    assert response.status_code == 422
    assert 'class="error-summary"' in response.get_data(as_text=True)
    assert _accept(client, invitation).status_code == 302


def test_an_old_page_of_an_invitation_keeps_the_name(portal, invitation):
    response = portal.client().post(
        invitation, data={"csrf_token": "old", "name": "Colleague", "password": NEW, "again": NEW}
    )
    assert response.status_code == 422
    assert 'value="Colleague"' in response.get_data(as_text=True)


def test_an_invited_person_with_an_account_confirms_with_the_password(portal, focal_point):
    portal.add("new@example.org", HeldRole(Role.READER, "ATL"))
    client = portal.client(focal_point)
    _invite(portal, client)
    link = portal.mailed_link()
    client = portal.client()
    assert _accept(client, link, password="wrong").status_code == 422
    assert _accept(client, link, password=PASSWORD).status_code == 302
    theirs = select(Account.id).where(Account.email == "new@example.org")
    held = portal.rows(select(Grant).where(Grant.account_id.in_(theirs)))
    roles = {(one.role, one.country) for one in held}
    assert roles == {(Role.READER, "ATL"), (Role.CONTRIBUTOR, "ATL")}


def test_an_invited_person_who_is_signed_in_confirms_with_one_button(portal, focal_point):
    portal.add("new@example.org", HeldRole(Role.READER, "ATL"))
    client = portal.client(focal_point)
    _invite(portal, client)
    link = portal.mailed_link()
    owner = portal.client("new@example.org")
    page = owner.get(link)
    assert 'type="password"' not in page.get_data(as_text=True)
    assert owner.post(link, data={"csrf_token": token_of(page)}).status_code == 302
    assert owner.get("/en/text/ATL").status_code == 200


def test_a_focal_point_hands_the_country_over(portal, focal_point):
    client = portal.client(focal_point)
    _invite(portal, client, role="focal_point", hands_over="y")
    link = portal.mailed_link()
    assert client.get("/en/text/ATL").status_code == 200
    _accept(portal.client(), link)
    assert client.get("/en/text/ATL").status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "secretariat", "administrator", "nonsense", ""])
def test_a_focal_point_cannot_invite_to_other_roles(portal, focal_point, role):
    assert _invite(portal, portal.client(focal_point), role=role).status_code == 422
    assert portal.rows(select(Invitation)) == []


def test_a_focal_point_cannot_reach_another_country(portal, focal_point):
    client = portal.client(focal_point)
    assert client.get("/en/people/BOR").status_code == 403
    assert client.get("/en/people/XXX").status_code == 404
    assert client.get("/en/people").location == "/en/people/ATL"


@pytest.mark.parametrize("email", ["no address", "a@example.org\nbcc: b@example.org", "a@b", "é@example.org"])
def test_an_impossible_address_is_refused_with_what_was_typed(portal, focal_point, email):
    response = _invite(portal, portal.client(focal_point), email=email, name="Typed name")
    assert response.status_code == 422
    assert 'value="Typed name"' in response.get_data(as_text=True)
    assert portal.rows(select(Letter)) == []


def test_the_secretariat_sees_countries_without_focal_point_and_invites_one(portal):
    portal.add("officer@example.org", HeldRole(Role.SECRETARIAT))
    client = portal.client("officer@example.org")
    page = client.get("/en/people").get_data(as_text=True)
    assert "2 countries are without a focal point" in page
    assert _invite(portal, client, "/en/people/BOR", role="focal_point").status_code == 302
    assert _invite(portal, client, "/en/people/BOR", role="signatory").status_code == 302
    assert _invite(portal, client, "/en/offices/BOR", role="coordinator").status_code == 302
    assert _invite(portal, client, "/en/people/BOR", role="contributor").status_code == 422


def test_the_administrator_keeps_accounts(portal, focal_point):
    portal.add("administrator@example.org", HeldRole(Role.ADMINISTRATOR))
    client = portal.client("administrator@example.org")
    other = portal.client(focal_point)
    number = portal.rows(select(Account.id).where(Account.email == focal_point))[0]
    portal.post(client, "/en/administration", f"/en/administration/accounts/{number}", active="0")
    assert other.get("/en/desk").status_code == 302
    portal.post(client, "/en/administration", f"/en/administration/accounts/{number}", active="1")
    assert portal.sign_in(other, focal_point).status_code == 302
    assert _invite(portal, client, "/en/administration", role="secretariat").status_code == 302
    grant = portal.rows(select(Grant.id).where(Grant.country == "ATL"))[0]
    portal.post(client, "/en/administration", f"/en/administration/roles/{grant}/end")
    assert other.get("/en/desk").status_code == 403


def test_the_last_administrator_stays(portal):
    number = portal.add("administrator@example.org", HeldRole(Role.ADMINISTRATOR))
    client = portal.client("administrator@example.org")
    response = portal.post(client, "/en/administration", f"/en/administration/accounts/{number}", active="0")
    assert response.status_code == 409
    assert client.get("/en/administration").status_code == 200


def _reset_link(portal, email):
    client = portal.client()
    response = portal.post(client, "/en/forgotten-password", "/en/forgotten-password", email=email)
    assert response.location == "/en/forgotten-password?sent=1"
    return portal.mailed_link("reset") if portal.rows(select(Letter)) else None


def test_a_forgotten_password_is_chosen_anew_once(portal, focal_point):
    other = portal.client(focal_point)
    link = _reset_link(portal, focal_point)
    client = portal.client()
    values = {"csrf_token": token_of(client.get(link)), "password": NEW, "again": NEW}
    assert client.post(link, data=values).status_code == 302
    assert client.get("/en/desk").status_code == 200
    assert other.get("/en/desk").status_code == 302
    assert portal.client().get(link).status_code == 410
    assert portal.sign_in(portal.client(), focal_point).status_code == 401
    assert portal.sign_in(portal.client(), focal_point, NEW).status_code == 302


def test_a_link_to_choose_a_password_expires(portal, focal_point):
    link = _reset_link(portal, focal_point)
    past = datetime.now(UTC) - timedelta(seconds=1)
    portal.change(lambda session: session.execute(update(PasswordReset).values(expires_at=past)))
    assert portal.client().get(link).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_letter(portal, focal_point):
    assert _reset_link(portal, "nobody@example.org") is None


def test_a_new_password_ends_a_pause(portal, focal_point):
    for _ in range(5):
        portal.sign_in(portal.client(), focal_point, "wrong")
    link = _reset_link(portal, focal_point)
    client = portal.client()
    client.post(link, data={"csrf_token": token_of(client.get(link)), "password": NEW, "again": NEW})
    assert portal.sign_in(portal.client(), focal_point, NEW).status_code == 302


def test_name_and_language_are_changed(portal, focal_point):
    client = portal.client(focal_point)
    response = portal.post(client, "/en/account", "/en/account", name="الاسم", language="ar")
    assert response.location == "/ar/account"
    assert "<bdi>الاسم</bdi>" in client.get("/ar/account").get_data(as_text=True)


def test_the_password_is_changed_with_the_one_so_far(portal, focal_point):
    client, other = portal.client(focal_point), portal.client(focal_point)
    values = {"password": NEW, "again": NEW}
    wrong = portal.post(client, "/en/account", "/en/account/password", current="wrong", **values)
    assert wrong.status_code == 422
    right = portal.post(client, "/en/account", "/en/account/password", current=PASSWORD, **values)
    assert right.status_code == 302
    assert client.get("/en/desk").status_code == 200
    assert other.get("/en/desk").status_code == 302
    assert portal.sign_in(portal.client(), focal_point, NEW).status_code == 302
