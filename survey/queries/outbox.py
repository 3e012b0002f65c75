"""Reading what a message of the outbox is about; for the sending of mail alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from survey.db import db
from survey.models import Account, AuditEntry, Invitation, OutboxMessage, Role, Round, Study, StudyRole


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
    return Letter(message, invitation, round_, round_.study, find_organiser(round_.study))


def imagine_letter(kind: str, invitation: Invitation, round_: Round) -> Letter:
    """Return a letter of a kind as it would be sent to this person; nothing of it is stored."""
    message = OutboxMessage(id="0" * 32, kind=kind, invitation_id=invitation.id, round_id=round_.id)
    return Letter(message, invitation, round_, round_.study, find_organiser(round_.study))


def find_organiser(study: Study) -> Account | None:
    """Return who answers questions about a study: the first of those who run it."""
    return db.session.scalar(
        select(Account)
        .join(StudyRole, StudyRole.account_id == Account.id)
        .filter(StudyRole.study_id == study.id, StudyRole.role == Role.OWNER, Account.is_enabled)
        .order_by(Account.created_at, Account.id)
        .limit(1)
    )


def count_deadlines(round_: Round) -> int:
    """Return how often the deadline of a round was set."""
    acts = select(AuditEntry.details).filter_by(study_id=round_.study_id, action="deadline_set")
    return sum(details.get("round") == round_.number for details in db.session.scalars(acts))
