"""Inviting experts and keeping their personal links."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exists, func, select

from survey.db import db, random_id, transaction
from survey.errors import NotAllowed
from survey.models import (
    LATE_JOINERS,
    Account,
    Consent,
    Group,
    Invitation,
    Link,
    OutboxMessage,
    Panelist,
    Participation,
    Study,
)
from survey.operations.accounts import normalise_email, refuse_unreachable
from survey.operations.blocks import share_out_to
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order, wait_for_others
from survey.tokens import hash_token, make_link_token, make_panelist_id, make_stop_token


@transaction
def invite_expert(
    study: Study,
    *,
    name: str,
    email: str,
    language: str,
    panel_key: str,
    group: Group | None = None,
    account: Account | None = None,
) -> Invitation:
    """Invite a person: an identity with a link, and apart from it a pseudonym to answer under."""
    refuse_late_joiners(study)
    refuse_registration_numbers(name, email)
    address = _free_address(study, email)
    group_id = group.id if group else None
    invitation_id = random_id()
    invitation = Invitation(
        id=invitation_id,
        study_id=study.id,
        stop_hash=hash_token(make_stop_token(panel_key, study.link_key, invitation_id)),
        group_id=group_id,
        name=" ".join(name.split()),  # one line: it stands in the head of a message
        email=address,
        language=language,
        link_serial=1,
    )
    db.session.add(invitation)
    panelist = Panelist(
        id=make_panelist_id(panel_key, study.link_key, invitation.id), study_id=study.id, group_id=group_id
    )
    db.session.add(panelist)
    _remember_link(study, invitation, panel_key)
    _send_link(study, invitation)
    share_out_to(study, panelist.id)
    if study.is_protocol_locked:  # what was written before the start is mixed when round 1 opens
        forget_order(Panelist, "group_id", study_id=study.id)
    record_act(account, study.id, "expert_invited")
    return invitation


def refuse_late_joiners(study: Study) -> None:
    """Refuse to invite anybody once round 1 is closed, where the protocol says so."""
    is_over = any(round_.number == 1 and round_.is_closed for round_ in study.rounds)
    if is_over and study.protocol.get("late_joiners") == LATE_JOINERS[1]:
        raise NotAllowed("The protocol invites nobody once round 1 is closed.")


@transaction
def replace_link(
    study: Study, invitation: Invitation, panel_key: str, account: Account | None = None
) -> Invitation:
    """Give a person a new personal link; the old one explains that it was replaced."""
    invitation.link_serial += 1
    _remember_link(study, invitation, panel_key)
    _send_link(study, invitation)
    record_act(account, study.id, "link_replaced")
    return invitation


@transaction
def change_address(
    study: Study, invitation: Invitation, email: str, panel_key: str, account: Account | None = None
) -> Invitation:
    """Correct the address of somebody who has not answered yet, and send them a link of their own.

    Who has answered keeps their address: a link that goes elsewhere would open their answers to another.
    """
    refuse_registration_numbers(email)
    if has_answered(invitation):
        raise NotAllowed(
            "%(name)s has answered already, and a link sent elsewhere would open these answers. "
            "Revoke this invitation and invite the new address.",
            name=invitation.name,
        )
    invitation.email = _free_address(study, email)
    invitation.address_problem = ""
    record_act(account, study.id, "address_changed")
    return replace_link(study, invitation, panel_key, account)


@transaction
def remember_stop_hash(study: Study, invitation: Invitation, panel_key: str) -> None:
    """Make the link that stops mail known where it is not yet, before the first message that carries it."""
    if invitation.stop_hash is None:
        invitation.stop_hash = hash_token(make_stop_token(panel_key, study.link_key, invitation.id))


def has_answered(invitation: Invitation) -> bool:
    """Say whether a person has ever answered: who has, agreed before or finished a round."""
    mine = (each.invitation_id == invitation.id for each in (Consent, Participation))
    return any(db.session.scalar(select(exists().where(condition))) for condition in mine)


@transaction
def revoke_invitation(study: Study, invitation: Invitation, account: Account | None = None) -> Invitation:
    """End a person's access; answers of closed rounds stay as they are."""
    invitation.revoked_at = datetime.now(UTC)
    record_act(account, study.id, "invitation_revoked")
    return invitation


def link_token(study: Study, invitation: Invitation, panel_key: str) -> str:
    """Return the token of the personal link that is valid now."""
    return make_link_token(panel_key, study.link_key, invitation.id, invitation.link_serial)


def _free_address(study: Study, email: str) -> str:
    """Return an address as it is stored, once it is sure that nobody else on the panel has it."""
    address = normalise_email(email)
    refuse_unreachable(address)
    wait_for_others(f"{study.id}|{address}")
    if db.session.scalar(select(Invitation.id).filter_by(study_id=study.id, email=address)):
        raise NotAllowed("%(email)s is already on this panel.", email=address)
    return address


def _remember_link(study: Study, invitation: Invitation, panel_key: str) -> None:
    token = link_token(study, invitation, panel_key)
    db.session.add(
        Link(token_hash=hash_token(token), invitation_id=invitation.id, serial=invitation.link_serial)
    )
    db.session.flush()


def _send_link(study: Study, invitation: Invitation) -> None:
    """Queue a message for whoever gets a link while a round is open; else the next opening does."""
    round_ = study.open_round
    if round_ is None:
        return
    asked = {"invitation_id": invitation.id, "round_id": round_.id}
    now = datetime.now(UTC)
    waiting = db.session.scalars(select(OutboxMessage).filter_by(**asked, sent_at=None)).all()
    for message in waiting:  # it is written when it is sent, and so carries the new link
        message.attempts, message.not_before = 0, now
    if waiting:
        return
    n_sent = db.session.scalar(
        select(func.count()).select_from(OutboxMessage).filter_by(**asked, kind="invitation")
    )
    db.session.add(OutboxMessage(**asked, kind="invitation", sequence=n_sent + 1, not_before=now))
