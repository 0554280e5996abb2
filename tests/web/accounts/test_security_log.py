"""The security log: sign-ins, refusals and grants, by account and address, and never a text."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime

import pytest

from portal.accounts import queries, services
from portal.accounts.permissions import HeldRole, Role
from portal.events import security
from portal.events.services import Actor
from portal.extensions import db
from tests.web.accounts.small_portal import PASSWORD, Portal, make_app


@pytest.fixture
def portal(sqlite_url, tmp_path):
    saved: list[dict[str, list[str]]] = []
    app = make_app(sqlite_url, saved, data_dir=tmp_path)
    yield Portal(app, saved)
    with app.app_context():
        db.engine.dispose()
    security._origin.set(None)


def lines(folder):
    files = sorted((folder / security.FOLDER).glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


def told(folder):
    return [(line["kind"], line["account"]) for line in lines(folder)]


def test_signing_in_a_refusal_and_signing_out_stand_in_it_with_account_and_address(portal, tmp_path):
    own = portal.add("focal.point@example.org", HeldRole(Role.FOCAL_POINT, "ATL"))
    client = portal.client()
    portal.sign_in(client, "focal.point@example.org", "my secret words")
    portal.sign_in(client, "nobody@example.org")
    portal.sign_in(client, "focal.point@example.org")
    assert client.get("/en/text/BOR").status_code == 403
    portal.post(client, "/en/account", "/en/sign-out")
    assert told(tmp_path) == [
        ("sign_in_refused", own),
        ("sign_in_refused", None),
        ("signed_in", own),
        ("refused", own),
        ("signed_out", own),
    ]
    assert {line["address"] for line in lines(tmp_path)} == {"127.0.0.1"}
    assert lines(tmp_path)[3] | {"code": "not_allowed", "page": "filing.text"} == lines(tmp_path)[3]


def test_no_address_name_or_password_stands_in_it_and_only_its_owner_reads_it(portal, tmp_path):
    portal.add("focal.point@example.org", HeldRole(Role.FOCAL_POINT, "ATL"))
    portal.sign_in(portal.client(), "focal.point@example.org", "my secret words")
    portal.sign_in(portal.client(), "focal.point@example.org")
    [path] = (tmp_path / security.FOLDER).iterdir()
    text = path.read_text()
    assert all(word not in text for word in ("example.org", "focal.point", "secret", PASSWORD))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("kept", [True, False])
def test_a_grant_stands_in_it_once_it_is_committed(portal, tmp_path, kept):
    own = portal.add("officer@example.org")
    security.begin(tmp_path, "192.0.2.7")
    with portal.app.app_context():
        account = queries.get_account(db.session, own)
        held = HeldRole(Role.FOCAL_POINT, "ATL")
        services.grant_role(db.session, account, held, Actor(own, "x"), datetime.now(UTC))
        assert told(tmp_path) == []
        (db.session.commit if kept else db.session.rollback)()
    expected = [{"kind": "role_granted", "of": own, "country": "ATL", "role": held.role.value}]
    found = [{name: line[name] for name in ("kind", "of", "country", "role")} for line in lines(tmp_path)]
    assert found == (expected if kept else [])


def test_a_text_is_refused(tmp_path):
    security.begin(tmp_path)
    with pytest.raises(ValueError, match="reason"):
        security.note("refused", reason="my secret words")
    security._origin.set(None)
    assert lines(tmp_path) == []


def test_months_that_ended_long_ago_are_thrown_away(tmp_path):
    folder = tmp_path / security.FOLDER
    folder.mkdir()
    for month in ("2026-09", "2026-10", "2026-11"):
        (folder / f"{month}.jsonl").write_text("{}\n")
    (folder / "notes.txt").write_text("of somebody else")
    assert security.forget_old(tmp_path, date(2026, 11, 30), 30) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["2026-10.jsonl", "2026-11.jsonl", "notes.txt"]
