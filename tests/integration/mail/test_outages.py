"""A real mail server that is down, dies or is slow: every letter arrives, and none twice without need."""

from __future__ import annotations

import contextlib
import email
import email.policy
import smtplib
import socket
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.errors import RefusedError
from portal.mail.mailer import BATCH, CLAIMED, Counts, send_pending
from portal.mail.models import Letter
from portal.mail.services import LetterDraft, queue_letter
from portal.mail.writing import PORTAL, Part, write_letter

NOW = datetime(2000, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LETTERS = 24


@dataclass(frozen=True)
class MailSettings:
    mail_url: str | None
    mail_from: str = "portal@example.org"
    base_url: str = "https://portal.example"


class Mailbox:
    """Keeps what the server took."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the server calls it so
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    def times_each_arrived(self):
        return Counter(message["Message-ID"] for message in self.messages)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def _serving(port, mailbox):
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield MailSettings(f"smtp://127.0.0.1:{port}")
    finally:
        server.stop()


def _queue(new_session, count, day="first"):
    with new_session.begin() as session:
        for number in range(count):
            link = Part(f"{PORTAL}/en/reports/{number}", "link")
            draft = write_letter("test", f"{day}{number}@example.org", "ar", "Subject", (link,))
            queue_letter(session, draft, NOW)


def _rounds(new_session, settings, moments):
    for moment in moments:
        with new_session() as session:
            send_pending(session, settings, moment)


def _ids(new_session):
    with new_session() as session:
        return set(session.scalars(select(Letter.message_id)))


def test_every_letter_outlives_a_server_that_is_down_and_arrives_once(new_session):
    port, mailbox = _free_port(), Mailbox()
    down = MailSettings(f"smtp://127.0.0.1:{port}")
    moments = [NOW + MINUTE * n for n in range(40)] + [NOW + timedelta(days=n) for n in range(1, 20)]
    _queue(new_session, LETTERS)
    _rounds(new_session, down, moments[:20])
    _queue(new_session, LETTERS, "second")
    _rounds(new_session, down, moments[20:])
    with new_session() as session:
        letters = session.scalars(select(Letter)).all()
        assert len(letters) == 2 * LETTERS
        assert {(letter.sent_at, letter.attempts) for letter in letters} == {(None, 0)}
        assert any(letter.last_error for letter in letters)
    with _serving(port, mailbox) as up:
        _rounds(new_session, up, [moments[-1] + MINUTE * n for n in range(1, 4)])
    assert mailbox.times_each_arrived() == dict.fromkeys(_ids(new_session), 1)


def test_a_letter_arrives_whole_with_its_links_leading_to_the_portal(new_session):
    mailbox = Mailbox()
    _queue(new_session, 1)
    with _serving(_free_port(), mailbox) as up, new_session() as session:
        assert send_pending(session, up, NOW) == Counts(sent=1)
    [message] = mailbox.messages
    for kind in ("plain", "html"):
        content = message.get_body((kind,)).get_content()
        assert "https://portal.example/en/reports/0" in content
        assert PORTAL not in content
    assert 'dir="rtl"' in message.get_body(("html",)).get_content()


class DiedError(BaseException):
    """The machine stops here."""


def test_a_letter_sent_again_after_a_crash_has_the_same_message_id(new_session, monkeypatch):
    mailbox, send = Mailbox(), smtplib.SMTP.send_message

    def send_and_die(server, message):
        send(server, message)
        raise DiedError

    _queue(new_session, 1)
    with _serving(_free_port(), mailbox) as up:
        with monkeypatch.context() as dying:
            dying.setattr(smtplib.SMTP, "send_message", send_and_die)
            with pytest.raises(DiedError):
                _rounds(new_session, up, [NOW])
        # As long as the mailer that died might still be at work, no other touches its letter.
        _rounds(new_session, up, [NOW + MINUTE, NOW + CLAIMED - MINUTE])
        assert len(mailbox.messages) == 1
        _rounds(new_session, up, [NOW + CLAIMED + MINUTE, NOW + timedelta(days=1)])
    assert list(mailbox.times_each_arrived().values()) == [2]


def test_a_letter_of_a_transaction_that_was_taken_back_is_never_sent(new_session):
    mailbox = Mailbox()
    draft = LetterDraft("test", "never@example.org", "en", "Subject", "Text")
    impossible = LetterDraft("test", "no\nbody@example.org", "en", "Subject", "Text")

    def queue_both():
        with new_session.begin() as session:
            queue_letter(session, draft, NOW)
            queue_letter(session, impossible, NOW)

    with pytest.raises(RefusedError):
        queue_both()
    _queue(new_session, 1)
    with _serving(_free_port(), mailbox) as up:
        _rounds(new_session, up, [NOW, NOW + timedelta(days=1)])
    assert [message["To"] for message in mailbox.messages] == ["first0@example.org"]


def test_mailers_at_work_at_once_send_each_letter_once(new_session):
    mailbox, start = Mailbox(), threading.Barrier(3, timeout=60)
    _queue(new_session, LETTERS)
    with _serving(_free_port(), mailbox) as up:

        def work():
            start.wait()
            _rounds(new_session, up, [NOW, NOW + MINUTE])

        mailers = [threading.Thread(target=work) for _ in range(start.parties)]
        for mailer in mailers:
            mailer.start()
        for mailer in mailers:
            mailer.join()
    assert mailbox.times_each_arrived() == dict.fromkeys(_ids(new_session), 1)


def test_what_is_more_than_one_round_sends_is_sent_in_the_next(new_session):
    mailbox = Mailbox()
    _queue(new_session, BATCH + 1)
    with _serving(_free_port(), mailbox) as up, new_session() as session:
        assert send_pending(session, up, NOW) == Counts(sent=BATCH, waiting=1)
        assert send_pending(session, up, NOW + MINUTE) == Counts(sent=1)
