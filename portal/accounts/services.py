"""What happens to an account: made, signed in, its password changed or reset, described, deactivated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.credentials.addresses import fold_email
from portal.accounts.credentials.letters import reset_letter
from portal.accounts.credentials.tokens import RESET_LASTS, new_token, token_hash
from portal.accounts.models import Account, Grant, PasswordReset
from portal.accounts.permissions import HeldRole, Identity, Role, side_of, sides_of
from portal.accounts.queries import (
    Attempt,
    account_of_email,
    get_account,
    held_by_mailbox,
    holders,
    open_reset,
    resets_since,
)
from portal.countries.models import Country
from portal.errors import NotFoundError, RefusedError
from portal.events import security
from portal.events.services import NOBODY, Actor, append_event
from portal.i18n import DEFAULT, LANGUAGES
from portal.mail.keys import KEY
from portal.mail.services import queue_letter

RESETS_AN_HOUR = 3
"""Links to set a new password that one account is sent in an hour."""


@dataclass(frozen=True)
class NewAccount:
    """What an account is made of; `email` folded."""

    email: str
    name: str
    language: str
    password_hash: str | None


@dataclass(frozen=True)
class Happening:
    """An event on accounts: its kind and what it tells. No email address: the record is kept for ever."""

    kind: str
    payload: dict[str, Any]


def actor_of(identity: Identity) -> Actor:
    """Return who acts, as events keep it."""
    return Actor(identity.user_id, identity.name) if identity.user_id is not None else NOBODY


def record(session: Session, country: str | None, happening: Happening, actor: Actor, now: datetime) -> None:
    """Append an event on accounts to its country's stream, or to the portal's; its writers queue up."""
    if country is not None:
        # Not a full FOR UPDATE: rows that name the country hold its key, and two would wait for each other.
        row = select(Country.code).where(Country.code == country)
        session.execute(row.with_for_update(key_share=True))
    elif session.get_bind().dialect.name == "postgresql":
        # There is no row that stands for the whole portal; SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("portal"))))
    stream = f"country:{country}" if country else "portal"
    append_event(session, stream, happening.kind, happening.payload, actor, now)
    facts = {name: happening.payload.get(name) for name in ("role", "invitation")}
    told = {name: fact for name, fact in facts.items() if fact is not None}
    of = happening.payload.get("account")
    security.note(happening.kind, account=actor.id, session=session, country=country, of=of, **told)


def add_account(session: Session, new: NewAccount, now: datetime) -> Account:
    """Make an account without any role; raises RefusedError account_exists."""
    if account_of_email(session, new.email) is not None:
        raise RefusedError("account_exists")
    account = Account(
        email=new.email,
        name=new.name,
        language=new.language if new.language in LANGUAGES else DEFAULT,
        password_hash=new.password_hash,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def grant_role(session: Session, account: Account, held: HeldRole, by: Actor, now: datetime) -> Grant:
    """Give an account a role; a role it holds already stays as it is. Appends the event.

    Raises RefusedError other_side: the one place where grants are made keeps every account on one side.
    """
    where = Grant.country.is_(None) if held.country is None else Grant.country == held.country
    known = session.scalar(
        select(Grant).where(Grant.account_id == account.id, Grant.role == held.role, where)
    )
    if known is not None:
        return known
    # Whoever gives the same account another role waits, so that two sides never come from two at once.
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    refuse_other_side(session, account.email, held)
    grant = Grant(
        account_id=account.id, role=held.role, country=held.country, granted_at=now, granted_by=by.id
    )
    session.add(grant)
    payload = {"account": account.id, "name": account.name, "role": held.role.value}
    record(session, held.country, Happening("role_granted", payload), by, now)
    return grant


def refuse_other_side(session: Session, email: str, wanted: HeldRole) -> None:
    """Raise RefusedError other_side where whoever reads this mailbox is of another side than the role."""
    if sides_of(held_by_mailbox(session, email)) - {side_of(wanted)}:
        raise RefusedError("other_side")


def finish_sign_in(session: Session, attempt: Attempt, *, matches: bool, now: datetime) -> Account | None:
    """Count a wrong password, or return the account of a right one; None for every refusal alike."""
    if attempt.account_id is None:
        return None
    if not matches:
        # Told to whoever looks at the account; what keeps anybody out is counted by address (`limits`).
        failed = update(Account).where(Account.id == attempt.account_id)
        session.execute(failed.values(failed_count=Account.failed_count + 1))
        return None
    account = get_account(session, attempt.account_id)
    account.failed_count, account.locked_until, account.last_sign_in = 0, None, now
    return account


def change_password(session: Session, account_id: int, password_hash: str, now: datetime) -> Account:
    """Set a new password and end every session of the account (the caller signs this one in again)."""
    account = get_account(session, account_id)
    _set_password(account, password_hash)
    happening = Happening("password_changed", {"account": account.id})
    record(session, None, happening, Actor(account.id, account.name), now)
    return account


def request_reset(session: Session, email: str, base_url: str, now: datetime) -> None:
    """Mail a link to set a new password. For an unknown address or too many requests nothing, silently."""
    account = account_of_email(session, email)
    if account is None or not account.active:
        return
    if resets_since(session, account.id, now - timedelta(hours=1)) >= RESETS_AN_HOUR:
        return
    reset = PasswordReset(
        # Nobody knows this one: the key of the letter is made when it is sent.
        token_hash=token_hash(new_token()),
        account_id=account.id,
        created_at=now,
        expires_at=now + RESET_LASTS,
    )
    session.add(reset)
    session.flush()
    link = f"{base_url}/{account.language}/new-password/{KEY}"
    queue_letter(session, reset_letter(account.email, account.language, link, reset.id), now)


def reset_from_command(session: Session, email: str, base_url: str, now: datetime) -> str:
    """Return a link to set a new password, for who operates the portal; raises NotFoundError."""
    account = account_of_email(session, fold_email(email))
    if account is None or not account.active:
        raise NotFoundError("account_unknown")
    token = new_token()
    session.add(
        PasswordReset(
            token_hash=token_hash(token), account_id=account.id, created_at=now, expires_at=now + RESET_LASTS
        )
    )
    return f"{base_url}/{account.language}/new-password/{token}"


def reset_password(session: Session, token: str, password_hash: str, now: datetime) -> Account:
    """Set the password by a mailed link and end every session; the account's other links end too.

    Raises RefusedError reset_closed.
    """
    _, account = open_reset(session, token, now)
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.account_id == account.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
    _set_password(account, password_hash)
    account.last_sign_in = now
    happening = Happening("password_reset", {"account": account.id})
    record(session, None, happening, Actor(account.id, account.name), now)
    return account


def _set_password(account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    account.failed_count, account.locked_until = 0, None
    account.epoch += 1


def describe_account(session: Session, account_id: int, name: str, language: str) -> Account:
    """Change the name and the language of letters and pages."""
    account = get_account(session, account_id)
    account.name = name
    account.language = language
    return account


def end_sessions(session: Session, account_id: int) -> Account:
    """End every session of an account, on every machine."""
    account = get_account(session, account_id)
    account.epoch += 1
    return account


def set_active(
    session: Session, account_id: int, identity: Identity, now: datetime, *, active: bool
) -> Account:
    """Deactivate an account (its roles rest, its sessions end) or activate it again.

    Raises RefusedError last_administrator.
    """
    account = get_account(session, account_id)
    if not active:
        refuse_last_administrator(session, account.id)
        account.epoch += 1
    account.active = active
    kind = "account_activated" if active else "account_deactivated"
    happening = Happening(kind, {"account": account.id, "name": account.name})
    record(session, None, happening, actor_of(identity), now)
    return account


def refuse_last_administrator(session: Session, account_id: int) -> None:
    """Raise RefusedError last_administrator where nobody else could manage accounts."""
    if [account.id for account in holders(session, [Role.ADMINISTRATOR])] == [account_id]:
        raise RefusedError("last_administrator")
