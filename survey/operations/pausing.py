"""Stopping an open round for a while: no answer is taken, nothing planned happens, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime

from survey.db import transaction
from survey.errors import IllegalTransition
from survey.models import Account, Round
from survey.operations.record import record_act
from survey.operations.rounds import lock_course
from survey.operations.schedule import move_overdue_acts


@transaction
def pause_round(round_: Round, account: Account | None = None, now: datetime | None = None) -> Round:
    """Take no answers until somebody resumes the round; pausing twice is pausing once."""
    round_ = lock_course(round_.id)
    if not round_.is_open:
        raise IllegalTransition("Round %(number)s is not open.", number=round_.number)
    if not round_.is_paused:
        round_.paused_at = now or datetime.now(UTC)
        record_act(account, round_.study_id, "round_paused", round=round_.number)
    return round_


@transaction
def resume_round(round_: Round, account: Account | None = None, now: datetime | None = None) -> int:
    """Take answers again; what fell due meanwhile moves on by whole days. Return how many acts moved."""
    round_ = lock_course(round_.id)
    if not round_.is_open:
        raise IllegalTransition("Round %(number)s is not open.", number=round_.number)
    if not round_.is_paused:
        return 0
    paused_at, round_.paused_at = round_.paused_at, None
    n_moved = move_overdue_acts(round_, paused_at, now or datetime.now(UTC))
    record_act(account, round_.study_id, "round_resumed", round=round_.number, n_moved=n_moved)
    return n_moved
