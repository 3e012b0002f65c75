"""The database: base class, column types, engine settings and the one transaction decorator."""

from __future__ import annotations

import functools
import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, Date, DateTime, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000
WRITING = "tholos_writing"

P = ParamSpec("P")
R = TypeVar("R")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time that is aware and in UTC on both sides; SQLite alone would hand it back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times: they mean different things on different machines."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime given to a UTC column")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every model: constraint names, JSON and time types."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            dict[str, str]: JSON(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            list[int]: JSON(),
            list[dict[str, Any]]: JSON(),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


def random_id() -> str:
    """Return a fresh 128-bit identifier: it tells neither order nor time."""
    return secrets.token_hex(16)


def id_column() -> Mapped[str]:
    """Return a primary key column of random 128-bit identifiers."""
    return mapped_column(String(32), primary_key=True, default=random_id)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not begin transactions on its own: `_begin` below says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a power cut must not take an acknowledged answer. secure_delete: an erased row is gone.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    # A writer that starts as a reader cannot be upgraded while another writes: it fails at once,
    # whatever the timeout. Writers therefore take the write lock before they read.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Run an operation in one transaction: commit at the outermost, join when nested, undo all on error.

    The outermost call ends whatever read transaction the session was in, so that state is read again
    under the write lock and checks cannot act on a stale picture.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session
        if session.info.get(WRITING):
            return operation(*args, **kwargs)
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("changes were made outside an operation")
        session.rollback()
        session.info[WRITING] = True
        try:
            session.connection(execution_options={WRITING: True})
            result = operation(*args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(WRITING, None)
        return result

    return run


def lock_for_close(session: Session, model: type, key: str) -> Any:
    """Load a row so that no answer can be taken until this transaction ends."""
    return session.get(model, key, with_for_update=True, populate_existing=True)


def lock_for_answer(session: Session, model: type, key: str) -> Any:
    """Load a row so that it cannot be closed until this transaction ends; answers share the lock."""
    return session.get(model, key, with_for_update={"read": True}, populate_existing=True)
