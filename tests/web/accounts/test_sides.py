"""Accounts of before that stand on two sides: one is chosen at sign-in, and the secretariat sees the list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.accounts.models import Grant
from portal.accounts.permissions import HeldRole, Role
from tests.web.accounts.small_portal import PASSWORD, fields_of, token_of

DOUBLED = "doubled@example.org"


@pytest.fixture
def doubled(portal):
    number = portal.add(DOUBLED, HeldRole(Role.FOCAL_POINT, "ATL"))
    second = Grant(account_id=number, role=Role.SECRETARIAT, granted_at=datetime.now(UTC))
    portal.change(lambda session: session.add(second))
    return portal


def _choose(client, page, side):
    fields = dict(fields_of(page, "/en/side"))
    return client.post("/en/side", data={**fields, "side": side})


def _signed_in(portal):
    client = portal.app.test_client()
    return client, portal.sign_in(client, DOUBLED)


def test_signing_in_asks_for_the_side_and_opens_no_page_before(doubled):
    client, page = _signed_in(doubled)
    text = page.get_data(as_text=True)
    assert "Government: Country ATL" in text
    assert 'value="secretariat"' in text
    for address in ("/en/text/ATL", "/en/people", "/en/account"):
        assert client.get(address).location.startswith("/en/side?next=")


def test_the_side_chosen_opens_its_pages_and_none_of_the_other(doubled):
    client, page = _signed_in(doubled)
    assert _choose(client, page, "government:ATL").status_code == 302
    assert client.get("/en/text/ATL").status_code == 200
    assert client.get("/en/people/BOR").status_code == 403
    client, page = _signed_in(doubled)
    _choose(client, page, "secretariat")
    assert client.get("/en/text/ATL").status_code == 403
    assert client.get("/en/people/BOR").status_code == 200


def test_a_side_that_is_not_theirs_is_not_chosen(doubled):
    client, page = _signed_in(doubled)
    for name in ("administration", "government:BOR", ""):
        assert "Choose your side" in _choose(client, page, name).get_data(as_text=True)
    assert client.get("/en/text/ATL").status_code == 302


def test_once_chosen_the_side_stays_until_signing_in_again(doubled):
    client, page = _signed_in(doubled)
    _choose(client, page, "government:ATL")
    token = token_of(client.get("/en/account"))
    assert client.post("/en/side", data={"csrf_token": token, "side": "secretariat"}).status_code == 302
    assert client.get("/en/people/BOR").status_code == 403


def test_what_was_posted_without_a_side_is_carried_through_the_choice(doubled):
    client, _ = _signed_in(doubled)
    token = token_of(client.get("/en/side"))
    held = client.post("/en/text/ATL", data={"csrf_token": token, "answer": "a long text"})
    assert doubled.saved == []
    page = _choose(client, held, "government:ATL")
    fields = fields_of(page, "/en/text/ATL")
    assert client.post("/en/text/ATL", data=dict(fields)).status_code == 200
    assert doubled.saved[0]["answer"] == ["a long text"]


def test_whoever_is_of_one_side_is_never_asked(portal, focal_point):
    client = portal.client(focal_point)
    assert client.get("/en/side").location == "/en/desk"
    assert client.get("/en/text/ATL").status_code == 200


def test_the_secretariat_and_the_administrator_see_who_stands_on_two_sides(doubled):
    for email, role, address in (
        ("officer@example.org", Role.SECRETARIAT, "/en/people"),
        ("administrator@example.org", Role.ADMINISTRATOR, "/en/administration"),
    ):
        doubled.add(email, HeldRole(role))
        page = doubled.client(email, PASSWORD).get(address).get_data(as_text=True)
        assert "Accounts on two sides" in page
        assert DOUBLED in page


def test_a_focal_point_is_not_shown_who_stands_on_two_sides(doubled, focal_point):
    client = doubled.client(focal_point)
    assert "Accounts on two sides" not in client.get("/en/people/ATL").get_data(as_text=True)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("Officer+x@example.org", "Nobody can invite themselves."),
        ("doubled@example.org", "This person takes part for another side."),
    ],
)
def test_an_invitation_that_would_mix_sides_is_refused_with_its_reason(doubled, email, sentence):
    doubled.add("officer@example.org", HeldRole(Role.SECRETARIAT))
    client = doubled.client("officer@example.org")
    fields = {"email": email, "role": "focal_point", "language": "en"}
    answer = doubled.post(client, "/en/people/BOR", "/en/people/BOR", **fields)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
