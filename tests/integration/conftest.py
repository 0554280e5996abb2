"""Databases of both kinds with the portal's tables, and sessions on them."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from portal.db import prepare_engine
from portal.operations import schema


@pytest.fixture(scope="session")
def prepare_database():
    """Make the tables as an operator does: through the migrations."""
    return schema.upgrade


@pytest.fixture
def engine(database_url):
    """Engine of a fresh database with the portal's tables, on SQLite and once more on PostgreSQL."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def new_session(engine):
    """Factory of sessions on one database: for tests in which several people work at once."""
    return sessionmaker(engine)


@pytest.fixture
def session(new_session):
    """One session on a fresh database; what the test does not commit is rolled back."""
    with new_session() as session:
        yield session
