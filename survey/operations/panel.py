"""Inviting experts and keeping their personal links."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from survey.db import db, random_id, transaction
from survey.errors import NotAllowed
from survey.models import Account, Group, Invitation, Link, OutboxMessage, Panelist, Study
from survey.operations.accounts import normalise_email
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order
from survey.tokens import hash_token, make_link_token, make_panelist_id


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
    address = normalise_email(email)
    if db.session.scalar(select(Invitation.id).filter_by(study_id=study.id, email=address)):
        raise NotAllowed("%(email)s is already on this panel.", email=address)
    group_id = group.id if group else None
    invitation = Invitation(
        id=random_id(),
        study_id=study.id,
        group_id=group_id,
        name=" ".join(name.split()),  # one line: it stands in the head of a message
        email=address,
        language=language,
        link_serial=1,
    )
    db.session.add(invitation)
    db.session.add(
        Panelist(
            id=make_panelist_id(panel_key, study.link_key, invitation.id),
            study_id=study.id,
            group_id=group_id,
        )
    )
    _remember_link(study, invitation, panel_key)
    _send_link(study, invitation)
    if study.is_protocol_locked:  # what was written before the start is mixed when round 1 opens
        forget_order(Panelist, "group_id", study_id=study.id)
    record_act(account, study.id, "expert_invited")
    return invitation


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
def revoke_invitation(study: Study, invitation: Invitation, account: Account | None = None) -> Invitation:
    """End a person's access; answers of closed rounds stay as they are."""
    invitation.revoked_at = datetime.now(UTC)
    record_act(account, study.id, "invitation_revoked")
    return invitation


def link_token(study: Study, invitation: Invitation, panel_key: str) -> str:
    """Return the token of the personal link that is valid now."""
    return make_link_token(panel_key, study.link_key, invitation.id, invitation.link_serial)


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
    if db.session.scalar(select(OutboxMessage.id).filter_by(**asked, sent_at=None).limit(1)):
        return  # it is written when it is sent, and so carries the new link
    n_sent = db.session.scalar(
        select(func.count()).select_from(OutboxMessage).filter_by(**asked, kind="invitation")
    )
    db.session.add(
        OutboxMessage(**asked, kind="invitation", sequence=n_sent + 1, not_before=datetime.now(UTC))
    )
