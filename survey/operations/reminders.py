"""Messages that follow from the course of a round: reminders, thanks, receipts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.models import (
    Account,
    Invitation,
    OutboxMessage,
    Participation,
    Round,
    Study,
)
from survey.operations.outbox import ABOUT_OPEN_ROUNDS, day_of, queue_message
from survey.operations.record import record_act
from survey.operations.schedule_times import after_quiet_hours
from survey.operations.storage_order import forget_order, wait_for_others

MOST_REMINDERS = 3
LEAST_DAYS_BETWEEN = 2
MOST_RECEIPTS_A_DAY = 3


@dataclass(frozen=True)
class Candidate:
    """Somebody who has not finished a round: how often they were reminded, what speaks against more."""

    invitation: Invitation
    n_reminders: int
    last_message_at: datetime | None
    obstacle: str
    """"" for who can be reminded now; else "stopped", "enough", "recent", "waiting" or "address"."""


def list_candidates(round_: Round, now: datetime) -> list[Candidate]:
    """Return everybody who had not finished a round when the day began, by name; safe for coordinators.

    Who finishes today stays on the list until tomorrow: nobody sees one more come in.
    """
    unfinished = db.session.scalars(
        select(Invitation)
        .filter(Invitation.study_id == round_.study_id)
        .filter(Invitation.revoked_at.is_(None), Invitation.withdrawn_on.is_(None))
        .filter(~exists().where(*_finished(round_, now), Participation.invitation_id == Invitation.id))
        .order_by(Invitation.name, Invitation.id)
    ).all()
    messages: dict[str, list[OutboxMessage]] = {}
    about = select(OutboxMessage).filter_by(round_id=round_.id)
    for message in db.session.scalars(about.filter(OutboxMessage.kind.in_(ABOUT_OPEN_ROUNDS))):
        messages.setdefault(message.invitation_id, []).append(message)
    return [_candidate(each, messages.get(each.id, []), now) for each in unfinished]


@transaction
def remind(
    round_: Round, invitation_ids: Collection[str], now: datetime, account: Account | None = None
) -> list[Invitation]:
    """Queue a reminder for these people, as far as they can be reminded now; return for whom.

    Who has finished meanwhile gets none, and nobody is told who that is: the message is queued for them too
    and set aside when the others' go out (`outbox.set_aside_pointless`). None goes out at night.
    """
    if not round_.is_open:
        raise IllegalTransition("Round %(number)s is not open.", number=round_.number)
    if round_.is_paused:
        raise IllegalTransition("Round %(number)s is paused. Let it go on first.", number=round_.number)
    if round_.study.is_simulated:
        raise IllegalTransition("The panel of this study is simulated. Nobody gets a message.")
    wait_for_others(round_.study_id)
    chosen = [
        each.invitation
        for each in list_candidates(round_, now)
        if not each.obstacle and each.invitation.id in invitation_ids
    ]
    not_before = after_quiet_hours(now, round_.study.zone)
    for invitation in chosen:
        queue_message(invitation, round_, "reminder", not_before)
    if chosen:
        record_act(account, round_.study_id, "reminder_sent", round=round_.number, n=len(chosen))
    return chosen


@transaction
def queue_thanks(now: datetime) -> int:
    """Queue thanks for everybody who has finished an open round and has had none for it."""
    thanked = exists().where(
        OutboxMessage.invitation_id == Participation.invitation_id,
        OutboxMessage.round_id == Participation.round_id,
        OutboxMessage.kind == "thanks",
    )
    finished = (
        select(Invitation, Round)
        .join(Participation, Participation.invitation_id == Invitation.id)
        .join(Round, Round.id == Participation.round_id)
        .join(Study, Study.id == Round.study_id)
        .where(Round.closed_at.is_(None), Study.is_simulated.is_(False), ~thanked)
    )
    queued = [pair for pair in db.session.execute(finished).all() if pair[0].wants_mail]
    for invitation, round_ in queued:
        queue_message(invitation, round_, "thanks", day_of(now))
    for study_id in {round_.study_id for _invitation, round_ in queued}:
        forget_order(Invitation, "group_id", study_id=study_id)
    for round_id in {round_.id for _invitation, round_ in queued}:
        forget_order(OutboxMessage, "kind", round_id=round_id)
    return len(queued)


@transaction
def request_receipt(invitation: Invitation, round_: Round, now: datetime) -> bool:
    """Queue a person's own answers to their own address; say whether one more is allowed today."""
    wait_for_others(invitation.id)
    about = {"invitation_id": invitation.id, "round_id": round_.id, "kind": "receipt"}
    recent = select(OutboxMessage).filter_by(**about).filter(OutboxMessage.not_before >= day_of(now))
    if round_.study.is_simulated or len(db.session.scalars(recent).all()) >= MOST_RECEIPTS_A_DAY:
        return False
    queue_message(invitation, round_, "receipt", now)
    return True


def _finished(round_: Round, now: datetime) -> tuple[object, ...]:
    """Match who had finished a round when the day began in the study's zone."""
    return Participation.round_id == round_.id, Participation.finished_on < round_.study.day_of(now)


def _candidate(invitation: Invitation, messages: list[OutboxMessage], now: datetime) -> Candidate:
    reminders = [each for each in messages if each.kind == "reminder"]
    last = max(filter(None, map(_moment, messages)), default=None)
    return Candidate(invitation, len(reminders), last, _obstacle(invitation, messages, len(reminders), now))


def _moment(message: OutboxMessage) -> datetime | None:
    """Return when a message went out; of a reminder, when it was to: one set aside looks the same."""
    return message.sent_at or (message.not_before if message.kind == "reminder" else None)


def _obstacle(invitation: Invitation, messages: list[OutboxMessage], n_reminders: int, now: datetime) -> str:
    if invitation.mail_stopped_on is not None:
        return "stopped"
    if invitation.address_problem:
        return "address"
    if n_reminders >= MOST_REMINDERS:
        return "enough"
    latest = max(filter(None, map(_moment, messages)), default=None)
    if latest is not None and now - latest < timedelta(days=LEAST_DAYS_BETWEEN):
        return "recent"
    if any(each.sent_at is None and not each.is_set_aside for each in messages):
        return "waiting"
    return ""
