"""The outbox: which message is due, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, not_, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from survey.db import db, transaction
from survey.models import Invitation, OutboxMessage, Participation, Round

BACKOFF_MINUTES = (1, 5, 30, 120, 360)
MAX_ATTEMPTS = 12
"""After about two days of refusals a message rests; its last error says why."""
LEASE = timedelta(minutes=10)
"""How long a message belongs to whoever claimed it; a sender that died leaves it to the next one."""
MAX_ERROR_LENGTH = 200


@transaction
def set_aside_pointless(now: datetime) -> int:
    """Set aside what nobody needs any more; return how many messages that were."""
    marked = db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.last_error != OutboxMessage.SET_ASIDE,
            OutboxMessage.not_before <= now,
            _is_pointless(),
        )
        .values(last_error=OutboxMessage.SET_ASIDE)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(marked.all())


@transaction
def claim_message(now: datetime) -> OutboxMessage | None:
    """Take one message that is due; nobody else gets it before the lease ends."""
    message = db.session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.not_before <= now,
            OutboxMessage.attempts < MAX_ATTEMPTS,
            not_(_is_pointless()),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is not None:
        message.not_before = now + LEASE
    return message


@transaction
def mark_sent(message: OutboxMessage, now: datetime) -> None:
    """Remember that the mail server accepted a message."""
    message.sent_at = now
    message.attempts += 1
    message.last_error = ""


@transaction
def mark_failed(message: OutboxMessage, error: str, now: datetime) -> None:
    """Remember why a message could not be sent, and try again later and later."""
    step = min(message.attempts, len(BACKOFF_MINUTES) - 1)
    message.not_before = now + timedelta(minutes=BACKOFF_MINUTES[step])
    message.attempts += 1
    message.last_error = error[:MAX_ERROR_LENGTH]


def _is_pointless() -> ColumnElement[bool]:
    """Match messages to people who left, about rounds that closed, or reminding of what is done."""
    has_left = exists().where(
        Invitation.id == OutboxMessage.invitation_id, Invitation.revoked_at.is_not(None)
    )
    has_closed = exists().where(Round.id == OutboxMessage.round_id, Round.closed_at.is_not(None))
    has_finished = exists().where(
        Participation.invitation_id == OutboxMessage.invitation_id,
        Participation.round_id == OutboxMessage.round_id,
    )
    return or_(
        has_left,
        and_(OutboxMessage.kind != "thanks", has_closed),
        and_(OutboxMessage.kind == "reminder", has_finished),
    )
