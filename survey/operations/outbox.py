"""The outbox: which message is due, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, update

from survey.db import db, transaction
from survey.models import Invitation, OutboxMessage, Participation, Round, Study
from survey.operations.schedule_times import after_quiet_hours

BACKOFF_MINUTES = (1, 5, 30, 120, 360)
MAX_ATTEMPTS = 12
"""After about two days of refusals a message rests; its last error says why."""
LEASE = timedelta(minutes=10)
"""How long a message belongs to whoever claimed it; a sender that died leaves it to the next one."""
MAX_ERROR_LENGTH = 200
ABOUT_OPEN_ROUNDS = ("invitation", "round_open", "reminder")
"""Kinds of message that say nothing once their round has closed."""
ASKED_FOR = ("new_link", "receipt", "withdrawal")
"""Kinds of message that a person asks for; they come even to who wants no others."""


def queue_message(invitation: Invitation, round_: Round, kind: str, not_before: datetime) -> OutboxMessage:
    """Add a message to the outbox, inside the transaction of what causes it."""
    about = {"invitation_id": invitation.id, "round_id": round_.id, "kind": kind}
    n_before = db.session.scalar(select(func.count()).select_from(OutboxMessage).filter_by(**about))
    message = OutboxMessage(**about, sequence=n_before + 1, not_before=not_before)
    db.session.add(message)
    db.session.flush()
    return message


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
def keep_quiet_hours(now: datetime) -> int:
    """Put off reminders that are due at night in their study's zone; return how many wait till morning."""
    due = (
        select(OutboxMessage, Study)
        .join(Round, Round.id == OutboxMessage.round_id)
        .join(Study, Study.id == Round.study_id)
        .where(OutboxMessage.kind == "reminder", OutboxMessage.sent_at.is_(None))
        .where(OutboxMessage.not_before <= now, OutboxMessage.attempts < MAX_ATTEMPTS)
        .where(OutboxMessage.last_error != OutboxMessage.SET_ASIDE)
    )
    put_off = 0
    for message, study in db.session.execute(due).all():
        morning = after_quiet_hours(now, study.zone)
        if morning > now:
            message.not_before, put_off = morning, put_off + 1
    return put_off


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
            not_(_must_wait()),
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
    # Thanks follow a person's submission at once: a day says enough of when that was.
    message.sent_at = day_of(now) if message.kind == "thanks" else now
    message.attempts += 1
    message.last_error = ""


@transaction
def mark_failed(message: OutboxMessage, error: str, now: datetime) -> None:
    """Remember why a message could not be sent, and try again later and later."""
    step = min(message.attempts, len(BACKOFF_MINUTES) - 1)
    message.not_before = now + timedelta(minutes=BACKOFF_MINUTES[step])
    message.attempts += 1
    message.last_error = error[:MAX_ERROR_LENGTH]


@transaction
def mark_refused(message: OutboxMessage, error: str) -> None:
    """Remember that there is nobody at this address: the message rests until the address is another."""
    message.attempts = MAX_ATTEMPTS
    message.last_error = error[:MAX_ERROR_LENGTH]
    db.session.get(Invitation, message.invitation_id).address_problem = "refused"


def day_of(now: datetime) -> datetime:
    """Return the beginning of a day, for what must not tell more than the day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _is_pointless() -> ColumnElement[bool]:
    """Match messages to people who left or want none, about closed rounds, reminding of what is done."""
    addressee = Invitation.id == OutboxMessage.invitation_id
    is_unasked = OutboxMessage.kind.not_in(ASKED_FOR)
    has_closed = exists().where(Round.id == OutboxMessage.round_id, Round.closed_at.is_not(None))
    has_finished = exists().where(
        Participation.invitation_id == OutboxMessage.invitation_id,
        Participation.round_id == OutboxMessage.round_id,
    )
    wants_none = or_(Invitation.withdrawn_on.is_not(None), Invitation.mail_stopped_on.is_not(None))
    return or_(
        exists().where(addressee, Invitation.revoked_at.is_not(None)),
        and_(is_unasked, exists().where(addressee, wants_none)),
        and_(OutboxMessage.kind.in_(ABOUT_OPEN_ROUNDS), has_closed),
        and_(OutboxMessage.kind == "reminder", has_finished),
    )


def _must_wait() -> ColumnElement[bool]:
    """Match messages about a round that is paused: they lead to a page that takes no answer."""
    is_paused = exists().where(
        Round.id == OutboxMessage.round_id, Round.paused_at.is_not(None), Round.closed_at.is_(None)
    )
    return and_(OutboxMessage.kind.in_(ABOUT_OPEN_ROUNDS), is_paused)
