"""codes of filings: 128 random bits beside each, and whether its text holds what is never public."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from portal import canonical

revision = "20261130_codes_of_filings"
down_revision = "20261130_tallies"
branch_labels = None
depends_on = None

NEVER_PUBLIC = {"VNR.12.H7", "VNR.12.A2"}
CONTACT, CONTACT_CONSENT = "BPR.12.D5", "BPR.12.Z2"


def is_reserved(text: str) -> bool:
    answers = canonical.loads(text)["answers"]
    keys = {key.partition("@")[0].partition("~")[0] for key in answers}
    return bool(keys & NEVER_PUBLIC) or (CONTACT in keys and answers.get(CONTACT_CONSENT) != "yes")


def upgrade() -> None:
    with op.batch_alter_table("filing") as table:
        table.add_column(sa.Column("code", sa.String(32), nullable=False, server_default=""))
        table.add_column(sa.Column("reserved", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    rows = sa.table(
        "filing",
        sa.column("id", sa.Integer),
        sa.column("content", sa.Text),
        sa.column("code", sa.String),
        sa.column("reserved", sa.Boolean),
    )
    for number, content in connection.execute(sa.select(rows.c.id, rows.c.content)).all():
        values = {"code": secrets.token_hex(16), "reserved": is_reserved(content)}
        connection.execute(rows.update().where(rows.c.id == number).values(values))
    with op.batch_alter_table("filing") as table:
        table.alter_column("code", server_default=None)
        table.alter_column("reserved", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("filing") as table:
        table.drop_column("reserved")
        table.drop_column("code")
