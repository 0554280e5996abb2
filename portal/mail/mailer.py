"""The mailer: sends what waits in the outbox, and tries again later what could not be sent.

A job, not a service: it commits after each step, so that no lock is held while a mail server is slow.
Each letter is claimed for some minutes just before it is sent: several mailers never send one twice, and
where the machine dies in between it is sent again, with the same Message-ID, rather than never.
"""

from __future__ import annotations

import contextlib
import email.policy
import ipaddress
import smtplib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from portal.db import reading
from portal.mail.keys import KEY, make_key
from portal.mail.models import TRIES, Letter
from portal.mail.writing import PORTAL

BATCH = 100
TIMEOUT = 20
"""Seconds a mail server may take to answer."""
CLAIMED = timedelta(minutes=10)
"""How long a letter is one mailer's: longer than the slowest conversation that TIMEOUT allows."""
UNREACHED = timedelta(minutes=1)
"""Wait after a mail server was not reached. That is no fault of the letter, and costs it no try."""


class MailSettings(Protocol):
    """What the mailer needs of the settings."""

    @property
    def mail_url(self) -> str | None:
        """Address of the mail server; none: letters wait."""

    @property
    def mail_from(self) -> str:
        """Sender of letters."""

    @property
    def base_url(self) -> str:
        """Address of the portal, without a slash at its end."""


@dataclass(frozen=True)
class Counts:
    """What became of the letters: sent, to be tried again, given up, still waiting."""

    sent: int = 0
    deferred: int = 0
    given_up: int = 0
    waiting: int = 0


@dataclass
class _Round:
    """One round of a mailer: its session and settings, when it began, and what became of letters so far."""

    session: Session
    settings: MailSettings
    now: datetime
    begun: float = field(default_factory=time.monotonic)
    sent: int = 0
    deferred: int = 0
    given_up: int = 0

    def moment(self) -> datetime:
        """Return the time by now: a slow server can keep a round going for long."""
        return self.now + timedelta(seconds=time.monotonic() - self.begun)


def send_pending(session: Session, settings: MailSettings, now: datetime) -> Counts:
    """Send the letters that are due; without a mail server they wait. Commits; never raises for one."""
    one = _Round(session, settings, now)
    if settings.mail_url is not None and _is_due(session, now):
        try:
            with _connected(settings.mail_url) as server:
                _send_all(one, server)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            one.deferred += _note_unreached(session, error, now)
    return Counts(one.sent, one.deferred, one.given_up, _waiting(session))


def _send_all(one: _Round, server: smtplib.SMTP) -> None:
    """Send what is due through one connection, as far as it holds."""
    for _ in range(BATCH):
        claimed = _claim(one.session, one.now, one.moment())
        if claimed is None:
            return
        letter, key = claimed
        try:
            server.send_message(build_message(letter, one.settings.mail_from, one.settings.base_url, key))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            one.deferred += letter.attempts < len(TRIES)
            one.given_up += letter.attempts >= len(TRIES)
            again = one.now + timedelta(minutes=TRIES[letter.attempts - 1])
            _note(one.session, letter, last_error=_named(error), not_before=again)
            if server.sock is None:
                # The connection broke: the rest is for the next round.
                return
        else:
            one.sent += 1
            _note(one.session, letter, sent_at=one.now, last_error=None)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def build_message(letter: Letter, sender: str, base_url: str, key: str = "") -> EmailMessage:
    """Return the message of a letter, its links leading to the portal at `base_url`, with their key.

    Raises ValueError where a header would hold a line end.
    """
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_filled(letter.text_body, base_url, key), charset="utf-8", cte="base64")
    if letter.html_body is not None:
        html = _filled(letter.html_body, base_url, key)
        message.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
    # Set last: the parts take the Content-… headers that stand before them.
    message["Content-Language"] = letter.language
    return message


def _filled(text: str, base_url: str, key: str) -> str:
    return text.replace(PORTAL, base_url).replace(KEY, key or KEY)


def _due(now: datetime) -> Select[Letter]:
    return (
        select(Letter)
        .where(Letter.sent_at.is_(None), Letter.not_before <= now, Letter.attempts < len(TRIES))
        .order_by(Letter.not_before, Letter.id)
        .limit(1)
    )


def _is_due(session: Session, now: datetime) -> bool:
    """Whether any letter is due; lets go of the transaction, for a connection takes a while."""
    with reading():
        found = session.scalar(_due(now)) is not None
    session.commit()
    return found


def _claim(session: Session, now: datetime, moment: datetime) -> tuple[Letter, str] | None:
    """Take the next letter that was due when the round began, so that no other mailer takes it.

    Returned with the key of its link, made now: its hash is kept before the letter leaves.
    """
    key = ""
    letter = session.scalar(_due(now).with_for_update(skip_locked=True))
    if letter is not None:
        letter.not_before, letter.last_error = moment + CLAIMED, None
        letter.attempts += 1
        key = make_key(session, letter, moment)
        session.flush()
        # Detached, so that reading it later opens no transaction.
        session.expunge(letter)
    session.commit()
    return None if letter is None else (letter, key)


def _note_unreached(session: Session, error: Exception, now: datetime) -> int:
    """Note at the first letter that is due why it waits, and return 1; 0 where another mailer has them."""
    letter = session.scalar(_due(now).with_for_update(skip_locked=True))
    if letter is not None:
        letter.not_before, letter.last_error = now + UNREACHED, _named(error)
    session.commit()
    return int(letter is not None)


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
