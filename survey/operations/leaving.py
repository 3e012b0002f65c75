"""Stopping mail, leaving a study, and taking along what can still be found."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, exists, select, update

from survey.db import db, transaction
from survey.models import (
    Answer,
    Invitation,
    QuestionBlock,
    Reason,
    ReasonState,
    Round,
    Study,
    Submission,
)
from survey.operations.contributions import forget_own_words
from survey.operations.links import find_round_of_link
from survey.operations.moderation import set_followers_free
from survey.operations.outbox import queue_message
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order, wait_for_others


class Choice(StrEnum):
    """How far somebody wants to leave."""

    STOP_MAIL = "stop-mail"
    KEEP = "leave"
    REMOVE = "remove"


@transaction
def stop_mail(study: Study, invitation: Invitation, today: date) -> None:
    """Send a person no more messages of this study, save those they ask for."""
    if invitation.mail_stopped_on is None:
        invitation.mail_stopped_on = today
        _mix_people(study)


@transaction
def start_mail(study: Study, invitation: Invitation) -> None:
    """Send a person the messages of this study again."""
    invitation.mail_stopped_on = None
    _mix_people(study)


@transaction
def leave_study(
    study: Study,
    invitation: Invitation,
    panelist_id: str,
    now: datetime,
    *,
    removes: bool = False,
    hides: bool = False,
) -> None:
    """Let a person leave: they are asked nothing more.

    Args:
        study: the study.
        invitation: who leaves.
        panelist_id: their pseudonym, computed from their own link.
        now: when.
        removes: whether their answers go too, as far as they can still be told apart.
        hides: whether reasons that the panel could read are hidden from now on.
    """
    if invitation.withdrawn_on is not None:
        return
    wait_for_others(study.id)
    wait_for_others(panelist_id)  # an answer that is being saved is stored before, or refused after
    if removes:
        _remove_answers(study, panelist_id, hides)
    invitation.withdrawn_on = now.date()
    round_ = find_round_of_link(study)
    if round_ is not None and not study.is_simulated:
        queue_message(invitation, round_, "withdrawal", now)
    record_act(None, study.id, "expert_withdrew")
    _mix_people(study)


def _remove_answers(study: Study, panelist_id: str, hides: bool) -> None:
    mine = {"panelist_id": panelist_id}
    forget_own_words(panelist_id, hides=hides)
    db.session.execute(delete(Answer).filter_by(**mine))
    db.session.execute(delete(QuestionBlock).filter_by(**mine))
    is_open = exists().where(Round.id == Submission.round_id, Round.closed_at.is_(None))
    db.session.execute(delete(Submission).filter_by(**mine).where(is_open))
    db.session.execute(delete(Reason).filter_by(**mine).where(~_is_shown()))
    if hides:
        db.session.execute(update(Reason).filter_by(**mine).values(state=ReasonState.HIDDEN))
    # The same for everybody: a state that one transaction alone has set would stand out.
    for round_ in study.rounds:
        set_followers_free(round_.id)
        forget_order(Reason, "state", round_id=round_.id)


def _is_shown() -> object:
    """Match reasons that the panel has been able to read."""
    round_id = select(Round.id).where(Round.released_at.is_not(None))
    return (Reason.state == ReasonState.RELEASED) & Reason.round_id.in_(round_id)


def _mix_people(study: Study) -> None:
    """Let no number of a transaction tell whose row was touched last."""
    forget_order(Invitation, "group_id", study_id=study.id)
