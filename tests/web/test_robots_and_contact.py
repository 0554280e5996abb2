"""What robots and those who find a weakness look for first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import config
from portal.app import create_app
from portal.operations import schema


def make_client(folder, **fields):
    url = f"sqlite:///{folder / 'portal.sqlite3'}"
    schema.upgrade(url)
    return create_app(config.Settings(url, folder, "k" * 40, testing=True, **fields)).test_client()


def test_robots_are_asked_to_leave_alone_what_costs_much_in_every_language(tmp_path):
    answer = make_client(tmp_path).get("/robots.txt")
    assert answer.mimetype == "text/plain"
    for language in ("ar", "en", "es", "fr", "ru", "zh"):
        assert f"Disallow: /{language}/answers/files/\n" in answer.text


def test_the_contact_for_weaknesses_is_told_with_the_day_until_which_it_holds(tmp_path):
    client = make_client(tmp_path, security_contact="mailto:security@portal.example")
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.strip().splitlines()
    )
    assert lines["Contact"] == "mailto:security@portal.example"
    ends = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < ends - datetime.now(UTC) < timedelta(days=365)


def test_without_a_contact_there_is_no_page_that_promises_one(tmp_path):
    assert make_client(tmp_path).get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("contact", ["security@portal.example", "mailto:a b", "http://portal.example"])
def test_a_contact_that_is_no_address_is_refused_at_the_start(tmp_path, contact):
    with pytest.raises(config.SettingsError, match="PORTAL_SECURITY_CONTACT"):
        config.from_environment({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECURITY_CONTACT": contact})
