"""Undoing one's own last change to a table of the frame, step by step backwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.models import Account, AuditEntry, BinEntry, Study
from survey.operations.bin import restore
from survey.operations.framing_bin import KINDS, delete_row
from survey.operations.framing_fields import Family
from survey.operations.framing_rows import get_family, get_row
from survey.operations.framing_tables import change_row, move_row
from survey.operations.record import record_act

ACTS = ("frame_changed", "frame_added", "frame_moved", "put_in_bin")
UNDONE = "frame_undone"
AS_FAR_BACK = 200
"""How many of the latest acts are looked through."""
ALSO = dict.fromkeys(("criteria", "systems", "cells"), ("criteria", "systems", "cells"))
"""Tables that stand on one page and are undone together."""


def find_last_act(study: Study, family: Family, account: Account) -> AuditEntry | None:
    """Return this account's last change on the page of a table that is not undone yet."""
    acts = db.session.scalars(
        select(AuditEntry)
        .filter_by(study_id=study.id, account_id=account.id)
        .filter(AuditEntry.action.in_((*ACTS, UNDONE)))
        .order_by(AuditEntry.number.desc())
        .limit(AS_FAR_BACK)
    ).all()
    undone: set[int] = set()
    for act in acts:
        if act.action == UNDONE:
            undone |= {act.details["undoes"], *act.details["through"]}
        elif act.number not in undone and _is_open(act, {family.code, *ALSO.get(family.code, ())}):
            return act
    return None


def _is_open(act: AuditEntry, families: set[str]) -> bool:
    """Say whether an act belongs to these tables and is not undone through the bin already."""
    if _family_of(act) not in families:
        return False
    return act.action != "put_in_bin" or db.session.get(BinEntry, act.details["entry"]) is not None


def _family_of(act: AuditEntry) -> str | None:
    if act.action == "put_in_bin":
        return next((code for code, kind in KINDS.items() if kind == act.details.get("kind")), None)
    return act.details.get("family")


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
        family=_family_of(act),
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
