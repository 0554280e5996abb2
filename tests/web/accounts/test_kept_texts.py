"""A text that was posted after the session ended, or from a page of before, costs nothing."""

from __future__ import annotations

import io
import re

import pytest

from portal.accounts.permissions import HeldRole, Role
from tests.web.accounts.small_portal import PASSWORD, fields_of, make_app, token_of

ARABIC = 'الفقرة ١٢: \r\n\r\n\tتواصل الحكومات «التقييم» & <المتابعة>\u200f؛ "اقتباس"  \r\n中文。\r\n'
FIELDS = {"C3": ARABIC, "C4": "\r\nFirst line empty", "revision-C3": "7", "go": "next", "tick": ["a", "b"]}

HALF = r'{"path": "/en/desk", "fields": [["C3", "\ud800"]], "files": false}'
FOREIGN = '{"path": "//example.org", "fields": [], "files": false}'


def _post(client, fields=None, **headers):
    token = token_of(client.get("/en/sign-in"))
    return client.post(
        "/ar/text/ATL?part=2", data={"csrf_token": token, **(fields or FIELDS)}, headers=headers
    )


def _as_browser_sends(pairs):
    return [
        (name, value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")) for name, value in pairs
    ]


def _sign_in_with(client, page, email, password=PASSWORD):
    fields = dict(fields_of(page, "/ar/sign-in"))
    return client.post("/ar/sign-in", data={**fields, "email": email, "password": password})


def _send_on(client, page):
    fields = _as_browser_sends(fields_of(page, "/ar/text/ATL?part=2"))
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post("/ar/text/ATL?part=2", data=data)


def _expect_everything(portal):
    saved = portal.saved[-1]
    assert saved.pop("csrf_token")
    assert saved == {name: value if isinstance(value, list) else [value] for name, value in FIELDS.items()}


def test_a_text_posted_without_session_is_saved_byte_for_byte_after_signing_in(portal, focal_point):
    client = portal.client()
    page = _post(client)
    assert page.status_code == 401
    confirmation = _sign_in_with(client, page, focal_point)
    assert confirmation.status_code == 200
    assert portal.saved == []
    assert "تواصل الحكومات «التقييم» &amp; &lt;المتابعة&gt;" in confirmation.get_data(as_text=True)
    assert _send_on(client, confirmation).status_code == 200
    _expect_everything(portal)


def test_a_wrong_password_in_between_does_not_lose_the_text(portal, focal_point):
    client = portal.client()
    page = _sign_in_with(client, _post(client), focal_point, "wrong")
    assert page.status_code == 401
    page = _sign_in_with(client, page, focal_point, "")
    assert page.status_code == 422
    _send_on(client, _sign_in_with(client, page, focal_point))
    _expect_everything(portal)


def test_a_session_that_ended_while_typing_costs_nothing(portal, focal_point):
    client = portal.client(focal_point)
    token = token_of(client.get("/en/account"))
    with client.session_transaction() as session:
        session["seen"] -= 481 * 60
    page = client.post("/ar/text/ATL?part=2", data={"csrf_token": token, **FIELDS})
    assert page.status_code == 401
    _send_on(client, _sign_in_with(client, page, focal_point))
    _expect_everything(portal)


def test_a_server_with_a_new_key_costs_nothing(portal, focal_point, sqlite_url):
    client = portal.client(focal_point)
    token = token_of(client.get("/en/account"))
    cookie = client.get_cookie("portal")
    restarted = make_app(sqlite_url, portal.saved, key="another key" * 4).test_client()
    restarted.set_cookie("portal", cookie.value)
    page = restarted.post("/ar/text/ATL?part=2", data={"csrf_token": token, **FIELDS})
    assert page.status_code == 401
    _send_on(restarted, _sign_in_with(restarted, page, focal_point))
    _expect_everything(portal)


def test_an_old_page_of_a_person_signed_in_anew_is_confirmed(portal, focal_point):
    client = portal.client(focal_point)
    page = client.post("/ar/text/ATL?part=2", data={"csrf_token": "of before", **FIELDS})
    assert page.status_code == 400
    assert portal.saved == []
    _send_on(client, page)
    _expect_everything(portal)


def test_what_was_kept_still_needs_the_permission(portal, focal_point):
    portal.add("other@example.org", HeldRole(Role.FOCAL_POINT, "BOR"))
    client = portal.client()
    confirmation = _sign_in_with(client, _post(client), "other@example.org")
    refused = _send_on(client, confirmation)
    assert refused.status_code == 403
    assert portal.saved == []
    assert "تواصل الحكومات" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_what_another_site_posts_is_not_kept(portal, focal_point, headers):
    page = _post(portal.client(), **headers)
    assert page.status_code == 401
    assert "kept" not in dict(fields_of(page, "/ar/sign-in"))


def test_what_our_own_page_posts_is_kept(portal, focal_point):
    page = _post(portal.client(), Origin="http://localhost")
    assert "kept" in dict(fields_of(page, "/ar/sign-in"))


def test_passwords_are_never_kept(portal, focal_point):
    page = _post(portal.client(), {"C3": "text", "new_password": "not for the page"})
    assert "not for the page" not in page.get_data(as_text=True)


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}], ids=["ours", "of another site"])
def test_a_button_without_fields_on_an_old_page_says_that_the_page_is_old(portal, focal_point, headers):
    client = portal.client()
    portal.sign_in(client, focal_point)
    page = client.post("/en/account/sessions", data={"csrf_token": "of an earlier session"}, headers=headers)
    assert page.status_code == 403
    assert "can no longer be sent. Load it again." in page.get_data(as_text=True)


def test_a_text_that_another_site_posts_to_the_sign_in_page_is_not_carried_on(portal):
    planted = '{"path": "/ar/text/ATL", "fields": [["C3", "A text of somebody else."]], "files": false}'
    page = portal.client().post(
        "/ar/sign-in", data={"kept": planted}, headers={"Origin": "http://evil.example"}
    )
    assert page.status_code == 422
    assert "kept" not in dict(fields_of(page, "/ar/sign-in"))


@pytest.mark.parametrize("kept", ["", "{}", "[]", "null", FOREIGN, HALF, "[" * 100_000])
def test_a_damaged_or_foreign_kept_text_is_left_aside(portal, focal_point, kept):
    response = portal.sign_in(portal.client(), focal_point, kept=kept)
    assert response.status_code == 302
    assert response.location == "/en/desk"


def test_a_file_is_said_to_be_missing(portal, focal_point):
    client = portal.client()
    token = token_of(client.get("/ar/sign-in"))
    data = {"csrf_token": token, "C3": "text with file", "file": (io.BytesIO(b"x"), "annex.pdf")}
    page = client.post("/ar/text/ATL?part=2", data=data)
    confirmation = _sign_in_with(client, page, focal_point).get_data(as_text=True)
    assert re.search(r'class="notice notice-attention"', confirmation)


def test_the_script_of_a_form_is_told_to_keep_the_text(portal, focal_point):
    response = _post(portal.client(), **{"X-Autosave": "1"})
    assert response.status_code == 401
    assert response.get_json()["signed_out"] is True
