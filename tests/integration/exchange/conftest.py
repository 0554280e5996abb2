"""Databases with the reference data, and what is in them."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.countries.services import load_reference
from portal.db import prepare_engine
from portal.operations import schema


@pytest.fixture(scope="session")
def prepare_database():
    """Make the tables and load the reference data, as `portal init` does."""

    def prepare(url):
        schema.upgrade(url)
        engine = create_engine(url)
        prepare_engine(engine)
        with Session(engine) as session, session.begin():
            load_reference(session)
        engine.dispose()

    return prepare


@pytest.fixture
def other_engine(request, database_url, tmp_path, prepare_database):
    """One more empty portal, on a database of the same kind."""
    if database_url.startswith("sqlite"):
        url, drop = f"sqlite:///{tmp_path / 'other.sqlite3'}", None
        prepare_database(url)
    else:
        server = request.getfixturevalue("postgres_server")
        url, drop = server.create_prepared_database(prepare_database), server.drop_database
    engine = create_engine(url)
    prepare_engine(engine)
    yield engine
    engine.dispose()
    if drop is not None:
        drop(url)


@pytest.fixture
def dump(engine):
    """Return everything that is in the database, row by row."""

    def read():
        with engine.connect() as connection:
            return {
                table.name: [
                    tuple(row)
                    for row in connection.execute(select(table).order_by(*table.primary_key.columns))
                ]
                for table in schema.tables().sorted_tables
            }

    return read
