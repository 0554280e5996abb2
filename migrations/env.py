"""The environment of migrations: which database, which tables, how they are written down."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import config as settings
from portal.db import ExactDecimal, ExactJSON, UtcDateTime
from portal.operations.schema import migrating, tables

# A revision is never changed, and the portal's own types may be: revisions name what the database keeps.
KEPT_AS = {
    ExactJSON: "sa.Text()",
    ExactDecimal: "sa.String(length=80)",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write down a column of the portal's own types as what the database keeps."""
    return KEPT_AS.get(type(item), False) if kind == "type" else False


def migrate(connection: Connection) -> None:
    """Run the migrations asked for. The transaction is the caller's: all revisions hold, or none."""
    context.configure(
        connection=connection,
        target_metadata=tables(),
        render_item=render_item,
        render_as_batch=True,
        transactional_ddl=True,
    )
    context.run_migrations()


def main() -> None:
    """Migrate the database given by the portal's command, else the one in the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with migrating(settings.from_environment().database_url) as connection:
        migrate(connection)


main()
