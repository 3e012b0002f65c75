"""Files on their way in: kept from the preview until they are taken in, for a day at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.models import Account, ImportBatch, Study
from survey.operations.record import record_act

KEPT = timedelta(days=1)
"""How long rows are kept that nobody takes in."""


@transaction
def keep_batch(
    study: Study,
    kind: str,
    file_name: str,
    head: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    account: Account,
) -> ImportBatch:
    """Keep what was read until its owner decides; what they read before and left is forgotten."""
    mine = {"study_id": study.id, "kind": kind, "state": "shown", "made_by": account.id}
    db.session.execute(delete(ImportBatch).filter_by(**mine))
    batch = ImportBatch(
        **mine,
        file_name=file_name[:200],
        rows=[dict(head), *map(dict, rows)],
        made_at=datetime.now(UTC),
    )
    db.session.add(batch)
    db.session.flush()
    record_act(account, study.id, "table_read", kind=kind, rows=len(rows))
    return batch


@transaction
def set_columns(batch: ImportBatch, columns: Mapping[str, Any]) -> ImportBatch:
    """Remember what a person says that the columns hold."""
    refuse_unless(lock_batch(batch), "shown")
    batch.rows = [{**batch.rows[0], "columns": dict(columns)}, *batch.rows[1:]]
    return batch


@transaction
def drop_batch(study: Study, batch: ImportBatch, account: Account) -> None:
    """Forget what was read without taking it in."""
    refuse_unless(lock_batch(batch), "shown")
    db.session.delete(batch)
    record_act(account, study.id, "table_dropped", kind=batch.kind)


def lock_batch(batch: ImportBatch) -> ImportBatch:
    """Return a batch as it is now, so that nobody else decides on it meanwhile."""
    return db.session.get(ImportBatch, batch.id, with_for_update=True, populate_existing=True) or batch


def refuse_unless(batch: ImportBatch, state: str) -> None:
    """Raise when a batch is no longer in a state."""
    if batch.state == state:
        return
    if batch.state == "done":
        raise IllegalTransition("This table has been taken in already.")
    if batch.state == "undone":
        raise IllegalTransition("This import has been undone already.")
    raise IllegalTransition("This table has not been taken in.")


def end_batch(batch: ImportBatch, row_ids: Sequence[str], kept: Sequence[Mapping[str, Any]]) -> None:
    """Note that a batch was taken in; of its rows nothing stays but what undoing needs."""
    batch.state, batch.row_ids, batch.rows = "done", list(row_ids), [dict(each) for each in kept]


def undo_batch(batch: ImportBatch) -> None:
    """Note that an import was undone."""
    batch.state, batch.rows, batch.row_ids = "undone", batch.rows[:1], []


def is_any_left(now: datetime) -> bool:
    """Say whether rows lie there that nobody took in within a day."""
    left = exists().where(ImportBatch.state == "shown", ImportBatch.made_at < now - KEPT)
    return bool(db.session.scalar(select(left)))


@transaction
def forget_left(now: datetime) -> int:
    """Delete rows that nobody took in within a day; return how many tables they came from."""
    left = delete(ImportBatch).where(ImportBatch.state == "shown", ImportBatch.made_at < now - KEPT)
    return db.session.execute(left).rowcount
