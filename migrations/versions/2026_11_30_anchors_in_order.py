"""Anchors are chained in the order of making: a day may come again after a wrong clock, a successor may not."""

from __future__ import annotations

from alembic import op

revision = "20261130_anchors_in_order"
down_revision = "20261130_open_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let each anchor have one successor, and no longer each day one anchor."""
    with op.batch_alter_table("anchor") as batch:
        batch.drop_constraint("uq_anchor_day", type_="unique")
        batch.create_unique_constraint(op.f("uq_anchor_previous"), ["previous"])


def downgrade() -> None:
    """Let each day have one anchor again; of several, the last made stays."""
    op.execute("DELETE FROM anchor WHERE id NOT IN (SELECT max(id) FROM anchor GROUP BY day)")
    with op.batch_alter_table("anchor") as batch:
        batch.drop_constraint("uq_anchor_previous", type_="unique")
        batch.create_unique_constraint(op.f("uq_anchor_day"), ["day"])
