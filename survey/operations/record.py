"""The audit log: append-only, each entry bound to the one before by its hash."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.models import Account, AuditEntry, Study
from survey.models.record import EXPERTS_ACTS, GENESIS, hash_entry

__all__ = ["GENESIS", "hash_entry", "record_act", "record_computation", "record_export"]

CHAIN_LOCK = 7_416_052_911


def record_act(account: Account | None, study_id: str | None, action: str, **details: Any) -> AuditEntry:
    """Add an entry to the audit log; call it inside the transaction of the act itself."""
    _lock_chain()
    last = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    now = datetime.now(UTC).replace(microsecond=0)
    entry = AuditEntry(
        at=now.replace(hour=0, minute=0, second=0) if action in EXPERTS_ACTS else now,
        account_id=account.id if account else None,
        study_id=study_id,
        action=action,
        details=details,
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hash_entry(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


@transaction
def record_export(study: Study, account: Account, name: str) -> AuditEntry:
    """Note that somebody took data of a study away."""
    return record_act(account, study.id, "data_exported", file=name)


@transaction
def record_archive(study: Study, account: Account | None, **with_what: bool) -> AuditEntry:
    """Note that somebody took a whole study away, and whether reports or people went along."""
    return record_act(account, study.id, "archive_exported", **with_what)


@transaction
def record_computation(study: Study, account: Account, what: str, **details: Any) -> AuditEntry:
    """Note that somebody had something computed; what came of it is a finding of its own."""
    return record_act(account, study.id, "results_computed", of=what, **details)


def _lock_chain() -> None:
    """Wait until whoever writes an entry now has ended, so that no two entries follow the same one."""
    # On SQLite every operation holds the one write lock already.
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
