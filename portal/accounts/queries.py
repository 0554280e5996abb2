"""Questions to accounts and grants: who is asking, who holds a role, which country has nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.credentials.addresses import WITHOUT_DOTS, mailbox_of
from portal.accounts.credentials.tokens import token_hash
from portal.accounts.models import Account, Grant, PasswordReset
from portal.accounts.permissions import HeldRole, Identity, Role, Side, side_of
from portal.errors import NotFoundError, RefusedError
from portal.mail.keys import Opens, opened_with


@dataclass(frozen=True)
class Attempt:
    """Somebody tries to sign in: the account with its hash, both empty where the address is unknown."""

    account_id: int | None
    password_hash: str | None


def identity_of(session: Session, account_id: int) -> tuple[Identity, int] | None:
    """Return an active account's identity and epoch, in one query; None where there is no such account."""
    statement = (
        select(Account.name, Account.language, Account.epoch, Grant.role, Grant.country)
        .outerjoin(Grant, Grant.account_id == Account.id)
        .where(Account.id == account_id, Account.active)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    held = frozenset(HeldRole(row.role, row.country) for row in rows if row.role is not None)
    first = rows[0]
    return Identity(account_id, first.name, held, first.language), first.epoch


def get_account(session: Session, account_id: int) -> Account:
    """Return an account; raises NotFoundError."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError("account_unknown")
    return account


def account_of_email(session: Session, email: str) -> Account | None:
    """Return the account of a folded address."""
    return session.scalar(select(Account).where(Account.email == email))


def accounts_of_mailbox(session: Session, email: str) -> list[Account]:
    """Return the accounts whose letters arrive in the same mailbox as those to this address, by id."""
    mailbox = mailbox_of(email)
    local, _, domain = mailbox.rpartition("@")
    domains = WITHOUT_DOTS if domain in WITHOUT_DOTS else [domain]
    statement = select(Account).where(
        Account.email.startswith(local[:1], autoescape=True),
        or_(*(Account.email.endswith(f"@{one}", autoescape=True) for one in sorted(domains))),
    )
    found = session.scalars(statement.order_by(Account.id))
    return [account for account in found if mailbox_of(account.email) == mailbox]


def held_by_mailbox(session: Session, email: str) -> frozenset[HeldRole]:
    """Return the roles held by whoever reads a mailbox, with all accounts and spellings of the address."""
    ids = [account.id for account in accounts_of_mailbox(session, email)]
    rows = session.execute(select(Grant.role, Grant.country).where(Grant.account_id.in_(ids)))
    return frozenset(HeldRole(row.role, row.country) for row in rows)


def accounts_on_two_sides(session: Session) -> list[tuple[Account, list[Side]]]:
    """Return the accounts whose roles stand on more than one side, with the sides, by address."""
    held: dict[int, set[Side]] = {}
    for row in session.execute(select(Grant.account_id, Grant.role, Grant.country)):
        held.setdefault(row.account_id, set()).add(side_of(HeldRole(row.role, row.country)))
    doubled = {number: sorted(sides) for number, sides in held.items() if len(sides) > 1}
    accounts = accounts_by_id(session, doubled).values()
    return [(one, doubled[one.id]) for one in sorted(accounts, key=lambda account: account.email)]


def accounts_by_id(session: Session, ids: Iterable[int]) -> dict[int, Account]:
    """Return the accounts of these ids, for showing names beside what people did."""
    return {
        account.id: account for account in session.scalars(select(Account).where(Account.id.in_(list(ids))))
    }


def all_accounts(session: Session) -> list[Account]:
    """Return every account, by address."""
    return list(session.scalars(select(Account).order_by(Account.email)))


def sign_in_attempt(session: Session, email: str) -> Attempt:
    """Return what is needed to check a password, for an unknown address as well; it reads only."""
    account = account_of_email(session, email)
    if account is None or not account.active:
        return Attempt(None, None)
    return Attempt(account.id, account.password_hash)


def open_reset(session: Session, token: str, now: datetime) -> tuple[PasswordReset, Account]:
    """Return the reset of a token still in force, with its account; raises RefusedError reset_closed."""
    statement = (
        select(PasswordReset, Account)
        .join(Account, Account.id == PasswordReset.account_id)
        .where(
            or_(
                PasswordReset.token_hash == token_hash(token),
                PasswordReset.id.in_(opened_with(Opens.RESET, token)),
            ),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
            Account.active,
        )
        .with_for_update()
    )
    found = session.execute(statement).first()
    if found is None:
        raise RefusedError("reset_closed")
    return found[0], found[1]


def resets_since(session: Session, account_id: int, since: datetime) -> int:
    """Return how many links to set a new password an account was sent since a moment."""
    statement = select(func.count()).where(
        PasswordReset.account_id == account_id, PasswordReset.created_at > since
    )
    return session.scalar(statement) or 0


def holders(session: Session, roles: Collection[Role], country: str | None = None) -> list[Account]:
    """Return the active accounts that hold one of the roles for a country (None: for all), by id."""
    where = Grant.country.is_(None) if country is None else Grant.country == country
    statement = (
        select(Account)
        .where(
            Account.active,
            Account.id.in_(select(Grant.account_id).where(Grant.role.in_(list(roles)), where)),
        )
        .order_by(Account.id)
    )
    return list(session.scalars(statement))


def has_signatory(session: Session, country: str) -> bool:
    """Whether the Government wants a separate signature: an active account is its signatory."""
    return bool(holders(session, [Role.SIGNATORY], country))


def countries_without_focal_point(session: Session, countries: Iterable[str]) -> list[str]:
    """Return those of the countries in which no active account is focal point, in their order."""
    statement = (
        select(Grant.country)
        .join(Account, Account.id == Grant.account_id)
        .where(Account.active, Grant.role == Role.FOCAL_POINT)
    )
    served = set(session.scalars(statement))
    return [country for country in countries if country not in served]
