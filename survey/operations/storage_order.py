"""Where rows lie, and which transaction wrote or locked them: PostgreSQL shows both, and neither may tell.

A person's row and their pseudonym's row that were written together carry the same transaction number, and
rows that were written one after the other lie one after the other. Whoever holds the database could join
names to answers by either. SQLite keeps these tables in the order of their random keys and numbers nothing.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from survey.db import Base, db


def wait_for_others(key: str) -> None:
    """Wait until nobody else rewrites the rows that this key stands for; two at once could block."""
    if _is_postgresql():
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def forget_order(model: type[Base], column: str, **which: str) -> None:
    """Write rows anew in the order of their random keys, all in this transaction.

    Args:
        model: whose rows.
        column: a column outside the key; it keeps its value.
        which: the column and value that the rows have in common.
    """
    if not _is_postgresql():
        return
    db.session.flush()
    table = model.__table__
    keys = list(table.primary_key)
    chosen = [table.c[name] == value for name, value in which.items()]
    rows = db.session.execute(select(*keys).where(*chosen).order_by(*keys)).all()
    rewrite = (
        table.update()
        .where(*(key == bindparam(f"own_{key.name}") for key in keys))
        .values({column: table.c[column]})
    )
    # A key that points at a row leaves a lock's number on it; the lock on all of them hides which one.
    lock = select(*keys).where(*chosen).with_for_update(read=True, key_share=True)
    values = [{f"own_{key.name}": value for key, value in zip(keys, row, strict=True)} for row in rows]
    if values:
        db.session.connection().execute(rewrite, values)
        db.session.execute(lock)


def _is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
