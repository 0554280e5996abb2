"""Keys of mailed links: made when a letter is sent; those in letters of before are taken out.

The links of letters that were sent go on working: invitations, resets and colleagues' links keep the hash.
"""

from __future__ import annotations

import hashlib
import re

import sqlalchemy as sa
from alembic import op

revision = "20261130_letter_keys"
down_revision = "20261130_codes_of_filings"
branch_labels = None
depends_on = None

KEY = "key-made-when-the-letter-is-sent"
LIVE = re.compile(r"/(invitation|new-password|contribute)/([A-Za-z0-9_-]{32,})")
OPENED = {
    "invitation": ("invitation", "invitation"),
    "new-password": ("reset", "password_reset"),
    "contribute": ("colleague_link", "colleague_link"),
}
"""The word in the address: what a letter opens, and the table of it."""


def upgrade() -> None:
    """Add the table of keys, and take the live ones out of the letters."""
    op.create_table(
        "letter_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=20), nullable=False),
        sa.Column("opens_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_key_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_letter_key_token_hash")),
    )
    with op.batch_alter_table("letter") as batch_op:
        batch_op.add_column(sa.Column("opens", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("opens_id", sa.Integer(), nullable=True))
    _take_keys_out(op.get_bind())


def _take_keys_out(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        # What is overwritten would otherwise stay readable in pages that are free.
        connection.execute(sa.text("PRAGMA secure_delete = ON"))
    letters = connection.execute(sa.text("SELECT id, text_body, html_body FROM letter ORDER BY id")).all()
    for number, text, html in letters:
        found = LIVE.search(text)
        if found is None or found[2] == KEY:
            continue
        opens, table = OPENED[found[1]]
        digest = hashlib.sha256(found[2].encode()).hexdigest()
        where = sa.text(f"SELECT id FROM {table} WHERE token_hash = :digest")  # noqa: S608 - names of ours
        opened = connection.execute(where, {"digest": digest}).scalar()
        connection.execute(
            sa.text(
                "UPDATE letter SET text_body = :text, html_body = :html, opens = :opens, opens_id = :opened"
                " WHERE id = :number"
            ),
            {
                "text": LIVE.sub(rf"/\1/{KEY}", text),
                "html": LIVE.sub(rf"/\1/{KEY}", html) if html else html,
                "opens": opens if opened else None,
                "opened": opened,
                "number": number,
            },
        )


def downgrade() -> None:
    """Take the table away; keys that were taken out of letters do not come back."""
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_column("opens_id")
        batch_op.drop_column("opens")
    op.drop_table("letter_key")
