"""tallies: how often something was tried in a window of time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_tallies"
down_revision = "20261130_anchors_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_ends_at"), "tally", ["ends_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tally_ends_at"), table_name="tally")
    op.drop_table("tally")
