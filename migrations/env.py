"""Run migrations on the application's own engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def prepare_sqlite(connection):
    """Let SQLite rebuild tables: dropping the old one must not delete, or look into, what refers to it.

    Both settings are deaf inside a transaction, hence the driver's own connection, before any begins.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("PRAGMA legacy_alter_table=ON")


def restore_sqlite(connection):
    """Check that every reference still leads somewhere, and have them checked from now on again."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        driver.execute("PRAGMA legacy_alter_table=OFF")
        driver.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} references without a target: {broken[:5]}")


with database.engine.connect() as connection:
    prepare_sqlite(connection)
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    restore_sqlite(connection)
