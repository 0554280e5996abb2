"""A portal reached over HTTPS, through a proxy or not: cookies, headers, redirects, who the client is."""

from __future__ import annotations

import pytest
from flask import request

import config
from portal.app import create_app
from portal.operations import schema


def make_app(folder, **fields):
    url = f"sqlite:///{folder / 'portal.sqlite3'}"
    schema.upgrade(url)
    return create_app(config.Settings(url, folder, "k" * 40, testing=True, **fields))


@pytest.fixture
def secure(tmp_path):
    return make_app(tmp_path, https=True, base_url="https://portal.example").test_client()


def test_the_cookie_of_a_session_is_bound_to_this_host(secure):
    [cookie] = secure.get("/en/sign-in").headers.getlist("Set-Cookie")
    parts = [part.strip() for part in cookie.split(";")]
    assert parts[0].startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)
    assert "domain" not in cookie.lower()


def test_browsers_are_told_to_come_by_https_to_subdomains_too(secure):
    told = secure.get("/healthz").headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains"


def test_no_redirect_leads_away_from_https(secure):
    answer = secure.get("/en", headers={"Host": "portal.example"})
    assert answer.status_code == 308
    assert answer.location == "https://portal.example/en/"


def test_a_form_is_taken_without_a_referer(secure):
    page = secure.get("/en/sign-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = secure.post("/en/sign-in", data={"csrf_token": token, "email": "a@example.org", "password": "x"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("proxies", "line", "said", "client"),
    [
        ((), "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (("10.0.0.1/32",), "10.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (("10.0.0.1/32",), "10.0.0.1", "", "10.0.0.1"),
        (("10.0.0.1/32",), "10.0.0.1", "somebody", "10.0.0.1"),
        (("10.0.0.1/32",), "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (("fd00::/8",), "fd00::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_client_is_whom_a_trusted_proxy_names(tmp_path, proxies, line, said, client):
    app = make_app(tmp_path, proxies=proxies)
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": said}, environ_base={"REMOTE_ADDR": line})
    assert seen == [client]


def test_a_proxy_that_is_no_address_is_refused_at_the_start(tmp_path):
    with pytest.raises(config.SettingsError, match="PORTAL_PROXIES"):
        config.from_environment({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PROXIES": "proxy.example"})
