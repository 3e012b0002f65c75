"""Taking what was deleted out of the database's files: a deleted row is overwritten, not only forgotten."""

from __future__ import annotations

from survey.db import BUSY_TIMEOUT_MS, Base, db

SHORT_WAIT_MS = 200
"""How long a person who leaves waits for readers; what they hold on to goes with the next wipe."""
TABLES = (
    "answer",
    "reason",
    "submission",
    "question_block",
    "invitation",
    "link",
    "consent",
    "notice",
    "contribution",
)


def wipe_deleted_rows(*, every_table: bool = False) -> bool:
    """Write deleted rows out of the files; say whether all of them are gone.

    SQLite overwrites them as it deletes (secure_delete), and its journal is emptied here; a reader that is
    busy at this moment keeps the journal until the next time. PostgreSQL frees the rows here; the bytes go
    as soon as the room is used again; ``every_table`` is for what left more tables than a person who leaves.
    """
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            tables = [f'"{name}"' for name in Base.metadata.tables] if every_table else TABLES
            connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")
            return True
        connection.exec_driver_sql(f"PRAGMA busy_timeout={SHORT_WAIT_MS}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_pages = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return not is_busy
