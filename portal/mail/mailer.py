"""The mailer: sends what waits in the outbox, and tries again later what could not be sent.

A job, not a service: it commits after each step, so that no lock is held while a mail server is slow.
A letter is claimed (its next try set) before it is sent: where the machine dies between, it is sent again
rather than never.
"""

from __future__ import annotations

import contextlib
import email.policy
import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.mail.models import Letter

TRIES = (1, 5, 15, 60, 180, 360, 720, 1440)
"""Minutes to wait after each vain attempt; after the last one the letter stays for the operator."""
BATCH = 100
TIMEOUT = 20
"""Seconds a mail server may take to answer."""


class MailSettings(Protocol):
    """What the mailer needs of the settings."""

    @property
    def mail_url(self) -> str | None:
        """Address of the mail server; none: letters wait."""

    @property
    def mail_from(self) -> str:
        """Sender of letters."""


@dataclass(frozen=True)
class Counts:
    """What became of the letters: sent, to be tried again, given up, still waiting."""

    sent: int = 0
    deferred: int = 0
    given_up: int = 0
    waiting: int = 0


def send_pending(session: Session, settings: MailSettings, now: datetime) -> Counts:
    """Send the letters that are due; without a mail server they wait. Commits; never raises for one."""
    if settings.mail_url is None:
        return Counts(waiting=_waiting(session))
    sent = deferred = given_up = 0
    claimed = _claim(session, now)
    with contextlib.ExitStack() as stack:
        server: smtplib.SMTP | None = None
        for letter in claimed:
            try:
                server = server or stack.enter_context(_connected(settings.mail_url))
                server.send_message(build_message(letter, settings.mail_from))
            except (OSError, smtplib.SMTPException, ValueError) as error:
                _note(session, letter, last_error=f"{type(error).__name__}: {error}"[:500])
                deferred += letter.attempts < len(TRIES)
                given_up += letter.attempts >= len(TRIES)
                server = server if isinstance(error, smtplib.SMTPRecipientsRefused) else None
            else:
                _note(session, letter, sent_at=now, last_error=None)
                sent += 1
    return Counts(sent, deferred, given_up, _waiting(session))


def build_message(letter: Letter, sender: str) -> EmailMessage:
    """Return the message of a letter; raises ValueError where a header would hold a line end."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text_body, charset="utf-8", cte="base64")
    if letter.html_body is not None:
        message.add_alternative(letter.html_body, subtype="html", charset="utf-8", cte="base64")
    # Set last: the parts take the Content-… headers that stand before them.
    message["Content-Language"] = letter.language
    return message


def _claim(session: Session, now: datetime) -> list[Letter]:
    """Take the letters that are due and set when each is tried again, so that no other mailer takes them."""
    statement = (
        select(Letter)
        .where(Letter.sent_at.is_(None), Letter.not_before <= now, Letter.attempts < len(TRIES))
        .order_by(Letter.not_before, Letter.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    letters = list(session.scalars(statement))
    for letter in letters:
        letter.not_before = now + timedelta(minutes=TRIES[letter.attempts])
        letter.attempts += 1
    session.flush()
    for letter in letters:
        # Detached, so that reading it later opens no transaction.
        session.expunge(letter)
    session.commit()
    return letters


def _note(session: Session, letter: Letter, **values: object) -> None:
    session.execute(update(Letter).where(Letter.id == letter.id).values(**values))
    session.commit()


def _waiting(session: Session) -> int:
    statement = select(func.count()).select_from(Letter)
    waiting = session.scalar(statement.where(Letter.sent_at.is_(None), Letter.attempts < len(TRIES)))
    return waiting or 0


@contextlib.contextmanager
def _connected(url: str) -> Iterator[smtplib.SMTP]:
    """Give a connection, encrypted wherever the server can; a password never travels in the clear."""
    address = urlsplit(url)
    host, secure = address.hostname or "localhost", address.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=TIMEOUT)
    try:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            secure = True
        _log_in(server, address, secure=secure or _is_this_machine(host))
        yield server
    finally:
        _part(server)


def _log_in(server: smtplib.SMTP, address: SplitResult, *, secure: bool) -> None:
    if not address.username:
        return
    if not secure:
        raise smtplib.SMTPNotSupportedError("the server offers no encryption: the password is not sent")
    server.login(unquote(address.username), unquote(address.password or ""))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _part(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
