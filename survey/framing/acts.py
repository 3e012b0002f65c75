"""What the audit log tells of the tables of a frame: which change of whose can be undone next."""

from __future__ import annotations

from sqlalchemy import select

from survey.db import db
from survey.framing.fields import Family
from survey.models import Account, AuditEntry, BinEntry, Study

KINDS = {
    "groups": "group",
    "systems": "system",
    "criteria": "criterion",
    "evidence": "evidence",
    "drivers": "driver",
}
"""How the bin names what each table holds."""


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
    if family_of(act) not in families:
        return False
    return act.action != "put_in_bin" or db.session.get(BinEntry, act.details["entry"]) is not None


def family_of(act: AuditEntry) -> str | None:
    """Return the table to which an act was done."""
    if act.action == "put_in_bin":
        return next((code for code, kind in KINDS.items() if kind == act.details.get("kind")), None)
    return act.details.get("family")
