"""A session on an empty database of either kind, with two countries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.permissions import HeldRole
from portal.accounts.queries import identity_of
from portal.accounts.services import NewAccount, add_account, grant_role
from portal.countries.models import Country, Region
from portal.db import Base, prepare_engine
from portal.events.services import NOBODY

NOW = datetime(2000, 3, 1, 12, tzinfo=UTC)


def _make_tables(url):
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for code in ("ATL", "BOR"):
            names = {"en": f"Country {code}"}
            session.add(Country(code=code, names=names, region=Region.AFRICA, fictional=True))
        session.commit()
    engine.dispose()


@pytest.fixture(scope="session")
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
def now():
    return NOW


@pytest.fixture
def person(session, now):
    """Make an account with roles; return its identity."""

    def make(email, *held):
        new = NewAccount(email, email.partition("@")[0], "en", "hash")
        account = add_account(session, new, now)
        for role, country in held:
            grant_role(session, account, HeldRole(role, country), NOBODY, now)
        session.flush()
        found = identity_of(session, account.id)
        assert found is not None
        return found[0]

    return make
