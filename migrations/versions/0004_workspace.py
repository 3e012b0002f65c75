"""The coordinators' workspace: roles, jobs, schedules, imports, curating, amendments, the bin."""

import sqlalchemy as sa
from alembic import op

revision = "0004_workspace"
down_revision = "0003_consent_and_scan"
branch_labels = None
depends_on = None

OLD_ROLES = "role IN ('owner', 'viewer')"
ROLES = "role IN ('owner', 'editor', 'moderator', 'analyst', 'mailer', 'viewer')"
OLD_TEMPLATES = "template IN ('scenario', 'consensus')"
TEMPLATES = "template IN ('scenario', 'consensus', 'rand_ucla', 'policy', 'empty')"
OLD_FINDINGS = "kind IN ('axes', 'confirmation', 'scenarios', 'strategy')"
FINDINGS = "kind IN ('axes', 'confirmation', 'scenarios', 'strategy', 'camps', 'cross_impact')"
OLD_STATES = "state IN ('held', 'released', 'hidden')"
STATES = "state IN ('held', 'released', 'hidden', 'merged')"
# (table, name of the check, before, after, how the table is stored)
CHECKS = (
    ("study_role", "known_role", OLD_ROLES, ROLES, {}),
    ("study", "known_template", OLD_TEMPLATES, TEMPLATES, {}),
    ("finding", "known_kind", OLD_FINDINGS, FINDINGS, {}),
    ("reason", "known_state", OLD_STATES, STATES, {"sqlite_with_rowid": False}),
)
TABLES = (
    "amendment",
    "bin_entry",
    "colleague_invitation",
    "import_batch",
    "job",
    "lineage_step",
    "account_message",
    "interim",
    "planned_act",
    "superseded_snapshot",
    "contribution",
)


def upgrade():
    _set_checks(3)
    for table, column in _columns():
        op.add_column(table, column)
    with op.batch_alter_table("reason", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.create_foreign_key(
            "fk_reason_merged_into_id_reason", "reason", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )
    for table in TABLES:
        globals()[f"_create_{table}"]()
    _keep_superseded()


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER refuse_update_superseded_snapshot ON superseded_snapshot")
        op.execute("DROP FUNCTION refuse_update_superseded_snapshot()")
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("reason", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint("fk_reason_merged_into_id_reason", type_="foreignkey")
    for table, column in reversed(_columns()):
        op.drop_column(table, column.name)
    op.execute("UPDATE study_role SET role = 'viewer' WHERE role NOT IN ('owner', 'viewer')")
    op.execute("UPDATE study SET template = 'consensus' WHERE template NOT IN ('scenario', 'consensus')")
    op.execute("DELETE FROM finding WHERE kind IN ('camps', 'cross_impact')")
    op.execute("UPDATE reason SET state = 'hidden' WHERE state = 'merged'")
    _set_checks(2)


def _set_checks(which):
    for row in CHECKS:
        table, check, keywords = row[0], row[1], row[4]
        name = op.f(f"ck_{table}_{check}")
        with op.batch_alter_table(table, table_kwargs=keywords) as batch:
            batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(name, row[which])


def _columns():
    time, text = sa.DateTime(timezone=True), sa.String(length=64)
    return (
        ("account", sa.Column("is_admin", sa.Boolean(), nullable=False, server_default=sa.false())),
        ("account", sa.Column("totp_secret", text)),
        ("account", sa.Column("totp_since", time)),
        ("account", sa.Column("totp_counter", sa.Integer())),
        ("account", sa.Column("recovery_hashes", sa.JSON(), nullable=False, server_default="[]")),
        ("driver", sa.Column("version", sa.Integer(), nullable=False, server_default="1")),
        ("driver", sa.Column("retired_on", sa.Date())),
        ("question", sa.Column("driver_version", sa.Integer())),
        ("reason", sa.Column("shown_text", sa.Text())),
        ("reason", sa.Column("merged_into_id", sa.String(length=32))),
        ("round", sa.Column("paused_at", time)),
        ("scenario", sa.Column("parts", sa.JSON(), nullable=False, server_default="{}")),
        ("scenario", sa.Column("outcomes", sa.JSON(), nullable=False, server_default="{}")),
        ("signpost", sa.Column("details", sa.JSON(), nullable=False, server_default="{}")),
        ("study", sa.Column("time_zone", text, nullable=False, server_default="UTC")),
        ("study", sa.Column("checks", sa.JSON(), nullable=False, server_default="{}")),
        ("study", sa.Column("binned_at", time)),
    )


def _keep_superseded():
    """Refuse changes to what an earlier close froze."""
    message = "a snapshot never changes"
    name, table = "refuse_update_superseded_snapshot", "superseded_snapshot"
    change = f"CREATE TRIGGER {name} BEFORE UPDATE OF answers, findings, input_hash ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{message}'; END $$"
        )
        op.execute(f"{change} EXECUTE FUNCTION {name}()")
    else:
        op.execute(f"{change} BEGIN SELECT RAISE(ABORT, '{message}'); END")


def _create_amendment():
    op.create_table(
        "amendment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("protocol_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_amendment_amendment_has_reason")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_amendment_made_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_amendment_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_amendment"),
        sa.UniqueConstraint("study_id", "number", name="uq_amendment_study_id_number"),
    )
    op.create_index("ix_amendment_study_id", "amendment", ["study_id"])


def _create_bin_entry():
    op.create_table(
        "bin_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["deleted_by"], ["account.id"], name="fk_bin_entry_deleted_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_bin_entry_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bin_entry"),
    )
    op.create_index("ix_bin_entry_study_id", "bin_entry", ["study_id"])


def _create_colleague_invitation():
    op.create_table(
        "colleague_invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IS NULL OR role IN ('owner', 'editor', 'moderator', 'analyst', 'mailer', 'viewer')",
            name=op.f("ck_colleague_invitation_known_role"),
        ),
        sa.CheckConstraint(
            "(study_id IS NULL) = (role IS NULL)", name=op.f("ck_colleague_invitation_role_in_a_study")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account.id"],
            name="fk_colleague_invitation_invited_by_account",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_colleague_invitation_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_colleague_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_colleague_invitation_token_hash"),
    )
    op.create_index("ix_colleague_invitation_study_id", "colleague_invitation", ["study_id"])


def _create_import_batch():
    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("row_ids", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('drivers', 'experts')", name=op.f("ck_import_batch_known_kind")),
        sa.CheckConstraint("state IN ('shown', 'done', 'undone')", name=op.f("ck_import_batch_known_state")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_import_batch_made_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_import_batch_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
    )
    op.create_index("ix_import_batch_study_id", "import_batch", ["study_id"])


def _create_job():
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_known_state")
        ),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name=op.f("ck_job_progress_is_a_share")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name="fk_job_asked_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_job_study_id_study", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_index("ix_job_study_id", "job", ["study_id"])


def _create_lineage_step():
    op.create_table(
        "lineage_step",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("contribution_ids", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('added', 'proposed', 'merged', 'split', 'reworded', 'retired', 'restored')",
            name=op.f("ck_lineage_step_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_lineage_step_made_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_lineage_step_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lineage_step"),
        sa.UniqueConstraint("study_id", "number", name="uq_lineage_step_study_id_number"),
    )
    op.create_index("ix_lineage_step_study_id", "lineage_step", ["study_id"])


def _create_account_message():
    op.create_table(
        "account_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["colleague_invitation.id"],
            name="fk_account_message_invitation_id_colleague_invitation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_message"),
    )
    op.create_index("ix_account_message_invitation_id", "account_message", ["invitation_id"])


def _create_interim():
    op.create_table(
        "interim",
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_interim_round_id_round", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name="pk_interim"),
    )


def _create_planned_act():
    op.create_table(
        "planned_act",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("planned_by", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('open', 'remind', 'close')", name=op.f("ck_planned_act_known_kind")),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'cancelled', 'failed')", name=op.f("ck_planned_act_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["account.id"], name="fk_planned_act_planned_by_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_planned_act_round_id_round", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_planned_act"),
    )
    op.create_index("ix_planned_act_due_at", "planned_act", ["due_at"])
    op.create_index("ix_planned_act_round_id", "planned_act", ["round_id"])


def _create_superseded_snapshot():
    op.create_table(
        "superseded_snapshot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("software", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_superseded_snapshot_reopening_has_reason")),
        sa.ForeignKeyConstraint(
            ["reopened_by"],
            ["account.id"],
            name="fk_superseded_snapshot_reopened_by_account",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_superseded_snapshot_round_id_round", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_superseded_snapshot"),
        sa.UniqueConstraint("round_id", "number", name="uq_superseded_snapshot_round_id_number"),
    )
    op.create_index("ix_superseded_snapshot_round_id", "superseded_snapshot", ["round_id"])


def _create_contribution():
    op.create_table(
        "contribution",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("merged_into_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("kind IN ('proposal', 'text', 'pile')", name=op.f("ck_contribution_known_kind")),
        sa.CheckConstraint(
            "state IN ('held', 'released', 'used', 'merged', 'hidden')",
            name=op.f("ck_contribution_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["contribution.id"],
            name="fk_contribution_merged_into_id_contribution",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_contribution_question_id_question", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_contribution_round_id_round", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_contribution_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contribution"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contribution_question_id", "contribution", ["question_id"])
    op.create_index("ix_contribution_round_id", "contribution", ["round_id"])
    op.create_index("ix_contribution_study_id", "contribution", ["study_id"])
