"""Messages to those who run studies: written in the transaction that causes them, sent after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import NotAllowed
from survey.models import AccountMessage, ColleagueInvitation
from survey.operations.outbox import BACKOFF_MINUTES, LEASE, MAX_ATTEMPTS, MAX_ERROR_LENGTH

MOST_IN_AN_HOUR = 3


def queue_account_message(invitation: ColleagueInvitation, kind: str, now: datetime) -> AccountMessage:
    """Add a message, inside the transaction of what causes it; an address gets few of them in an hour."""
    if count_recent(invitation.email, now) >= MOST_IN_AN_HOUR:
        raise NotAllowed("This address got several messages within the hour. Wait a while before the next.")
    message = AccountMessage(invitation_id=invitation.id, kind=kind, not_before=now)
    db.session.add(message)
    db.session.flush()
    return message


def count_recent(email: str, now: datetime) -> int:
    """Return how many messages were written to an address within the last hour."""
    return db.session.scalar(
        select(func.count())
        .select_from(AccountMessage)
        .join(ColleagueInvitation, ColleagueInvitation.id == AccountMessage.invitation_id)
        .filter(ColleagueInvitation.email == email, AccountMessage.not_before > now - timedelta(hours=1))
    )


@transaction
def claim_account_message(now: datetime) -> AccountMessage | None:
    """Take one message that is due; nobody else gets it before the lease ends."""
    message = db.session.scalar(
        select(AccountMessage)
        .join(ColleagueInvitation, ColleagueInvitation.id == AccountMessage.invitation_id)
        .where(
            AccountMessage.sent_at.is_(None),
            AccountMessage.not_before <= now,
            AccountMessage.attempts < MAX_ATTEMPTS,
            ColleagueInvitation.used_at.is_(None),
            ColleagueInvitation.expires_at > now,
        )
        .order_by(AccountMessage.not_before, AccountMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=AccountMessage)
    )
    if message is not None:
        message.not_before = now + LEASE
    return message


@transaction
def mark_account_message(
    message: AccountMessage, now: datetime, error: str = "", *, is_final: bool = False
) -> None:
    """Remember that a message was accepted, or why not; then it is tried again later and later."""
    if not error:
        message.sent_at = now
    else:
        step = min(message.attempts, len(BACKOFF_MINUTES) - 1)
        message.not_before = now + timedelta(minutes=BACKOFF_MINUTES[step])
    message.attempts = MAX_ATTEMPTS if is_final else message.attempts + 1
    message.last_error = error[:MAX_ERROR_LENGTH]
