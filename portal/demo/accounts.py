"""One account a role for the fictional countries, with random passwords."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from portal.accounts.credentials.passwords import Hasher
from portal.accounts.permissions import HeldRole, Role
from portal.accounts.queries import account_of_email
from portal.accounts.services import NewAccount, add_account, grant_role
from portal.events.services import NOBODY

FILE = "demo-accounts.txt"


@dataclass(frozen=True)
class DemoAccount:
    """An account to be made: the local part of its address, its name, language and roles."""

    local: str
    name: str
    language: str
    held: tuple[HeldRole, ...]

    @property
    def email(self) -> str:
        """Return the address; the domain is reserved for examples and receives no mail."""
        return f"{self.local}@example.org"


def _one(local: str, name: str, role: Role, *countries: str) -> DemoAccount:
    held = tuple(HeldRole(role, country) for country in countries) or (HeldRole(role),)
    return DemoAccount(local, name, "en", held)


ACCOUNTS = (
    _one("focal.arlandia", "Focal point, Arlandia", Role.FOCAL_POINT, "ARL"),
    _one("alternate.arlandia", "Alternate focal point, Arlandia", Role.ALTERNATE, "ARL"),
    _one("contributor.arlandia", "Contributor, Arlandia", Role.CONTRIBUTOR, "ARL"),
    _one("reader.arlandia", "Permanent mission of Arlandia", Role.READER, "ARL"),
    _one("focal.borovia", "Focal point, Borovia", Role.FOCAL_POINT, "BOR"),
    _one("focal.cordamar", "Focal point, Cordamar", Role.FOCAL_POINT, "COR"),
    _one("signatory.cordamar", "Signatory, Cordamar", Role.SIGNATORY, "COR"),
    _one("focal.dunmere", "Focal point, Dunmere", Role.FOCAL_POINT, "DUN"),
    _one("coordinator", "Resident coordinator, Arlandia and Dunmere", Role.COORDINATOR, "ARL", "DUN"),
    _one("office", "Coordinator's office, Arlandia and Dunmere", Role.COORDINATOR_STAFF, "ARL", "DUN"),
    _one("officer", "Officer-in-charge, Arlandia and Dunmere", Role.OFFICER_IN_CHARGE, "ARL", "DUN"),
    _one("agency", "Agency contributing to the coordinator's report", Role.OFFICE_CONTRIBUTOR, "ARL", "DUN"),
    _one("coordinator.cordamar", "Resident coordinator, Cordamar", Role.COORDINATOR, "COR"),
    _one("secretariat", "Secretariat officer", Role.SECRETARIAT),
    _one("administrator", "Administrator", Role.ADMINISTRATOR),
)


def make_accounts(session: Session, hasher: Hasher, now: datetime) -> list[tuple[DemoAccount, str]]:
    """Make the accounts that do not exist yet and return each with its password."""
    made = []
    for wanted in ACCOUNTS:
        if account_of_email(session, wanted.email) is not None:
            continue
        password = secrets.token_urlsafe(12)
        account = add_account(
            session, NewAccount(wanted.email, wanted.name, wanted.language, hasher.hash(password)), now
        )
        for held in wanted.held:
            grant_role(session, account, held, NOBODY, now)
        made.append((wanted, password))
    return made


def write_accounts(path: Path, made: Iterable[tuple[DemoAccount, str]]) -> str:
    """Write addresses and passwords to a file that only its owner reads; return what was written."""
    lines = [
        f"{account.email:<34} {password:<18} {account.held[0].role.value:<18} {account.name}"
        for account, password in made
    ]
    text = "Accounts of the fictional countries (demonstration only)\n\n" + "\n".join(lines) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return text
