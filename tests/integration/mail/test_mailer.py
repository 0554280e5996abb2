"""Letters are sent once, tried again, and never lost."""

from __future__ import annotations

import email
import email.policy
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from portal.db import Base, prepare_engine
from portal.errors import RefusedError
from portal.mail import mailer as mailer_module
from portal.mail.mailer import Counts, send_pending
from portal.mail.models import TRIES, Letter
from portal.mail.services import LetterDraft, queue_letter
from tests.integration.mail.smtp_server import running_mail_server

NOW = datetime(2000, 3, 1, 12, tzinfo=UTC)
SUBJECTS = {
    "ar": "دعوة إلى بوابة التقارير القطرية، الفقرة ١٢ (ب) من مشروع القرار، الدورة المقبلة",
    "zh": "邀请您参加国家报告门户网站：第十二段（b）",
    "en": "Invitation",
    "fr": "Votre invitation à présenter un rapport",
    "ru": "Приглашение на портал страновых докладов",
    "es": "Invitación al portal de informes: ñ, á",
}


@dataclass(frozen=True)
class MailSettings:
    mail_url: str | None
    mail_from: str = "portal@example.org"
    base_url: str = "https://portal.example"


def _make_tables(url):
    engine = create_engine(url)
    Base.metadata.create_all(engine, tables=[Base.metadata.tables["letter"]])
    engine.dispose()


@pytest.fixture(scope="module")
def prepare_database():
    return _make_tables


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


@pytest.fixture
def server():
    with running_mail_server() as server:
        yield server


@pytest.fixture
def queue(session):
    def put(recipient="a@example.org", **fields):
        values = {"kind": "test", "language": "en", "subject": "Subject", "text_body": "Text\n", **fields}
        letter = queue_letter(session, LetterDraft(recipient=recipient, **values), NOW)
        session.commit()
        return letter.id

    return put


def _content(message, kind):
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content()


def _letter(session, number):
    session.expire_all()
    return session.get(Letter, number)


@pytest.mark.parametrize("language", SUBJECTS)
def test_a_letter_arrives_as_written_in_each_language(session, server, queue, language):
    body = f"{SUBJECTS[language]}\n\n.a line that begins with a point\n"
    queue(
        language=language,
        subject=SUBJECTS[language],
        text_body=body,
        html_body=f"<p>{SUBJECTS[language]}</p>",
    )
    assert send_pending(session, MailSettings(server.url), NOW) == Counts(sent=1)
    recipient, raw = server.received[0]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert recipient == "a@example.org"
    assert message["Subject"] == SUBJECTS[language]
    assert message["Content-Language"] == language
    assert _content(message, "plain").replace("\r\n", "\n") == body
    assert SUBJECTS[language] in _content(message, "html")


def test_a_letter_is_sent_once(session, server, queue):
    number = queue()
    settings = MailSettings(server.url)
    assert send_pending(session, settings, NOW).sent == 1
    assert send_pending(session, settings, NOW + timedelta(days=1)) == Counts()
    assert len(server.received) == 1
    assert _letter(session, number).sent_at == NOW


def test_without_a_mail_server_letters_wait_untouched(session, queue):
    number = queue()
    assert send_pending(session, MailSettings(None), NOW) == Counts(waiting=1)
    assert _letter(session, number).attempts == 0


def test_a_mail_server_that_is_down_costs_no_letter(session, server, queue):
    number = queue()
    with running_mail_server() as other:
        closed = other.url
    assert send_pending(session, MailSettings(closed), NOW) == Counts(deferred=1, waiting=1)
    letter = _letter(session, number)
    assert letter.last_error
    assert letter.not_before == NOW + timedelta(minutes=TRIES[0])
    settings = MailSettings(server.url)
    assert send_pending(session, settings, NOW + timedelta(seconds=30)) == Counts(waiting=1)
    assert send_pending(session, settings, NOW + timedelta(minutes=1)) == Counts(sent=1)
    assert _letter(session, number).last_error is None


def test_one_address_that_is_refused_does_not_hold_up_the_others(session, server, queue):
    server.refused.add("gone@example.org")
    queue("gone@example.org")
    queue("here@example.org")
    assert send_pending(session, MailSettings(server.url), NOW) == Counts(sent=1, deferred=1, waiting=1)
    assert [recipient for recipient, _ in server.received] == ["here@example.org"]
    assert server.connections == 1


def test_after_the_last_try_a_letter_stays_for_the_operator(session, server, queue):
    server.refused.add("gone@example.org")
    number = queue("gone@example.org")
    moment, outcomes = NOW, []
    for _ in range(len(TRIES) + 1):
        outcomes.append(send_pending(session, MailSettings(server.url), moment))
        moment += timedelta(days=2)
    assert [one.deferred for one in outcomes] == [1] * (len(TRIES) - 1) + [0, 0]
    assert [one.given_up for one in outcomes] == [0] * (len(TRIES) - 1) + [1, 0]
    letter = _letter(session, number)
    assert (letter.attempts, letter.sent_at) == (len(TRIES), None)
    assert "550" in (letter.last_error or "")


def test_a_letter_for_later_waits(session, server, queue):
    queue(not_before=NOW + timedelta(hours=1))
    assert send_pending(session, MailSettings(server.url), NOW) == Counts(waiting=1)
    assert send_pending(session, MailSettings(server.url), NOW + timedelta(hours=1)) == Counts(sent=1)


def test_no_lock_is_held_while_a_letter_is_sent(engine, session, server, queue, monkeypatch):
    queue()
    other = queue("other@example.org")

    def write_meanwhile(mailer, message):
        with Session(engine) as own:
            own.execute(update(Letter).where(Letter.id == other).values(kind="changed meanwhile"))
            own.commit()

    monkeypatch.setattr(smtplib.SMTP, "send_message", write_meanwhile)
    assert send_pending(session, MailSettings(server.url), NOW).sent == 2
    assert _letter(session, other).kind == "changed meanwhile"


@pytest.mark.parametrize("place", ["recipient", "subject"])
@pytest.mark.parametrize("text", ["a@example.org\nBcc: b@example.org", "a\rb", "a\x00b", ""])
def test_a_line_end_in_a_header_is_refused(session, place, text):
    values = {
        "kind": "test",
        "recipient": "a@example.org",
        "language": "en",
        "subject": "Subject",
        "text_body": "",
    }
    with pytest.raises(RefusedError, match="letter_header"):
        queue_letter(session, LetterDraft(**{**values, place: text}), NOW)
    assert session.scalars(select(Letter)).all() == []


def test_a_letter_goes_with_its_transaction(session):
    draft = LetterDraft("test", "a@example.org", "en", "Subject", "Text")
    queue_letter(session, draft, NOW)
    session.rollback()
    assert session.scalars(select(Letter)).all() == []


def test_a_password_is_not_sent_in_the_clear(session, queue, monkeypatch):
    monkeypatch.setattr(mailer_module, "_is_this_machine", lambda host: False)
    with running_mail_server() as server:
        queue()
        url = server.url.replace("smtp://", "smtp://user:secret@")
        assert send_pending(session, MailSettings(url), NOW).deferred == 1
        assert server.received == []
