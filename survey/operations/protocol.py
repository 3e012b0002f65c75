"""Changing a study's protocol: freely before round 1 opens, afterwards only as an amendment with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import IllegalTransition, InvalidAnswer, MissingReason, ProtocolLocked
from survey.models import FLOOR, Account, Amendment, Answer, PrivacyMode, Question, Round, Study
from survey.operations.record import record_act
from survey.operations.rounds import hash_protocol
from survey.operations.studies import check_protocol

SHOWN_WHILE_OPEN = ("feedback", "item_order")
"""Settings that an expert in an open round would see change under their hands."""
STRENGTH = (PrivacyMode.ATTRIBUTED, PrivacyMode.CONFIDENTIAL, PrivacyMode.SEALED)
"""The privacy modes from the loosest to the strictest."""
CARRIED_OUT = (PrivacyMode.SEALED,)
"""The modes that the whole system keeps; no other can be chosen, for it would behave as this one."""


@transaction
def change_settings(
    study: Study,
    changes: Mapping[str, Any],
    account: Account | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Amendment | None:
    """Change settings of the protocol; once it is locked, as an amendment that the report prints.

    Args:
        study: whose protocol it is.
        changes: settings by key; those that say the same as before are left out.
        account: who changes them.
        reason: why; needed once the protocol is locked.
        now: when; the present by default.

    Raises:
        ProtocolLocked: when the scale is to change after round 1 has opened.
        IllegalTransition: when an open round would change under the eyes of those who answer it.
        MissingReason: when an amendment has none.
    """
    _lock_rounds(study)
    after = {key: value for key, value in changes.items() if study.protocol.get(key) != value}
    if not after:
        return None
    before = {key: study.protocol.get(key) for key in after}
    _check_changes(study, after)
    check_protocol({**study.protocol, **after})
    if not study.is_protocol_locked:
        study.protocol = {**study.protocol, **after}
        if "scale" in after:
            _rescale(study, before["scale"], after["scale"])
        record_act(account, study.id, "protocol_changed", before=before, after=after)
        return None
    amendment = _amend(study, before, after, reason, account)
    amendment.made_at = now or datetime.now(UTC)
    study.protocol = {**study.protocol, **after}
    study.amendments.append(amendment)
    db.session.flush()
    record_act(account, study.id, "protocol_amended", number=amendment.number, before=before, after=after)
    return amendment


def has_answers(study: Study) -> bool:
    """Say whether anybody has answered anything in this study."""
    answered = select(Answer.round_id).join(Round, Round.id == Answer.round_id)
    return db.session.scalar(answered.filter(Round.study_id == study.id).limit(1)) is not None


@transaction
def change_privacy(study: Study, mode: str, account: Account | None = None) -> Study:
    """Choose who may ever learn who answered what; after the first answer it can only become stricter.

    Raises:
        InvalidAnswer: when the system does not carry out that mode.
        ProtocolLocked: when answers were given under a stricter promise.
    """
    _lock_rounds(study)
    if mode not in set(PrivacyMode):
        raise InvalidAnswer("Choose one of the modes of the list.")
    if STRENGTH.index(PrivacyMode(mode)) < STRENGTH.index(PrivacyMode(study.privacy_mode)) and has_answers(
        study
    ):
        raise ProtocolLocked(
            "Answers were given under the stricter mode; it can be made stricter still, never looser."
        )
    if mode not in CARRIED_OUT:
        raise InvalidAnswer("This mode is not carried out here, so that no study can choose it.")
    if mode != study.privacy_mode:
        before = study.privacy_mode
        study.privacy_mode = mode
        record_act(account, study.id, "privacy_tightened", before=before, after=mode)
    return study


def _lock_rounds(study: Study) -> None:
    """Let no round open while its protocol changes."""
    rounds = select(Round).filter_by(study_id=study.id).with_for_update()
    db.session.scalars(rounds.execution_options(populate_existing=True)).all()
    db.session.refresh(study)


def _check_changes(study: Study, after: Mapping[str, Any]) -> None:
    if "scale" in after and any(not round_.is_draft for round_ in study.rounds):
        raise ProtocolLocked(
            "The scale is fixed since round 1 opened: answers on two scales cannot be compared."
        )
    if study.open_round and set(SHOWN_WHILE_OPEN) & set(after):
        raise IllegalTransition(
            "Round %(number)s is open: feedback and the order of items can change once it is closed.",
            number=study.open_round.number,
        )
    if after.get("min_n", FLOOR) < FLOOR or after.get("floor", FLOOR) != FLOOR:
        raise InvalidAnswer("Fewer than %(floor)s answers are never enough for a verdict.", floor=FLOOR)


def _amend(
    study: Study, before: Mapping[str, Any], after: Mapping[str, Any], reason: str, account: Account | None
) -> Amendment:
    if not reason.strip():
        raise MissingReason("Say why the protocol changes now; the report prints it.")
    return Amendment(
        study_id=study.id,
        number=max((each.number for each in study.amendments), default=0) + 1,
        made_by=account.id if account else None,
        reason=reason.strip(),
        before=dict(before),
        after=dict(after),
        protocol_hash=hash_protocol({**study.protocol, **after}),
    )


def _rescale(study: Study, before: list[int], after: list[int]) -> None:
    """Ask on the new scale what was planned on the old one; a scale worded point by point stays."""
    planned = select(Question).join(Round, Round.id == Question.round_id).filter(Round.study_id == study.id)
    for question in db.session.scalars(planned):
        if question.settings.get("scale") == list(before) and "points" not in question.settings:
            question.settings = {**question.settings, "scale": list(after)}
