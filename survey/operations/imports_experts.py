"""Inviting many people at once, and taking that back while nobody has noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from survey.db import db, random_id, transaction
from survey.errors import NotAllowed
from survey.models import (
    Account,
    ImportBatch,
    Invitation,
    Link,
    OutboxMessage,
    Panelist,
    Study,
)
from survey.operations.blocks import share_out_to
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.import_batches import end_batch, lock_batch, refuse_unless, undo_batch
from survey.operations.panel import refuse_late_joiners
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order, wait_for_others
from survey.tokens import hash_token, make_link_token, make_panelist_id, make_stop_token

CHUNK = 5_000
Person = Mapping[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Noticed:
    """How many people of an import have taken part or spoken up, and how many were written to."""

    n_engaged: int
    n_written_to: int


@transaction
def take_experts(
    study: Study,
    batch: ImportBatch,
    people: Sequence[Person],
    counts: Mapping[str, int],
    panel_key: str,
    account: Account,
) -> ImportBatch:
    """Invite everybody of a table, all of them or nobody; each gets a link, and apart from it a pseudonym.

    Args:
        study: whose panel they join.
        batch: the table, which is emptied.
        people: name, email (as it is stored), language and group code of each.
        counts: how many rows did what; this is all that is kept of the table.
        panel_key: the server's key that pseudonyms and links are made with.
        account: who does it.
    """
    refuse_unless(lock_batch(batch), "shown")
    refuse_late_joiners(study)
    for person in people:
        refuse_registration_numbers(person["name"], person["email"])
    wait_for_others(f"{study.id}|panel")
    invitations = [_invitation(study, person, panel_key) for person in people]
    _store(study, invitations, panel_key)
    end_batch(batch, sorted(each["id"] for each in invitations), [{"counts": dict(counts)}])
    record_act(account, study.id, "experts_imported", n=len(people))
    return batch


def _invitation(study: Study, person: Person, panel_key: str) -> dict[str, Any]:
    groups = {group.code: group.id for group in study.groups}
    invitation_id = random_id()
    return {
        "id": invitation_id,
        "study_id": study.id,
        "stop_hash": hash_token(make_stop_token(panel_key, study.link_key, invitation_id)),
        "group_id": groups.get(person["group"]),
        "name": person["name"],
        "email": person["email"],
        "language": person["language"],
        "link_serial": 1,
    }


def _store(study: Study, invitations: Rows, panel_key: str) -> None:
    links = [
        {
            "token_hash": hash_token(make_link_token(panel_key, study.link_key, each["id"], 1)),
            "invitation_id": each["id"],
            "serial": 1,
        }
        for each in invitations
    ]
    panelists = [
        {
            "id": make_panelist_id(panel_key, study.link_key, each["id"]),
            "study_id": study.id,
            "group_id": each["group_id"],
        }
        for each in invitations
    ]
    # Each table in the order of its own random keys: rows that lie side by side must not join the two.
    try:
        _insert(Invitation, sorted(invitations, key=lambda each: each["id"]))
        _insert(Link, sorted(links, key=lambda each: each["token_hash"]))
        _insert(Panelist, sorted(panelists, key=lambda each: each["id"]))
    except IntegrityError:
        raise NotAllowed(
            "Somebody on this list has come onto the panel meanwhile. Read the file again."
        ) from None
    _ask_them(study, invitations, sorted(each["id"] for each in panelists))


def _insert(model: Any, rows: Rows) -> None:
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(model), rows[start : start + CHUNK])


def _ask_them(study: Study, invitations: Rows, panelist_ids: Sequence[str]) -> None:
    """Write to everybody when a round is open, as to anybody who is invited one by one."""
    round_ = study.open_round
    if round_ is not None:
        message = {"round_id": round_.id, "kind": "invitation", "not_before": datetime.now(UTC)}
        message |= {"sequence": 1, "attempts": 0, "last_error": ""}
        rows = [{"id": random_id(), "invitation_id": each["id"], **message} for each in invitations]
        _insert(OutboxMessage, sorted(rows, key=lambda each: each["id"]))
        for panelist_id in panelist_ids:
            share_out_to(study, panelist_id)
    if study.is_protocol_locked:
        forget_order(Panelist, "group_id", study_id=study.id)


@transaction
def undo_experts(
    study: Study, batch: ImportBatch, noticed: Noticed, panel_key: str, account: Account
) -> ImportBatch:
    """Take everybody of an import off the panel again, as if they had never been on it.

    Args:
        study: whose panel they leave.
        batch: the import.
        noticed: how many of them have noticed; read it in the same transaction.
        panel_key: the server's key that pseudonyms are made with.
        account: who does it.
    """
    refuse_unless(lock_batch(batch), "done")
    _refuse_if_noticed(study, batch, noticed)
    ids = list(batch.row_ids)
    pseudonyms = [make_panelist_id(panel_key, study.link_key, each) for each in ids]
    db.session.execute(delete(Panelist).where(Panelist.id.in_(pseudonyms)))
    db.session.execute(delete(Invitation).where(Invitation.id.in_(ids), Invitation.study_id == study.id))
    db.session.expire_all()
    undo_batch(batch)
    record_act(account, study.id, "experts_import_undone", n=len(ids))
    return batch


def _refuse_if_noticed(study: Study, batch: ImportBatch, noticed: Noticed) -> None:
    if any(round_.closed_at and round_.closed_at > batch.made_at for round_ in study.rounds):
        raise NotAllowed(
            "A round was closed with these people on the panel; this import can no longer be undone."
        )
    if noticed.n_engaged:
        raise NotAllowed(
            "%(n)s of these people have taken part or told us what mail they want; "
            "revoke single invitations on the page of the panel.",
            n=noticed.n_engaged,
        )
    if noticed.n_written_to:
        raise NotAllowed(
            "%(n)s of these people have got a message with their link; "
            "revoke single invitations on the page of the panel.",
            n=noticed.n_written_to,
        )
    if not study.link_key:
        raise NotAllowed("The study’s key has been deleted; this import can no longer be undone.")
