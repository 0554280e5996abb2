"""The real application with a database of its own, and short ways to people, countries and cycles."""

from __future__ import annotations

import contextlib
import itertools
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import config
from portal.accounts.models import Account, Grant
from portal.accounts.permissions import HeldRole, Role, side_of
from portal.app import create_app
from portal.db import prepare_engine
from portal.extensions import db
from portal.operations import schema
from tests.factories import grant, make_account, make_cycle

PASSWORD = "a sentence to remember"
EVERYWHERE = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Person:
    """An account as tests use it."""

    id: int
    email: str
    name: str


@dataclass(frozen=True)
class Place:
    """A cycle of one test with its two countries: `rc` has a resident coordinator, `norc` has none."""

    cycle: str
    rc: str
    norc: str


UNCHOSEN = ""
"""Stands for the country of a person who has not yet chosen a side."""


class SamplePortal:
    """The application on a SQLite database in `folder`; a `session()` is committed at its end."""

    def __init__(self, folder: Path, base_url: str = "http://localhost") -> None:
        """Make the tables as an operator does, then the application."""
        self.folder, self.base_url = folder, base_url
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
        schema.upgrade(url)
        settings = config.Settings(url, folder, "k" * 40, base_url=base_url, testing=True)
        self.app = create_app(settings)
        # A connection of its own, not that of a request: also for threads in which Flask has no place.
        self._engine = create_engine(url)
        prepare_engine(self._engine)
        self._hash = self.app.extensions["portal.hasher"].hash(PASSWORD)
        self._codes = map("".join, itertools.product("X", string.ascii_uppercase, string.ascii_uppercase))
        self._numbers = itertools.count(1)

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session outside of any request."""
        with Session(self._engine) as session, session.begin():
            yield session

    def add_person(
        self, role: Role, country: str | None = None, *, language: str = "en", **fields: Any
    ) -> Person:
        """Make an account with one role, which can sign in with PASSWORD."""
        with self.session() as session:
            account = make_account(
                session,
                role,
                None if role in EVERYWHERE else country,
                now=now(),
                language=language,
                password_hash=self._hash,
                **fields,
            )
            return Person(account.id, account.email, account.name)

    def give_role(self, person: Person, role: Role, country: str) -> None:
        """Give a person one more role."""
        with self.session() as session:
            grant(session, session.get_one(Account, person.id), role, country, now=now())

    def new_place(self, **plan: Any) -> Place:
        """Open a cycle of its own for a test, with two countries of its own."""
        cycle, rc, norc = f"T{next(self._numbers)}", next(self._codes), next(self._codes)
        return Place(self.open_cycle(cycle, {rc: "rc", norc: "norc"}, **plan), rc, norc)

    def open_cycle(self, code: str, invited: dict[str, str], **plan: Any) -> str:
        """Open a cycle with these countries (code → track) and return its code."""
        with self.session() as session:
            return make_cycle(session, code, now=now(), invited=invited, **plan).code

    def client(self, person: Person | None = None, country: str | None = None) -> FlaskClient:
        """Return a client, already signed in as a person; of two sides, on that of a country."""
        client = self.app.test_client()
        if person is not None:
            with self.session() as session:
                epoch = session.get_one(Account, person.id).epoch
                side = _side_in(session, person.id, country)
            with client.session_transaction() as cookie:
                cookie.update(account=person.id, epoch=epoch, seen=int(time.time()), side=side)
        return client

    def end_sessions(self, person: Person) -> None:
        """Let every session of a person end, as a server does that forgot it."""
        with self.session() as session:
            session.get_one(Account, person.id).epoch += 1

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()
        with self.app.app_context():
            db.engine.dispose()


def _side_in(session: Session, account_id: int, country: str | None) -> str:
    """Return the name of the side on which an account stands in a country, else of its first one.

    UNCHOSEN gives none: an account of two sides then chooses one.
    """
    if country == UNCHOSEN:
        return ""
    grants = session.scalars(select(Grant).where(Grant.account_id == account_id).order_by(Grant.id)).all()
    here = [one for one in grants if one.country == country] or grants
    return side_of(HeldRole(here[0].role, here[0].country)).name if here else ""


def now() -> datetime:
    """Return this moment: pages read the clock, so that what they show must be near it."""
    return datetime.now(UTC)
