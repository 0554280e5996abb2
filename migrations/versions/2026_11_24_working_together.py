"""working together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_working_together"
down_revision = "20261124_first_tables"
branch_labels = None
depends_on = None


COUNTRY_ROLES = (
    "alternate",
    "contributor",
    "coordinator",
    "coordinator_staff",
    "focal_point",
    "reader",
    "signatory",
)
NEW_COUNTRY_ROLES = tuple(sorted((*COUNTRY_ROLES, "office_contributor", "officer_in_charge")))
ROLES = (
    "contributor",
    "focal_point",
    "alternate",
    "signatory",
    "reader",
    "coordinator",
    "coordinator_staff",
    "secretariat",
    "administrator",
)
NEW_ROLES = (
    "contributor",
    "focal_point",
    "alternate",
    "signatory",
    "reader",
    "coordinator",
    "officer_in_charge",
    "coordinator_staff",
    "office_contributor",
    "secretariat",
    "administrator",
)


def _set_roles(roles: tuple[str, ...], country_roles: tuple[str, ...]) -> None:
    """Let the two tables that name a role take these roles, those of a country among them."""
    listed = ", ".join(f"'{role}'" for role in roles)
    of_a_country = ", ".join(f"'{role}'" for role in country_roles)
    for table in ("invitation", "role_grant"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_country_by_role"), type_="check")
            batch_op.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch_op.create_check_constraint(
                op.f(f"ck_{table}_country_by_role"), f"(role IN ({of_a_country})) = (country IS NOT NULL)"
            )
            batch_op.create_check_constraint(op.f(f"ck_{table}_role"), f"role IN ({listed})")


def upgrade() -> None:
    _set_roles(NEW_ROLES, NEW_COUNTRY_ROLES)
    op.create_table(
        "anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
        sa.UniqueConstraint("day", name=op.f("uq_anchor_day")),
        sa.UniqueConstraint("digest", name=op.f("uq_anchor_digest")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "long_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("work_order", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("done <= total", name=op.f("ck_long_task_done_within_total")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_task")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_code", sa.String(length=32), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("family", sa.String(length=12), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_code"], ["country.code"], name=op.f("fk_reminder_country_code")),
        sa.ForeignKeyConstraint(["cycle_code"], ["cycle.code"], name=op.f("fk_reminder_cycle_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "cycle_code",
            "country_code",
            "family",
            "days",
            name=op.f("uq_reminder_cycle_code_country_code_family_days"),
        ),
    )
    op.create_table(
        "annex",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "scan",
            sa.Enum(
                "none",
                "waiting",
                "clean",
                "refused",
                name="scan",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_annex_size_positive")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_annex_added_by")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_annex_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annex")),
    )
    with op.batch_alter_table("annex", schema=None) as batch_op:
        batch_op.create_index("ix_annex_report_key", ["report_id", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_annex_sha256"), ["sha256"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=8), nullable=False),
        sa.Column("conference", sa.String(length=16), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"], name=op.f("fk_assignment_assigned_by")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_assignment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_account", ["account_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_once", ["report_id", "account_id", "section", "conference"], unique=True
        )

    op.create_table(
        "colleague_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=8), nullable=False),
        sa.Column("conference", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shows_answers", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_colleague_link_made_by")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_colleague_link_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_link_token_hash")),
    )
    with op.batch_alter_table("colleague_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_colleague_link_report_id"), ["report_id"], unique=False)

    op.create_table(
        "government_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_government_comment_author_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_government_comment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_government_comment")),
        sa.UniqueConstraint("report_id", name=op.f("uq_government_comment_report_id")),
    )
    op.create_table(
        "offered_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "last_cycle",
                "own_country",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_report_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Integer(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "confirmed", "declined", name="decision", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_offered_answer_decision_has_date")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_offered_answer_decided_by")),
        sa.ForeignKeyConstraint(["offered_by"], ["account.id"], name=op.f("fk_offered_answer_offered_by")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_offered_answer_report_id")),
        sa.ForeignKeyConstraint(
            ["source_report_id"], ["report.id"], name=op.f("fk_offered_answer_source_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_answer")),
        sa.UniqueConstraint(
            "report_id",
            "key",
            "source_report_id",
            name=op.f("uq_offered_answer_report_id_key_source_report_id"),
        ),
    )
    with op.batch_alter_table("offered_answer", schema=None) as batch_op:
        batch_op.create_index("ix_offered_answer_open", ["report_id", "decided_at"], unique=False)

    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "accepted",
                "edited",
                "declined",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_suggestion_decision_has_date")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_suggestion_decided_by")),
        sa.ForeignKeyConstraint(["link_id"], ["colleague_link.id"], name=op.f("fk_suggestion_link_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_suggestion_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("link_id", "key", name=op.f("uq_suggestion_link_id_key")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_open", ["report_id", "decided_at"], unique=False)


def downgrade() -> None:
    for table in ("invitation", "role_grant"):
        rows = sa.table(table, sa.column("role"))
        op.execute(rows.delete().where(rows.c.role.in_(["office_contributor", "officer_in_charge"])))
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_open")

    op.drop_table("suggestion")
    with op.batch_alter_table("offered_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_offered_answer_open")

    op.drop_table("offered_answer")
    op.drop_table("government_comment")
    with op.batch_alter_table("colleague_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_colleague_link_report_id"))

    op.drop_table("colleague_link")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("uq_assignment_once")
        batch_op.drop_index("ix_assignment_account")

    op.drop_table("assignment")
    with op.batch_alter_table("annex", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annex_sha256"))
        batch_op.drop_index("ix_annex_report_key")

    op.drop_table("annex")
    op.drop_table("reminder")
    op.drop_table("long_task")
    op.drop_table("lease")
    op.drop_table("anchor")
    _set_roles(ROLES, COUNTRY_ROLES)
