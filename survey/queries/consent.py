"""Reading what people agreed to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from survey.db import db
from survey.models import Consent, Invitation, Notice, Study


def list_consents(invitation_id: str) -> Sequence[Consent]:
    """Return what a person agreed to, oldest first; for that person's eyes, and the gate to answering."""
    return db.session.scalars(
        select(Consent)
        .join(Notice)
        .filter(Consent.invitation_id == invitation_id)
        .order_by(Consent.given_on, Notice.version, Notice.language)
    ).all()


def count_consents(study: Study) -> int:
    """Return how many people have agreed to a notice of the study; safe for coordinators."""
    agreed = select(func.count(Consent.invitation_id.distinct())).join(Invitation)
    return db.session.scalar(agreed.filter(Invitation.study_id == study.id))
