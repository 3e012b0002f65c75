"""Consent and withdrawal, mail that can be stopped, scan rounds, blocks of pairs."""

import sqlalchemy as sa
from alembic import op

revision = "0003_consent_and_scan"
down_revision = "0002_freeze_closed_rounds"
branch_labels = None
depends_on = None

OLD_ROUND_KINDS = "kind IN ('rate', 'rerate', 'confirm', 'strategy', 'free')"
ROUND_KINDS = "kind IN ('scan', 'rate', 'rerate', 'confirm', 'strategy', 'free')"
OLD_MAIL_KINDS = "kind IN ('invitation', 'round_open', 'reminder', 'thanks')"
MAIL_KINDS = "kind IN ('invitation', 'round_open', 'reminder', 'thanks', 'new_link', 'receipt', 'withdrawal')"


def upgrade():
    _set_kinds(ROUND_KINDS, MAIL_KINDS)
    op.add_column("study", sa.Column("notice", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("invitation", sa.Column("stop_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_invitation_stop_hash", "invitation", ["stop_hash"], unique=True)
    op.add_column("invitation", sa.Column("mail_stopped_on", sa.Date(), nullable=True))
    op.add_column("invitation", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column(
        "invitation", sa.Column("address_problem", sa.String(length=16), nullable=False, server_default="")
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("study_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("first_shown_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"], ["study.id"], name="fk_notice_study_id_study", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("study_id", "language", "hash", name="uq_notice_study_id_language_hash"),
    )
    op.create_index("ix_notice_study_id", "notice", ["study_id"])
    op.create_table(
        "consent",
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("may_thank", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name="fk_consent_invitation_id_invitation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name="fk_consent_notice_id_notice", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", "notice_id", name="pk_consent"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question_block",
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("panelist_id", sa.String(length=32), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name="fk_question_block_question_id_question",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["panelist_id"],
            ["panelist.id"],
            name="fk_question_block_panelist_id_panelist",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "panelist_id", name="pk_question_block"),
        sqlite_with_rowid=False,
    )


def downgrade():
    op.drop_table("question_block")
    op.drop_table("consent")
    op.drop_index("ix_notice_study_id", "notice")
    op.drop_table("notice")
    op.drop_index("ix_invitation_stop_hash", "invitation")
    for column in ("stop_hash", "mail_stopped_on", "withdrawn_on", "address_problem"):
        op.drop_column("invitation", column)
    op.drop_column("study", "notice")
    op.execute("DELETE FROM outbox_message WHERE kind IN ('new_link', 'receipt', 'withdrawal')")
    op.execute("UPDATE round SET kind = 'free' WHERE kind = 'scan'")
    _set_kinds(OLD_ROUND_KINDS, OLD_MAIL_KINDS)


def _set_kinds(round_kinds, mail_kinds):
    for table, kinds, keywords in (
        ("round", round_kinds, {}),
        ("outbox_message", mail_kinds, {"sqlite_with_rowid": False}),
    ):
        name = op.f(f"ck_{table}_known_kind")
        with op.batch_alter_table(table, table_kwargs=keywords) as batch:
            batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(name, kinds)
