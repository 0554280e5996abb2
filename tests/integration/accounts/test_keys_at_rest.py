"""The keys of mailed links live in letters alone: never in the database, its log, or a backup."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation
from portal.accounts.people.queries import open_invitation
from portal.accounts.people.services import InvitationDraft, invite_from_command
from portal.accounts.permissions import Role
from portal.accounts.queries import open_reset
from portal.accounts.services import NewAccount, add_account, request_reset
from portal.db import prepare_engine
from portal.mail.keys import KEY, token_hash
from portal.mail.mailer import send_pending
from portal.mail.models import Letter
from portal.operations import backup, schema
from portal.operations.database import initialise, opened
from tests.integration.mail.smtp_server import running_mail_server

NOW = datetime(2000, 3, 1, 12, tzinfo=UTC)
LINK = re.compile(r"https://portal\.example\.org/\w\w/(?:invitation|new-password)/(\S+)")
BASE = "https://portal.example.org"


@dataclass(frozen=True)
class MailSettings:
    mail_url: str
    mail_from: str = "portal@example.org"
    base_url: str = BASE


def keys_in(received):
    """Return the key in each message: the same in its plain text and in its HTML."""
    found = []
    for _, raw in received:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
        parts = [body.get_content() for body in bodies if body is not None]
        plain, html = (set(LINK.findall(part.replace('"', " ").replace("<", " "))) for part in parts)
        assert plain == html
        found += sorted(plain)
    return found


@pytest.fixture
def server():
    with running_mail_server() as server:
        yield server


@pytest.fixture
def place(tmp_path):
    """A data folder with the database of a new installation."""
    url = f"sqlite:///{tmp_path / 'instance' / 'portal.sqlite3'}"
    (tmp_path / "instance").mkdir()
    initialise(url)
    return url


def _fill(session):
    draft = InvitationDraft("new@example.org", Role.SECRETARIAT, None, "en")
    printed = invite_from_command(session, draft, BASE, NOW).path.rpartition("/")[2]
    add_account(session, NewAccount("old@example.org", "Old", "fr", "hash"), NOW)
    request_reset(session, "old@example.org", BASE, NOW)
    session.commit()
    return printed


def test_after_sending_no_live_key_is_in_database_log_or_backup(place, server, tmp_path):
    with opened(place) as engine, Session(engine) as session:
        printed = _fill(session)
        assert send_pending(session, MailSettings(server.url), NOW).sent == 2
        live = [printed, *keys_in(server.received)]
        assert len(set(live)) == 3
        assert open_invitation(session, live[1], NOW).email == "new@example.org"
        assert open_reset(session, live[2], NOW)[1].email == "old@example.org"
        session.commit()
        # Looked at while the connection is open: the write-ahead log is there.
        backup.back_up(place, tmp_path / "instance", tmp_path / "backup", NOW)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.name for path in files} >= {"portal.sqlite3", "portal.sqlite3-wal", "database.sqlite3"}
        content = b"".join(path.read_bytes() for path in files)
    assert token_hash(live[1]).encode() in content
    assert [key for key in live if key.encode() in content] == []


def test_a_letter_sent_twice_leaves_both_links_working(place, server):
    with opened(place) as engine, Session(engine) as session:
        _fill(session)
        send_pending(session, MailSettings(server.url), NOW)
        session.execute(
            update(Letter).where(Letter.kind == "invitation").values(sent_at=None, not_before=NOW)
        )
        session.commit()
        send_pending(session, MailSettings(server.url), NOW + timedelta(hours=1))
        first, _, second = keys_in(server.received)
        assert first != second
        for key in (first, second):
            assert open_invitation(session, key, NOW).email == "new@example.org"


def test_a_key_of_one_kind_opens_nothing_of_another(place, server):
    with opened(place) as engine, Session(engine) as session:
        _fill(session)
        send_pending(session, MailSettings(server.url), NOW)
        invited, reset = keys_in(server.received)
        for ask, key in ((open_invitation, reset), (open_reset, invited)):
            with pytest.raises(Exception, match="closed"):
                ask(session, key, NOW)


def test_letters_of_an_earlier_release_lose_their_keys_and_their_links_go_on_working(tmp_path, server):
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    with schema.migrating(url) as connection:
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "20261130_codes_of_filings")
    live = "Live-key_of_an_earlier_release_" + "x" * 12
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO invitation (token_hash, email, name, role, language, hands_over, created_at,"
                " expires_at) VALUES (:hash, 'new@example.org', '', 'secretariat', 'en', 0, :now, :end)"
            ),
            {"hash": token_hash(live), "now": "2000-03-01", "end": "2000-03-30 00:00:00.000000"},
        )
        for sent in (None, "2000-03-01 12:00:00.000000"):
            connection.execute(
                text(
                    "INSERT INTO letter (message_id, kind, recipient, language, subject, text_body,"
                    " html_body, created_at, not_before, sent_at, attempts) VALUES (:id, 'invitation',"
                    " 'new@example.org', 'en', 'Subject', :body, :body, '2000-03-01 12:00:00.000000',"
                    " '2000-03-01 12:00:00.000000', :sent, 0)"
                ),
                {"id": f"<{sent}>", "body": f"Open {BASE}/en/invitation/{live} soon", "sent": sent},
            )
    engine.dispose()
    schema.upgrade(url)
    content = b"".join(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
    assert live.encode() not in content
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        assert all(KEY in body for body in session.scalars(select(Letter.text_body)))
        assert open_invitation(session, live, NOW).id == session.scalars(select(Invitation.id)).one()
        assert send_pending(session, MailSettings(server.url), NOW).sent == 1
        [key] = keys_in(server.received)
        assert open_invitation(session, key, NOW).email == "new@example.org"
        session.commit()
    engine.dispose()
