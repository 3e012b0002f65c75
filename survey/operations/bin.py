"""The bin: what was deleted lies there for thirty days, and goes back where it was.

A part of a study is deleted by one operation of its own, which hands its content over to `put_in_bin` in
the same transaction. How a kind of thing is put back is registered beside that operation::

    @restores("evidence")
    def _(study, content):
        return unpack_row(study, Evidence, content)
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, inspect, select

from survey.db import Base, db, transaction
from survey.errors import CannotPutBack, IllegalTransition, NotAllowed
from survey.models import Account, BinEntry, Study
from survey.models.work import BIN_DAYS
from survey.operations.record import record_act

Restorer = Callable[[Study, dict[str, Any]], object]
_restorers: dict[str, Restorer] = {}


def restores(kind: str) -> Callable[[Restorer], Restorer]:
    """Register how a kind of thing is put back: it is called with the study and what lies in the bin."""

    def register(restorer: Restorer) -> Restorer:
        _restorers[kind] = restorer
        return restorer

    return register


def can_restore(kind: str) -> bool:
    """Say whether a kind of thing is known well enough to be put back."""
    return kind in _restorers


@transaction
def put_in_bin(
    study: Study,
    kind: str,
    name: dict[str, str],
    content: dict[str, Any],
    account: Account | None,
    now: datetime | None = None,
) -> BinEntry:
    """Keep what is deleted in this transaction for thirty days; the act is recorded here.

    Args:
        study: whose part it was.
        kind: which restorer puts it back.
        name: what a person calls it, in each language.
        content: all that the restorer needs, as data (`pack_row` makes it of a row).
        account: who deletes it.
        now: when; the present by default.
    """
    entry = BinEntry(
        study_id=study.id,
        kind=kind,
        name=name,
        content=content,
        deleted_at=now or _now(),
        deleted_by=account.id if account else None,
    )
    db.session.add(entry)
    db.session.flush()
    record_act(account, study.id, "put_in_bin", kind=kind, name=name, entry=entry.id)
    return entry


@transaction
def restore(entry: BinEntry, account: Account) -> None:
    """Put a thing back where it was; a restorer that cannot says why, and it stays in the bin."""
    entry = db.session.get(BinEntry, entry.id, with_for_update=True, populate_existing=True)
    if entry is None:
        raise CannotPutBack("This was put back already, or its thirty days are over.")
    if not can_restore(entry.kind):
        raise CannotPutBack("This version of the product does not know how to put this back.")
    study = db.session.get(Study, entry.study_id)
    _restorers[entry.kind](study, dict(entry.content))
    db.session.flush()
    record_act(account, study.id, "put_back", kind=entry.kind, name=entry.name, entry=entry.id)
    db.session.delete(entry)
    db.session.expire(study)


@transaction
def bin_study(study: Study, code: str, account: Account, now: datetime | None = None) -> Study:
    """Put a whole study into the bin; its owner types its code, and no round of it may be open."""
    db.session.refresh(study, with_for_update=True)
    if code.strip() != study.code:
        raise NotAllowed("Type the study’s code exactly as it stands here: %(code)s", code=study.code)
    if study.open_round is not None:
        raise IllegalTransition("A round of this study is open. Close it first; then the study can go.")
    study.binned_at = now or _now()
    record_act(account, study.id, "study_binned", code=study.code)
    return study


@transaction
def restore_study(study: Study, account: Account) -> Study:
    """Take a whole study out of the bin again."""
    db.session.refresh(study, with_for_update=True)
    if study.binned_at is None:
        raise CannotPutBack("This study does not lie in the bin.")
    study.binned_at = None
    record_act(account, study.id, "study_put_back", code=study.code)
    return study


@transaction
def empty_bin(now: datetime) -> int:
    """Delete for good what has lain in the bin for its thirty days; return how many things that were."""
    before = now - timedelta(days=BIN_DAYS)
    studies = db.session.scalars(select(Study).filter(Study.binned_at <= before).order_by(Study.id)).all()
    for study in studies:
        record_act(None, study.id, "study_erased", code=study.code)
        db.session.execute(delete(Study).filter_by(id=study.id))
    gone = db.session.execute(
        delete(BinEntry).filter(BinEntry.deleted_at <= before).returning(BinEntry.id, BinEntry.study_id)
    ).all()
    for _entry_id, study_id in gone:
        record_act(None, study_id, "bin_emptied", entry=_entry_id)
    db.session.expire_all()
    return len(studies) + len(gone)


def is_bin_due(now: datetime) -> bool:
    """Say whether something has lain in the bin for its time; it only looks."""
    before = now - timedelta(days=BIN_DAYS)
    entries = select(BinEntry.id).filter(BinEntry.deleted_at <= before).limit(1)
    studies = select(Study.id).filter(Study.binned_at <= before).limit(1)
    return bool(db.session.scalar(entries) or db.session.scalar(studies))


def pack_row(row: Base, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """Return a row's columns as data that JSON can hold."""
    columns = inspect(type(row)).column_attrs
    return {each.key: _to_data(getattr(row, each.key)) for each in columns if each.key not in leave_out}


def unpack_row(study: Study, model: type[Base], content: dict[str, Any], **changes: Any) -> Any:
    """Add a row again as it was packed, under its own id; refuse when its code was given away meanwhile.

    Where rows of this kind have a position, it comes last of them if its old place is taken.
    """
    names = {each.key for each in inspect(model).column_attrs}
    facts = {key: _from_data(model, key, value) for key, value in content.items() if key in names}
    facts.update(changes)
    if "code" in names and "study_id" in names:
        refuse_taken_code(study, model, facts["code"])
    if {"position", "study_id"} <= names:
        facts["position"] = _free_position(study, model, facts["position"])
    row = model(**facts)
    db.session.add(row)
    db.session.flush()
    return row


def refuse_taken_code(study: Study, model: type[Base], code: str) -> None:
    """Raise when something else of the study bears a code by now."""
    if db.session.scalar(select(model.id).filter_by(study_id=study.id, code=code).limit(1)):
        raise CannotPutBack(
            "Its code %(code)s was given to something else meanwhile. Give that another code first.",
            code=code,
        )


def _free_position(study: Study, model: type[Base], wanted: int) -> int:
    taken = set(db.session.scalars(select(model.position).filter_by(study_id=study.id)))
    return max(taken) + 1 if wanted in taken else wanted


def _to_data(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _from_data(model: type[Base], key: str, value: Any) -> Any:
    kind = inspect(model).columns[key].type.python_type
    is_day = isinstance(value, str) and issubclass(kind, date)
    return kind.fromisoformat(value) if is_day else value


def _now() -> datetime:
    return datetime.now(UTC)
