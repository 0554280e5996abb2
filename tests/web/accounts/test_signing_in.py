"""Signing in and out, and what a session may and may not do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import Account, Grant
from portal.accounts.permissions import HeldRole, Role
from tests.web.accounts.small_portal import PASSWORD, found_in, make_app, token_of


def test_a_person_signs_in_and_is_led_to_the_desk(portal, focal_point):
    client = portal.client()
    response = portal.sign_in(client, " Focal.Point@Example.ORG")
    assert response.status_code == 302
    assert response.location == "/en/desk"
    assert client.get("/en/desk").status_code == 200


def test_a_page_leads_to_sign_in_and_back(portal, focal_point):
    client = portal.client()
    response = client.get("/fr/text/ATL?all=1")
    assert response.status_code == 302
    assert response.location == "/fr/sign-in?next=/fr/text/ATL?all%3D1"
    page = client.get(response.location)
    onward = found_in(page.get_data(as_text=True), r'name="next" value="([^"]+)"')
    values = {"csrf_token": token_of(page), "email": focal_point, "password": PASSWORD, "next": onward}
    assert client.post("/fr/sign-in", data=values).location == "/fr/text/ATL?all=1"


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD.upper()])
def test_a_wrong_password_is_refused(portal, focal_point, password):
    client = portal.client()
    assert portal.sign_in(client, focal_point, password).status_code in (401, 422)
    assert client.get("/en/desk").status_code == 302


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(portal, focal_point):
    answers = []
    for email in (focal_point, "nobody@example.org"):
        response = portal.sign_in(portal.client(), email, "wrong")
        text = re.sub(r'value="[^"]*"', "", response.get_data(as_text=True))
        answers.append((response.status_code, text))
    assert answers[0] == answers[1]


def test_wrong_passwords_lock_no_account(portal, focal_point):
    client = portal.client()
    for _ in range(7):
        portal.sign_in(client, focal_point, "wrong")
    account = portal.rows(select(Account))[0]
    assert (account.failed_count, account.locked_until) == (7, None)
    assert portal.sign_in(client, focal_point).status_code == 302


def test_a_deactivated_account_cannot_sign_in(portal):
    portal.add("gone@example.org", HeldRole(Role.FOCAL_POINT, "ATL"), active=False)
    assert portal.sign_in(portal.client(), "gone@example.org").status_code == 401


def test_signing_out_ends_the_session(portal, focal_point):
    client = portal.client(focal_point)
    assert portal.post(client, "/en/account", "/en/sign-out").location == "/en/sign-in"
    assert client.get("/en/desk").status_code == 302


def test_another_country_is_refused_and_another_role_too(portal, focal_point):
    portal.add("reader@example.org", HeldRole(Role.READER, "ATL"))
    assert portal.client(focal_point).get("/en/text/ATL").status_code == 200
    assert portal.client(focal_point).get("/en/text/BOR").status_code == 403
    assert portal.client("reader@example.org").get("/en/text/ATL").status_code == 403


def test_a_page_without_declaration_fails_the_build(portal, focal_point):
    with pytest.raises(RuntimeError, match=r"filing\.undeclared"):
        portal.client(focal_point).get("/en/undeclared")


def test_a_page_without_declaration_is_refused_at_run_time(portal, focal_point, sqlite_url):
    app = make_app(sqlite_url, [], testing=False)
    assert app.test_client().get("/en/undeclared").status_code == 403


@pytest.mark.parametrize(
    "onward",
    [
        "//example.org/",
        "https://example.org/",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "javascript:1",
    ],
)
def test_signing_in_never_leads_to_another_site(portal, focal_point, onward):
    response = portal.sign_in(portal.client(), focal_point, next=onward)
    assert response.location == "/en/desk"


def test_an_idle_session_ends(portal, focal_point):
    client = portal.client(focal_point)
    with client.session_transaction() as session:
        session["seen"] -= 479 * 60
    assert client.get("/en/desk").status_code == 200
    with client.session_transaction() as session:
        session["seen"] -= 481 * 60
    assert client.get("/en/desk").status_code == 302


def test_a_session_that_is_used_goes_on(portal, focal_point):
    client = portal.client(focal_point)
    for _ in range(3):
        with client.session_transaction() as session:
            session["seen"] -= 300 * 60
        assert client.get("/en/desk").status_code == 200


def test_a_role_that_ends_is_gone_at_the_next_request(portal, focal_point):
    client = portal.client(focal_point)
    portal.change(lambda session: [session.delete(one) for one in session.scalars(select(Grant))])
    assert client.get("/en/desk").status_code == 403


def test_signing_out_everywhere_ends_the_other_sessions_and_keeps_this_one(portal, focal_point):
    here, there = portal.client(focal_point), portal.client(focal_point)
    portal.post(here, "/en/account", "/en/account/sessions")
    assert here.get("/en/desk").status_code == 200
    assert there.get("/en/desk").status_code == 302


def test_signing_in_begins_a_new_session(portal, focal_point):
    client = portal.client()
    client.get("/en/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    portal.sign_in(client, focal_point)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_who_is_asking_is_found_by_one_statement(portal, focal_point, count_statements):
    client = portal.client(focal_point)
    count_statements.clear()
    client.get("/en/desk")
    assert len([one for one in count_statements if one != "BEGIN"]) == 1


def test_a_sign_in_page_that_was_open_too_long_is_shown_again_with_the_address(portal, focal_point):
    client = portal.client()
    values = {"csrf_token": "old", "email": focal_point, "password": PASSWORD}
    response = client.post("/en/sign-in", data=values)
    assert response.status_code == 422
    assert f'value="{focal_point}"' in response.get_data(as_text=True)
    assert PASSWORD not in response.get_data(as_text=True)
    assert client.get("/en/desk").status_code == 302


def test_a_public_page_without_session_sets_no_cookie_on_files(portal, focal_point):
    client = portal.client(focal_point)
    with portal.app.test_request_context():
        address = portal.app.jinja_env.globals["static_url"]("portal.css")
    assert "Set-Cookie" not in client.get(address).headers
