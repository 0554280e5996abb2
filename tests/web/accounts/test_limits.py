"""Limits: a stranger is slowed, and keeps nobody else out."""

from __future__ import annotations

import pytest

import config
from portal.accounts.permissions import Role
from portal.app import create_app
from portal.web.arrival import limits
from tests.samples.portal import PASSWORD, SamplePortal

STRANGER, OWNER = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.9"}


class LimitedPortal(SamplePortal):
    """A portal with the limits of the settings, changed as a test wants."""

    def __init__(self, folder, changes=""):
        super().__init__(folder)
        given = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LIMITS": changes}
        changed = config.from_environment(given).limits
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
        self.close()
        self.app = create_app(config.Settings(url, folder, "k" * 40, testing=True, limits=changed))


@pytest.fixture
def make(tmp_path):
    made = []

    def portal(changes=""):
        made.append(LimitedPortal(tmp_path, changes))
        return made[-1], made[-1].add_person(Role.SECRETARIAT)

    yield portal
    for one in made:
        one.close()


def sign_in(client, person, password, place, language="en"):
    page = client.get(f"/{language}/sign-in", environ_base=place).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "email": person.email, "password": password}
    return client.post(f"/{language}/sign-in", data=data, environ_base=place)


def test_a_stranger_is_slowed_and_the_right_person_is_not(make):
    portal, person = make()
    answers = [sign_in(portal.app.test_client(), person, "wrong", STRANGER) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert "Please wait a few minutes and try again." in answers[-1].text
    assert sign_in(portal.app.test_client(), person, PASSWORD, STRANGER).status_code == 429
    assert sign_in(portal.app.test_client(), person, PASSWORD, OWNER).status_code == 302


def test_an_address_that_tries_many_accounts_is_slowed(make):
    portal, person = make("sign-in/address=3 per hour")
    others = [portal.add_person(Role.READER, "XAA") for _ in range(3)]
    for other in others:
        assert sign_in(portal.app.test_client(), other, "wrong", STRANGER).status_code == 401
    assert sign_in(portal.app.test_client(), person, "wrong", STRANGER).status_code == 429
    assert sign_in(portal.app.test_client(), person, PASSWORD, OWNER).status_code == 302


def test_many_strangers_do_not_keep_a_person_out_of_a_browser_used_before(make):
    portal, person = make("sign-in/account=4 per hour, sign-in/whole=6 per hour")
    browser = portal.app.test_client()
    assert sign_in(browser, person, PASSWORD, OWNER).status_code == 302
    browser.delete_cookie("portal")
    for number in range(8):
        sign_in(portal.app.test_client(), person, "wrong", {"REMOTE_ADDR": f"198.51.100.{number}"})
    assert (
        sign_in(portal.app.test_client(), person, PASSWORD, {"REMOTE_ADDR": "198.51.100.99"}).status_code
        == 429
    )
    assert sign_in(browser, person, PASSWORD, OWNER).status_code == 302


def test_a_browser_used_before_cannot_guess_without_end(make):
    portal, person = make()
    browser = portal.app.test_client()
    assert sign_in(browser, person, PASSWORD, OWNER).status_code == 302
    browser.delete_cookie("portal")
    statuses = [sign_in(browser, person, "wrong", OWNER).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_a_right_password_lets_the_count_begin_anew(make):
    portal, person = make()
    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
        answer = sign_in(portal.app.test_client(), person, password, STRANGER)
    assert answer.status_code == 401


def test_guesses_of_links_are_counted_and_a_link_that_works_is_not(make):
    portal, _ = make("link/address=3 per hour")
    client = portal.app.test_client()
    statuses = [
        client.get(f"/en/invitation/{guess}", environ_base=STRANGER).status_code for guess in range(4)
    ]
    assert statuses == [410, 410, 410, 429]
    assert client.get("/en/new-password/guess", environ_base=STRANGER).status_code == 429
    assert client.get("/en/new-password/guess", environ_base=OWNER).status_code == 410


def test_verifying_and_resets_are_limited_by_address(make):
    portal, person = make("verify/address=2 per hour, reset/address=2 per hour")
    client = portal.app.test_client()
    seen = [client.get("/en/verify", environ_base=STRANGER).status_code for _ in range(3)]
    assert seen == [200, 200, 429]
    page = client.get("/en/forgotten-password", environ_base=STRANGER).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "email": person.email}
    asked = [
        client.post("/en/forgotten-password", data=data, environ_base=STRANGER).status_code for _ in range(3)
    ]
    assert asked == [302, 302, 429]


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_the_page_of_a_limit_speaks_the_language_of_the_reader(make, language):
    portal, _ = make("verify/address=1 per hour")
    client = portal.app.test_client()
    client.get(f"/{language}/verify")
    page = client.get(f"/{language}/verify")
    assert page.status_code == 429
    assert f'<html lang="{language}"' in page.text
    assert ("Please wait" in page.text) == (language == "en")


def test_a_limit_that_cannot_be_read_is_refused_at_the_start(tmp_path):
    for wrong in ("sign-in=often", "everything/whole=3 per hour", "sign-in"):
        with pytest.raises(config.SettingsError, match="PORTAL_LIMITS"):
            config.from_environment({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_LIMITS": wrong})


def test_every_limited_endpoint_exists(world):
    assert (limits.LINKS | limits.ASKED.keys()) <= world.portal.app.view_functions.keys()
