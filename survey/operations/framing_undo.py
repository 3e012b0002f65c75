"""Undoing one's own last change to a table of the frame, step by step backwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.framing.acts import UNDONE, family_of, find_last_act
from survey.framing.fields import Family
from survey.framing.rows import get_family, get_row
from survey.models import Account, AuditEntry, BinEntry, Study
from survey.operations.bin import restore
from survey.operations.framing_bin import delete_row
from survey.operations.framing_tables import change_row, move_row
from survey.operations.record import record_act


@transaction
def undo_last(study: Study, family: Family, account: Account) -> AuditEntry:
    """Undo this account's last change on the page of a table.

    Raises:
        IllegalTransition: when there is none, or what it changed was changed again.
    """
    db.session.refresh(study, with_for_update=True)
    act = find_last_act(study, family, account)
    if act is None:
        raise IllegalTransition("There is nothing of yours to undo here.")
    last = db.session.scalar(select(func.max(AuditEntry.number)))
    _UNDO[act.action](study, act.details, account)
    made = db.session.scalars(
        select(AuditEntry.number).filter(AuditEntry.number > last, AuditEntry.study_id == study.id)
    ).all()
    record_act(
        account,
        study.id,
        UNDONE,
        family=family_of(act),
        code=act.details.get("code", ""),
        undoes=act.number,
        through=list(made),
    )
    return act


def _undo_change(study: Study, details: dict[str, Any], account: Account) -> None:
    family = get_family(details["family"])
    row = get_row(study, family, details["row"])
    values = row.values
    if any(values.get(name) != after for name, after in details["after"].items()):
        raise IllegalTransition("What you changed was changed again since; it cannot be undone any more.")
    change_row(study, family, details["row"], details["before"], row.mark, account)


def _undo_add(study: Study, details: dict[str, Any], account: Account) -> None:
    delete_row(study, get_family(details["family"]), details["row"], account)


def _undo_move(study: Study, details: dict[str, Any], account: Account) -> None:
    move_row(study, get_family(details["family"]), details["row"], -details["step"], account)


def _undo_delete(study: Study, details: dict[str, Any], account: Account) -> None:
    entry = db.session.get(BinEntry, details["entry"])
    if entry is None:
        raise IllegalTransition("This was put back already, or its thirty days are over.")
    restore(entry, account)


_UNDO = {
    "frame_changed": _undo_change,
    "frame_added": _undo_add,
    "frame_moved": _undo_move,
    "put_in_bin": _undo_delete,
}
