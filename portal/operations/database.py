"""The database as a whole: opened, created or upgraded with its reference data, told how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.orm import Session

from portal.countries.services import load_reference
from portal.db import prepare_engine
from portal.errors import RefusedError
from portal.events.rows.taking_over import take_over
from portal.operations import schema


@dataclass(frozen=True)
class Initialised:
    """What creating or upgrading did: the revision now, and how many countries were added."""

    revision: str | None
    countries: int


@contextmanager
def opened(database_url: str) -> Iterator[Engine]:
    """Give an engine with the portal's habits, closed at the end; errors never quote what was typed."""
    engine = create_engine(database_url, hide_parameters=True)
    prepare_engine(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def initialise(database_url: str) -> Initialised:
    """Create or upgrade the tables and add the reference data that is missing; makes no account.

    Run twice, the second time changes nothing.
    """
    upgrade(database_url)
    with opened(database_url) as engine, Session(engine) as session, session.begin():
        countries = load_reference(session)
    return Initialised(schema.newest_revision(), countries)


def upgrade(database_url: str) -> None:
    """Create or upgrade the tables, and take into the record what it does not hold of them yet."""
    schema.upgrade(database_url)
    with opened(database_url) as engine, Session(engine) as session, session.begin():
        take_over(session, datetime.now(UTC))


def knows_revision(revision: str | None) -> bool:
    """Whether tables at that revision can be brought to that of this release."""
    revisions = ScriptDirectory.from_config(schema.alembic_config()).walk_revisions()
    return revision in {each.revision for each in revisions}


def demand_current(engine: Engine) -> None:
    """Raise RefusedError database_not_current where the tables are those of another release."""
    with engine.connect() as connection:
        if not schema.is_current(connection):
            raise RefusedError("database_not_current")


def revision_of(engine: Engine) -> str | None:
    """Return the revision the tables are at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_empty(engine: Engine) -> bool:
    """Whether there is no table at all."""
    return not inspect(engine).get_table_names()
