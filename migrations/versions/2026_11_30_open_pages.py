"""open pages: what a page sent last, so that two saves of one page never meet each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_open_pages"
down_revision = "20261130_row_ids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_sent_text_author_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_sent_text_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_text")),
        sa.UniqueConstraint("report_id", "page", "key", name=op.f("uq_sent_text_report_id_page_key")),
    )
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.add_column(sa.Column("page", sa.String(length=32), nullable=False, server_default=""))
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.alter_column("page", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.drop_column("page")
    op.drop_table("sent_text")
