"""Who is written to: the active people of a country and of the secretariat, by the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant
from portal.accounts.permissions import COUNTRY_ROLES, Role


@dataclass(frozen=True)
class Reader:
    """A person who can be written to, with the roles held where it matters."""

    id: int
    email: str
    language: str
    roles: frozenset[Role]


def readers_of(session: Session, country: str, roles: Iterable[Role]) -> list[Reader]:
    """Return the active people who hold one of the roles for the country, or for all; in one query."""
    wanted = list(roles)
    statement = (
        select(Account.id, Account.email, Account.language, Grant.role)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Account.active,
            Grant.role.in_(wanted),
            or_(Grant.country == country, Grant.role.not_in(COUNTRY_ROLES)),
        )
        .order_by(Account.id)
    )
    found: dict[int, Reader] = {}
    for number, email, language, role in session.execute(statement):
        known = found.get(number)
        found[number] = Reader(number, email, language, (known.roles if known else frozenset()) | {role})
    return list(found.values())
