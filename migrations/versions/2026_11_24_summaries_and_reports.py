"""summaries and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_summaries_and_reports"
down_revision = "20261124_working_together"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("cycle_code", sa.String(length=32), nullable=False),
        sa.Column("previous_code", sa.String(length=32), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("track", sa.String(length=4), nullable=True),
        sa.Column("country_group", sa.String(length=4), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("filings", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("audience IN ('secretariat', 'public')", name=op.f("ck_issued_tables_audience")),
        sa.ForeignKeyConstraint(["cycle_code"], ["cycle.code"], name=op.f("fk_issued_tables_cycle_code")),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name=op.f("fk_issued_tables_issued_by")),
        sa.ForeignKeyConstraint(
            ["previous_code"], ["cycle.code"], name=op.f("fk_issued_tables_previous_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_tables")),
        sa.UniqueConstraint("number", "audience", name=op.f("uq_issued_tables_number_audience")),
    )
    with op.batch_alter_table("issued_tables", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_tables_cycle_code"), ["cycle_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_tables_digest"), ["digest"], unique=False)

    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_tag_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("code", name=op.f("uq_tag_code")),
    )
    op.create_table(
        "composition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("issued_id", sa.Integer(), nullable=False),
        sa.Column("filter_kind", sa.String(length=12), nullable=False),
        sa.Column("filter_code", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('progress', 'review', 'evaluation')", name=op.f("ck_composition_kind")),
        sa.ForeignKeyConstraint(["issued_id"], ["issued_tables.id"], name=op.f("fk_composition_issued_id")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_composition_published_by")),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"], name=op.f("fk_composition_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composition")),
    )
    with op.batch_alter_table("composition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_composition_issued_id"), ["issued_id"], unique=False)

    op.create_table(
        "composition_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("composition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["composition_id"],
            ["composition.id"],
            name=op.f("fk_composition_part_composition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["account.id"], name=op.f("fk_composition_part_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composition_part")),
    )
    with op.batch_alter_table("composition_part", schema=None) as batch_op:
        batch_op.create_index("ix_composition_part_place", ["composition_id", "position"], unique=False)

    op.create_table(
        "tagged_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tagged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_tagged_passage_filing_id")),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_tagged_passage_tag_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tagged_by"], ["account.id"], name=op.f("fk_tagged_passage_tagged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tagged_passage")),
        sa.UniqueConstraint(
            "tag_id",
            "filing_id",
            "key",
            "start",
            "length",
            name=op.f("uq_tagged_passage_tag_id_filing_id_key_start_length"),
        ),
    )
    with op.batch_alter_table("tagged_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tagged_passage_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index("ix_tagged_passage_key", ["key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tagged_passage", schema=None) as batch_op:
        batch_op.drop_index("ix_tagged_passage_key")
        batch_op.drop_index(batch_op.f("ix_tagged_passage_filing_id"))

    op.drop_table("tagged_passage")
    with op.batch_alter_table("composition_part", schema=None) as batch_op:
        batch_op.drop_index("ix_composition_part_place")

    op.drop_table("composition_part")
    with op.batch_alter_table("composition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_composition_issued_id"))

    op.drop_table("composition")
    op.drop_table("tag")
    with op.batch_alter_table("issued_tables", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_tables_digest"))
        batch_op.drop_index(batch_op.f("ix_issued_tables_cycle_code"))

    op.drop_table("issued_tables")
