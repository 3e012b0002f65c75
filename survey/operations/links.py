"""Personal links that were lost: sending the valid one again, and hearing that one reached a stranger."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.models import Invitation, OutboxMessage, Round, Study
from survey.operations.accounts import normalise_email
from survey.operations.outbox import queue_message
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others

MOST_IN_AN_HOUR = 3
"""How often a link is sent again to one address within an hour, whoever asks for it."""


@transaction
def request_links(email: str, now: datetime) -> int:
    """Send the valid links of an address to that address; return how many messages that makes.

    The act is recorded whether or not the address is known, so that both cost the same.
    """
    record_act(None, None, "link_requested")
    found = select(Invitation).filter_by(email=normalise_email(email)).order_by(Invitation.id)
    return sum(send_current_link(invitation, now) for invitation in db.session.scalars(found).all())


@transaction
def send_current_link(invitation: Invitation, now: datetime) -> bool:
    """Queue a message with the valid link for the address on file; say whether one was queued."""
    study = db.session.get(Study, invitation.study_id)
    round_ = find_round_of_link(study)
    # Without the study's link key no link can be made any more.
    if invitation.revoked_at is not None or study.is_simulated or round_ is None or not study.link_key:
        return False
    wait_for_others(invitation.id)
    recent = select(func.count()).select_from(OutboxMessage)
    recent = recent.filter_by(invitation_id=invitation.id, kind="new_link")
    n_recent = db.session.scalar(recent.filter(OutboxMessage.not_before > now - timedelta(hours=1)))
    if n_recent >= MOST_IN_AN_HOUR:
        return False
    queue_message(invitation, round_, "new_link", now)
    return True


@transaction
def report_misdirected(invitation: Invitation) -> None:
    """Let the organisers know that this person's link reached somebody else."""
    invitation.address_problem = "misdirected"
    record_act(None, invitation.study_id, "link_misdirected")


def find_round_of_link(study: Study) -> Round | None:
    """Return the round that a message outside the rounds' course speaks of: open, else latest, else first."""
    asked = [round_ for round_ in study.rounds if not round_.is_draft]
    return study.open_round or next(reversed(asked), None) or next(iter(study.rounds), None)
