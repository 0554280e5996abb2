"""The tables of the database: brought to the newest revision, or compared with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, event, text
from sqlalchemy.pool import NullPool

import portal.accounts.limits.models
import portal.accounts.models
import portal.annexes.models
import portal.compositions.models
import portal.countries.models
import portal.cycles.models
import portal.events.models
import portal.events.rows.sealing
import portal.issued.models
import portal.jobs.models
import portal.mail.models
import portal.notifications.models
import portal.passages.models
import portal.reports.assignments.models
import portal.reports.comments.models
import portal.reports.models
import portal.reports.offers.models
import portal.reports.suggestions.models  # noqa: F401 - each of these adds its tables to the metadata
from portal.db import Base
from portal.errors import RefusedError

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_LOCK = 1998_0046
"""Number of the lock that makes two upgrades of one PostgreSQL database take turns."""


def tables() -> MetaData:
    """Return the tables of every model of the portal."""
    return Base.metadata


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings; the environment works on `connection` where one is given."""
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Create or upgrade the tables, all or nothing; run twice, the second time changes nothing."""
    with migrating(database_url) as connection:
        command.upgrade(alembic_config(connection), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Take the tables back to an earlier revision (`base`: none at all), with what was in them."""
    with migrating(database_url) as connection:
        command.downgrade(alembic_config(connection), revision)


def newest_revision() -> str | None:
    """Return the revision that this release of the portal works with."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this release."""
    return MigrationContext.configure(connection).get_current_revision() == newest_revision()


@contextmanager
def migrating(database_url: str) -> Iterator[Connection]:
    """Give a connection on which tables may be changed, in one transaction, while nobody else does.

    SQLite changes a table by making it anew: references are not enforced meanwhile, and checked at the end.
    """
    engine = create_engine(database_url, poolclass=NullPool)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    with engine.begin() as connection:
        if not is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        yield connection
        if is_sqlite:
            _check_references(connection)
    engine.dispose()


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RefusedError("references_broken", table=broken[0])


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=10000")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
