"""Reading what a message of the outbox is about; for the sending of mail alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from survey.db import db
from survey.models import Account, Invitation, OutboxMessage, Role, Round, Study, StudyRole


@dataclass(frozen=True)
class Letter:
    """A message with the person it goes to, what it speaks of, and who answers questions about it."""

    message: OutboxMessage
    invitation: Invitation
    round_: Round
    study: Study
    organiser: Account | None


def read_letter(message: OutboxMessage) -> Letter:
    """Return all that a message needs to be written; for no screen, since it joins a name to a round."""
    invitation = db.session.get(Invitation, message.invitation_id)
    round_ = db.session.get(Round, message.round_id)
    organiser = db.session.scalar(
        select(Account)
        .join(StudyRole, StudyRole.account_id == Account.id)
        .filter(StudyRole.study_id == round_.study_id, StudyRole.role == Role.OWNER, Account.is_enabled)
        .order_by(Account.created_at, Account.id)
        .limit(1)
    )
    return Letter(message, invitation, round_, round_.study, organiser)
