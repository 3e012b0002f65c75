"""Let the database itself refuse changes to closed rounds, snapshots and the audit log."""

from alembic import op

revision = "0002_freeze_closed_rounds"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

# (table, acts refused, condition on the changed row, message)
CLOSED = "EXISTS (SELECT 1 FROM round WHERE round.id = {row}.round_id AND round.closed_at IS NOT NULL)"
RULES = (
    ("answer", "INSERT", "NEW", CLOSED, "a closed round takes no answers"),
    ("answer", "UPDATE", "OLD", CLOSED, "answers of a closed round do not change"),
    ("submission", "INSERT", "NEW", CLOSED, "a closed round takes no submissions"),
    ("submission", "UPDATE", "OLD", CLOSED, "submissions of a closed round do not change"),
    ("snapshot", "UPDATE", "OLD", "TRUE", "a snapshot never changes"),
    ("audit_entry", "UPDATE", "OLD", "TRUE", "the audit log is only added to"),
    ("audit_entry", "DELETE", "OLD", "TRUE", "the audit log is only added to"),
)


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        _create_on_postgresql()
    else:
        for table, act, row, condition, message in RULES:
            op.execute(
                f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} FOR EACH ROW "
                f"WHEN {condition.format(row=row)} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def _create_on_postgresql():
    for table, act, row, condition, message in RULES:
        name = _name(table, act)
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition.format(row=row)} THEN RAISE EXCEPTION '{message}'; END IF; "
            f"RETURN {row if act != 'UPDATE' else 'NEW'}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def downgrade():
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, *_ in RULES:
        name = _name(table, act)
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgresql else ""))
        if is_postgresql:
            op.execute(f"DROP FUNCTION {name}()")


def _name(table, act):
    return f"refuse_{act.lower()}_{table}"
