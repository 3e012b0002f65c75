"""Reading the audit log: what coordinators did, never what experts did; and whether the chain still holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from survey.db import db
from survey.models import Account, AuditEntry, Study
from survey.models.record import EXPERTS_ACTS, GENESIS, hash_entry

PAGE_SIZE = 50
BATCH = 1_000


@dataclass(frozen=True)
class Difference:
    """One thing that an act changed: what it was and what it is; either may be nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class LogRow:
    """An act with who did it; nobody where a command or the running server did."""

    entry: AuditEntry
    account: Account | None

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Return what an act says of itself beside what it changed."""
        hidden = {"before", "after", "entry"}
        return [(name, value) for name, value in sorted(self.entry.details.items()) if name not in hidden]

    @property
    def differences(self) -> list[Difference]:
        """Return what the act changed, thing by thing; what stayed as it was is left out."""
        before, after = self.entry.details.get("before"), self.entry.details.get("after")
        if not isinstance(before, Mapping) and not isinstance(after, Mapping):
            return [] if before == after else [Difference("", before, after)]
        old, new = _as_mapping(before), _as_mapping(after)
        names = [*old, *(name for name in new if name not in old)]
        return [
            Difference(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
        ]


@dataclass(frozen=True)
class LogPage:
    """A page of the log, the latest first, with how much there is."""

    rows: list[LogRow]
    n_rows: int
    number: int

    @property
    def n_pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.n_rows // PAGE_SIZE))


@dataclass(frozen=True)
class ChainState:
    """Whether the log is as it was written: how many entries hold, and the first one that does not."""

    n_entries: int
    last_hash: str
    broken_number: int | None = None

    @property
    def holds(self) -> bool:
        """Say whether every entry is as it was written and follows the one before."""
        return self.broken_number is None


def list_log(
    study: Study, *, who: str = "", actions: Collection[str] = (), is_filtered: bool = False, page: int = 1
) -> LogPage:
    """Return a page of a study's log.

    Args:
        study: whose log.
        who: an account's id; nobody in particular when empty.
        actions: the codes of the acts that are wanted, once `is_filtered`.
        is_filtered: whether only these acts are wanted.
        page: which page, from 1 on.
    """
    wanted = _coordinators_acts(study)
    if who:
        wanted = wanted.filter(AuditEntry.account_id == who)
    if is_filtered:
        wanted = wanted.filter(AuditEntry.action.in_(list(actions)))
    n_rows = db.session.scalar(select(func.count()).select_from(wanted.subquery()))
    number = min(max(1, page), max(1, -(-n_rows // PAGE_SIZE)))
    latest = wanted.order_by(AuditEntry.number.desc()).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return LogPage(_with_accounts(db.session.scalars(latest).all()), n_rows, number)


def list_whole_log(study: Study) -> list[LogRow]:
    """Return all of a study's log in the order in which it was written, for taking away."""
    written = _coordinators_acts(study).order_by(AuditEntry.number)
    return _with_accounts(db.session.scalars(written).all())


def list_actors(study: Study) -> Sequence[Account]:
    """Return the people who did something in a study, by name."""
    ids = select(AuditEntry.account_id).filter_by(study_id=study.id).distinct()
    return db.session.scalars(select(Account).filter(Account.id.in_(ids)).order_by(Account.name)).all()


def list_actions(study: Study) -> list[str]:
    """Return the codes of what was done in a study."""
    acts = _coordinators_acts(study).subquery()
    return sorted(db.session.scalars(select(acts.c.action).distinct()))


def find_names(rows: Sequence[LogRow]) -> dict[str, str]:
    """Return the names of the accounts that acts were done to, by id."""
    ids = {row.entry.details.get("whom") for row in rows} - {None}
    found = db.session.scalars(select(Account).filter(Account.id.in_(ids)))
    return {account.id: account.name for account in found}


def verify_chain() -> ChainState:
    """Compute the hash of every entry on this server again, and find the first that does not fit."""
    previous, n_entries = GENESIS, 0
    for entry in _every_entry():
        if entry.previous_hash != previous or entry.hash != hash_entry(entry):
            return ChainState(n_entries, previous, entry.number)
        previous, n_entries = entry.hash, n_entries + 1
    return ChainState(n_entries, previous)


def _coordinators_acts(study: Study) -> Select[tuple[AuditEntry]]:
    return select(AuditEntry).filter_by(study_id=study.id).filter(AuditEntry.action.not_in(EXPERTS_ACTS))


def _with_accounts(entries: Sequence[AuditEntry]) -> list[LogRow]:
    ids = {entry.account_id for entry in entries}
    found = db.session.scalars(select(Account).filter(Account.id.in_(ids)))
    accounts = {account.id: account for account in found}
    return [LogRow(entry, accounts.get(entry.account_id)) for entry in entries]


def _every_entry() -> Iterator[AuditEntry]:
    """Return the entries in order, a batch at a time: the log may be long."""
    last = 0
    while True:
        batch = db.session.scalars(
            select(AuditEntry).filter(AuditEntry.number > last).order_by(AuditEntry.number).limit(BATCH)
        ).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].number


def _as_mapping(value: Any) -> dict[str, Any]:
    """Return a change as named things; what is no mapping is a thing without a name."""
    if isinstance(value, Mapping):
        return dict(value)
    return {} if value is None else {"": value}
