"""Moderating reasons: nothing reaches the panel unseen."""

from __future__ import annotations

from survey.db import db, transaction
from survey.errors import IllegalTransition, TooFewAnswers
from survey.models import Account, Reason, ReasonState, Round
from survey.operations.record import record_act


@transaction
def moderate_reason(reason: Reason, state: ReasonState, account: Account | None = None) -> Reason:
    """Release a reason to the panel, or keep it back; only after its round has closed."""
    round_ = db.session.get(Round, reason.round_id)
    if not round_.is_closed:
        raise IllegalTransition("Reasons are moderated after the round has closed.")
    if not round_.is_showable:
        raise TooFewAnswers(
            "Fewer than five experts answered round %(number)s; nothing of it can be shown to anybody.",
            number=round_.number,
        )
    reason.state = state
    record_act(account, round_.study_id, f"reason_{state}", round=round_.number)
    return reason
