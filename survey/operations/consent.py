"""What experts are told before they take part, and that they agree to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.models import Account, Consent, Invitation, Notice, Study
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order, wait_for_others


@dataclass(frozen=True)
class Agreement:
    """What a person agreed to: the notice word for word, the day, and what they allow beyond taking part."""

    text: str
    hash: str
    language: str
    given_on: date
    may_quote: bool = False
    may_thank: bool = False


@transaction
def record_consent(study: Study, invitation: Invitation, agreement: Agreement) -> Consent:
    """Store that a person agreed; given anew to the same notice, what they allow is replaced."""
    wait_for_others(study.id)
    notice = _store_notice(study, agreement)
    consent = db.session.get(Consent, (invitation.id, notice.id))
    if consent is None:
        consent = Consent(invitation_id=invitation.id, notice_id=notice.id, given_on=agreement.given_on)
        db.session.add(consent)
    consent.may_quote, consent.may_thank = agreement.may_quote, agreement.may_thank
    # Written right before the first answer: without this, the numbers of both would lie side by side.
    forget_order(Consent, "given_on", notice_id=notice.id)
    forget_order(Invitation, "group_id", study_id=study.id)
    return consent


@transaction
def change_notice(study: Study, notice: Mapping[str, Any], account: Account | None = None) -> Study:
    """Change what experts are told; whoever has agreed to another text is asked again."""
    if dict(notice) != study.notice:
        study.notice = dict(notice)
        record_act(account, study.id, "notice_changed")
    return study


def _store_notice(study: Study, agreement: Agreement) -> Notice:
    same = {"study_id": study.id, "language": agreement.language}
    notice = db.session.scalar(select(Notice).filter_by(**same, hash=agreement.hash))
    if notice is None:
        newest = db.session.scalar(select(func.max(Notice.version)).filter_by(**same)) or 0
        notice = Notice(
            **same,
            version=newest + 1,
            text=agreement.text,
            hash=agreement.hash,
            first_shown_on=agreement.given_on,
        )
        db.session.add(notice)
        db.session.flush()
    return notice
