"""row ids: a row that was kept beside another one got an id that no form could read."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal import canonical

revision = "20261130_row_ids"
down_revision = "20261124_summaries_and_reports"
branch_labels = None
depends_on = None

COLUMNS = (
    ("answer", "value"),
    ("answer_revision", "value"),
    ("set_aside", "value"),
    ("set_aside", "base"),
    ("suggestion", "value"),
    ("offered_answer", "value"),
)
"""Wherever rows of tables are stored. One id becomes the same one in all of them, so that texts still merge."""

READABLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def readable(row_id: str) -> str:
    if READABLE.fullmatch(row_id):
        return row_id
    return "m" + hashlib.sha256(row_id.encode("utf-8", "surrogatepass")).hexdigest()[:15]


def mended(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {**row, "_id": readable(str(row["_id"]))} if isinstance(row, dict) and "_id" in row else row
        for row in value
    ]


def upgrade() -> None:
    connection = op.get_bind()
    for table, column in COLUMNS:
        rows = sa.table(table, sa.column("id", sa.Integer), sa.column(column, sa.Text))
        stored = rows.c[column]
        found = connection.execute(sa.select(rows.c.id, stored).where(stored.like('[{%"_id"%')))
        for number, text in found.all():
            after = canonical.dumps(mended(canonical.loads(text)))
            if after != text:
                connection.execute(rows.update().where(rows.c.id == number).values({column: after}))


def downgrade() -> None:
    """The ids stay: the software before reads them as well."""
