"""Scenarios, strategy and the report: recommendations, wild cards, released reports and their links."""

import sqlalchemy as sa
from alembic import op

revision = "0005_release"
down_revision = "0004_workspace"
branch_labels = None
depends_on = None

OLD_FINDINGS = "kind IN ('axes', 'confirmation', 'scenarios', 'strategy', 'camps', 'cross_impact')"
NEW_FINDINGS = "'space', 'signposts', 'stress', 'backcast'"
FINDINGS = OLD_FINDINGS.replace(")", f", {NEW_FINDINGS})")
REPORT_CHECKS = (
    ("known_profile", "profile IN ('executive', 'full', 'methods')"),
    ("known_paper", "paper IN ('a4', 'letter')"),
    ("known_state", "state IN ('draft', 'released')"),
    ("released_on_a_day", "(state = 'released') = (released_on IS NOT NULL)"),
)


def upgrade():
    _set_findings(FINDINGS)
    op.add_column("study", _json("outlook", "{}"))
    op.add_column("study", _json("statements", "{}"))
    op.add_column("strategy_option", _json("details", "{}"))
    _extend_report()
    _create_recommendation()
    _create_wild_card()
    _create_report_link()
    _create_report_access()


def downgrade():
    for table in ("report_access", "report_link", "wild_card", "recommendation"):
        op.drop_table(table)
    _restore_report()
    op.drop_column("strategy_option", "details")
    op.drop_column("study", "statements")
    op.drop_column("study", "outlook")
    op.execute(f"DELETE FROM finding WHERE kind IN ({NEW_FINDINGS})")
    _set_findings(OLD_FINDINGS)


def _set_findings(condition):
    name = op.f("ck_finding_known_kind")
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, condition)


def _json(name, default):
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _report_columns():
    return (
        sa.Column("profile", sa.String(length=16), nullable=False, server_default="full"),
        sa.Column("paper", sa.String(length=8), nullable=False, server_default="a4"),
        _json("sections", "[]"),
        sa.Column("state", sa.String(length=16), nullable=False, server_default="draft"),
        sa.Column("released_on", sa.Date()),
        sa.Column("released_by", sa.String(length=32)),
        _json("changes", "[]"),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("annex", sa.LargeBinary()),
        sa.Column("content_hash", sa.String(length=64), nullable=False, server_default=""),
    )


def _extend_report():
    with op.batch_alter_table("report") as batch:
        for column in _report_columns():
            batch.add_column(column)
        batch.drop_constraint("uq_report_study_id_number_language", type_="unique")
        batch.create_unique_constraint(
            "uq_report_study_id_profile_language_number", ["study_id", "profile", "language", "number"]
        )
        batch.create_foreign_key(
            "fk_report_released_by_account", "account", ["released_by"], ["id"], ondelete="SET NULL"
        )
        for name, condition in REPORT_CHECKS:
            batch.create_check_constraint(op.f(f"ck_report_{name}"), condition)


def _restore_report():
    op.execute("DELETE FROM report WHERE profile <> 'full'")
    with op.batch_alter_table("report") as batch:
        for name, _condition in REPORT_CHECKS:
            batch.drop_constraint(op.f(f"ck_report_{name}"), type_="check")
        batch.drop_constraint("fk_report_released_by_account", type_="foreignkey")
        batch.drop_constraint("uq_report_study_id_profile_language_number", type_="unique")
        batch.create_unique_constraint(
            "uq_report_study_id_number_language", ["study_id", "number", "language"]
        )
        for column in reversed(_report_columns()):
            batch.drop_column(column.name)


def _of_study(table):
    return (
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name=f"fk_{table}_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _create_recommendation():
    op.create_table(
        "recommendation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("option_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.JSON(), nullable=False),
        sa.Column("changes_mind", sa.JSON(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["strategy_option.id"],
            name="fk_recommendation_option_id_strategy_option",
            ondelete="CASCADE",
        ),
        *_of_study("recommendation"),
        sa.UniqueConstraint("study_id", "option_id", name="uq_recommendation_study_id_option_id"),
    )
    op.create_index("ix_recommendation_study_id", "recommendation", ["study_id"])


def _create_wild_card():
    op.create_table(
        "wild_card",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("quadrants", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.CheckConstraint("origin IN ('panel', 'author')", name=op.f("ck_wild_card_known_origin")),
        *_of_study("wild_card"),
        sa.UniqueConstraint("study_id", "code", name="uq_wild_card_study_id_code"),
    )
    op.create_index("ix_wild_card_study_id", "wild_card", ["study_id"])


def _create_report_link():
    op.create_table(
        "report_link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        _json("report_ids", "[]"),
        sa.Column("with_data", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name="fk_report_link_made_by_account", ondelete="SET NULL"
        ),
        *_of_study("report_link"),
        sa.UniqueConstraint("token_hash", name="uq_report_link_token_hash"),
    )
    op.create_index("ix_report_link_study_id", "report_link", ["study_id"])


def _create_report_access():
    op.create_table(
        "report_access",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("link_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "what IN ('opened', 'page', 'pdf', 'data')", name=op.f("ck_report_access_known_act")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["report_link.id"], name="fk_report_access_link_id_report_link", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report_access"),
        sa.UniqueConstraint(
            "link_id", "day", "what", "report_id", name="uq_report_access_link_id_day_what_report_id"
        ),
    )
    op.create_index("ix_report_access_link_id", "report_access", ["link_id"])
