"""Passwords, tokens, addresses, and letters that carry a link."""

from __future__ import annotations

import threading

import pytest

from portal.accounts.credentials import passwords
from portal.accounts.credentials.addresses import fold_email, is_email
from portal.accounts.credentials.letters import InvitationText, invitation_letter, reset_letter
from portal.accounts.credentials.passwords import CHEAP, Hasher, problem_of
from portal.accounts.credentials.tokens import new_token, token_hash
from portal.errors import RefusedError
from portal.i18n import LANGUAGES


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("x" * 11, "password_short"),
        ("x" * 12, None),
        ("كلمة مرور طويلة", None),
        ("一二三四五六七八九十一二", None),
        ("x" * 200, None),
        ("x" * 201, "password_long"),
        (" Focal.Point@example.org", "password_is_email"),
    ],
)
def test_a_password_is_asked_for_length_and_not_to_be_the_address(password, problem):
    assert problem_of(password, "focal.point@example.org") == problem


def test_a_password_fits_its_own_hash_only():
    hasher = Hasher(CHEAP)
    stored = hasher.hash("a sentence to remember")
    assert hasher.verify(stored, "a sentence to remember")
    assert not hasher.verify(stored, "another sentence")
    assert stored != hasher.hash("a sentence to remember")


def test_accents_count_the_same_however_they_were_typed():
    hasher = Hasher(CHEAP)
    assert hasher.verify(hasher.hash("mot de passe\u0301"), "mot de pass\u00e9")


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_without_a_hash_no_password_fits(stored):
    assert not Hasher(CHEAP).verify(stored, "nobody's password")


def test_never_more_than_two_hashes_at_once(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    hasher = Hasher(CHEAP)
    with passwords.AT_ONCE, passwords.AT_ONCE, pytest.raises(RefusedError, match="busy"):
        hasher.hash("a sentence to remember")
    assert hasher.hash("a sentence to remember")


def test_a_turn_is_given_back_after_a_wrong_password():
    hasher = Hasher(CHEAP)
    stored = hasher.hash("a sentence to remember")
    threads = [threading.Thread(target=hasher.verify, args=(stored, "wrong")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hasher.verify(stored, "a sentence to remember")


def test_tokens_differ_and_only_their_hash_is_kept():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    for token in tokens:
        assert len(token_hash(token)) == 64
        assert token not in token_hash(token)


def test_addresses_are_compared_in_one_form():
    assert fold_email("\tFocal.Point@Example.ORG ") == "focal.point@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@example.org",
        "a@@example.org",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a,b@example.org",
        "<a@example.org>",
        "a" * 250 + "@example.org",
    ],
)
def test_what_cannot_be_an_address_is_refused(text):
    assert not is_email(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_carry_their_link_on_a_line_of_its_own(language):
    link = "https://portal.example.org/ar/invitation/token"
    text = InvitationText("Role", "Country", "1 March 2000", link)
    for letter in (
        invitation_letter("a@example.org", language, text, 1),
        reset_letter("a@example.org", language, link, 1),
    ):
        assert link in letter.text_body.split("\n")
        assert letter.language == language
        assert "%(" not in letter.subject + letter.text_body


def test_an_invitation_names_role_country_and_date():
    text = InvitationText("National focal point", "Atlantis", "1 March 2000", "https://portal.example.org/x")
    body = invitation_letter("a@example.org", "en", text, 1).text_body
    assert all(part in body for part in ("National focal point", "Atlantis", "1 March 2000"))
    assert (
        "Atlantis"
        not in invitation_letter(
            "a@example.org", "en", InvitationText("Administrator", "", "", ""), 1
        ).text_body
    )
