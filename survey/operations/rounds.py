"""The course of a round: draft, open, closed, released."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from survey.db import db, lock_for_close, transaction
from survey.errors import IllegalTransition, RoundAlreadyOpen, RoundEmpty, TooFewAnswers
from survey.models import (
    Account,
    Driver,
    Interim,
    Invitation,
    Option,
    OutboxMessage,
    Panelist,
    PlannedAct,
    Question,
    Round,
    RoundKind,
    Section,
    Snapshot,
    Study,
)
from survey.operations.blocks import share_out
from survey.operations.contributions import take_contributions
from survey.operations.lineage import check_poles, note_versions
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order, wait_for_others
from survey.questions import check_settings


@dataclass(frozen=True)
class QuestionSpec:
    """A question to be asked."""

    kind: str
    name: str
    driver: Driver | None = None
    option: Option | None = None
    quadrant: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FrozenRound:
    """What is kept of a round for ever: its answers, the statistics from them, and their provenance."""

    answers: dict[str, Any]
    findings: dict[str, Any]
    input_hash: str
    software: dict[str, str]


@transaction
def create_round(
    study: Study,
    kind: RoundKind,
    title: dict[str, str],
    intro: dict[str, str],
    feedback_round: Round | None = None,
) -> Round:
    """Add a draft round at the end of a study."""
    round_ = Round(
        study_id=study.id,
        number=max((other.number for other in study.rounds), default=0) + 1,
        kind=kind,
        title=title,
        intro=intro,
        feedback_round_id=feedback_round.id if feedback_round else None,
    )
    study.rounds.append(round_)
    db.session.flush()
    return round_


@transaction
def add_section(round_: Round, title: dict[str, str], questions: Iterable[QuestionSpec]) -> Section:
    """Add a page of questions to a draft round."""
    if not round_.is_draft:
        raise IllegalTransition("Questions can be added only before the round opens.")
    section = Section(round_id=round_.id, position=len(round_.sections) + 1, title=title)
    round_.sections.append(section)
    db.session.flush()
    position = sum(len(other.questions) for other in round_.sections)
    for number, spec in enumerate(questions, start=position + 1):
        check_settings(spec.kind, spec.settings)
        section.questions.append(make_question(round_, section, number, spec))
    db.session.flush()
    return section


def make_question(round_: Round, section: Section, position: int, spec: QuestionSpec) -> Question:
    """Return a question as it is specified, at its place on a page."""
    return Question(
        round_id=round_.id,
        section_id=section.id,
        position=position,
        kind=spec.kind,
        name=spec.name,
        driver_id=spec.driver.id if spec.driver else None,
        option_id=spec.option.id if spec.option else None,
        quadrant=spec.quadrant,
        settings=dict(spec.settings),
    )


@transaction
def set_deadline(round_: Round, closes_on: date | None, account: Account | None = None) -> None:
    """Say until which day the round is meant to stay open; closing it is an act of its own."""
    if round_.is_closed:
        raise IllegalTransition("A closed round has no deadline any more.")
    before, round_.closes_on = round_.closes_on, closes_on
    days = {
        "before": before.isoformat() if before else None,
        "day": closes_on.isoformat() if closes_on else None,
    }
    record_act(account, round_.study_id, "deadline_set", round=round_.number, **days)


@transaction
def open_round(round_: Round, account: Account | None = None, now: datetime | None = None) -> Round:
    """Open a round: the panel may answer, and everyone invited gets a message.

    Round 1 locks the protocol; a round that feeds another one back releases it to the panel, unless the
    protocol gives no feedback or too few answered it.
    """
    round_ = lock_course(round_.id)
    check_can_open(round_)
    now = now or datetime.now(UTC)
    round_.opened_at = now
    study = round_.study
    if not study.is_protocol_locked:
        study.protocol_hash = hash_protocol(study.protocol)
        study.protocol_locked_at = now
    if feeds_back(round_) and not round_.feedback_round.released_at:
        round_.feedback_round.released_at = now
    note_versions(round_)
    share_out(round_)
    _announce(round_, now)
    drop_acts(round_, ("open",), now)
    forget_order(Panelist, "group_id", study_id=study.id)
    record_act(account, study.id, "round_opened", round=round_.number)
    return round_


def lock_course(round_id: str) -> Round:
    """Return a round that nobody else opens, closes, pauses or reopens, nor any other round of its study.

    Nobody answers it either until this transaction ends.
    """
    round_ = db.session.get_one(Round, round_id)
    wait_for_others(f"{round_.study_id}|course")
    return lock_for_close(db.session, Round, round_id)


def drop_acts(round_: Round, kinds: Sequence[str], now: datetime) -> None:
    """Drop what is planned for a round and has become pointless; inside the transaction of the cause."""
    planned = update(PlannedAct).filter_by(round_id=round_.id, state="planned")
    dropped = {"state": "cancelled", "note": {"code": "done_by_hand"}, "ended_at": now}
    db.session.execute(planned.where(PlannedAct.kind.in_(kinds)).values(**dropped))


def check_can_open(round_: Round) -> None:
    """Raise the reason why this round cannot open now; return quietly when it can."""
    if not round_.is_draft:
        raise IllegalTransition("Round %(number)s has been opened already.", number=round_.number)
    if not round_.questions:
        raise RoundEmpty("Round %(number)s has no questions yet.", number=round_.number)
    for section in round_.sections:
        if not section.questions:
            raise RoundEmpty(
                "Section %(number)s asks nothing yet: give it questions, or delete it.",
                number=section.position,
            )
    for other in round_.study.rounds:
        if other.is_open:
            raise RoundAlreadyOpen("Close round %(number)s first.", number=other.number)
        if other.number < round_.number and other.is_draft:
            raise IllegalTransition("Round %(number)s comes first.", number=other.number)
    check_poles(round_)


@transaction
def close_round(
    round_: Round,
    freeze: Callable[[Round], FrozenRound],
    account: Account | None = None,
    now: datetime | None = None,
) -> Snapshot:
    """Close a round and freeze what it holds, in one transaction: no answer falls in between.

    Args:
        round_: the open round.
        freeze: computes what is kept of the round; `survey.results.freeze_round`.
        account: who closes it.
        now: the time to record; the clock's by default.
    """
    round_ = lock_course(round_.id)
    if not round_.is_open:
        raise IllegalTransition("Round %(number)s is not open.", number=round_.number)
    now = now or datetime.now(UTC)
    frozen = freeze(round_)
    round_.closed_at, round_.paused_at = now, None
    drop_acts(round_, ("remind", "close"), now)
    db.session.execute(delete(Interim).filter_by(round_id=round_.id))
    snapshot = Snapshot(
        round_id=round_.id,
        answers=frozen.answers,
        findings=frozen.findings,
        input_hash=frozen.input_hash,
        software=frozen.software,
        taken_at=now,
    )
    round_.snapshot = snapshot
    take_contributions(round_, snapshot.n_answering)
    record_act(account, round_.study_id, "round_closed", round=round_.number, input_hash=frozen.input_hash)
    return snapshot


@transaction
def release_round(round_: Round, account: Account | None = None, now: datetime | None = None) -> Round:
    """Let the panel see the results of a closed round."""
    check_can_release(round_)
    if not round_.released_at:
        round_.released_at = now or datetime.now(UTC)
        record_act(account, round_.study_id, "round_released", round=round_.number)
    return round_


def check_can_release(round_: Round) -> None:
    """Raise the reason why the results of this round cannot be shared now; return quietly when they can."""
    if not round_.is_closed:
        raise IllegalTransition("Round %(number)s must be closed first.", number=round_.number)
    if not round_.is_showable:
        raise TooFewAnswers(
            "Fewer than five experts answered round %(number)s; nothing of it can be shown to anybody.",
            number=round_.number,
        )
    again = next((other for other in round_.study.rounds if other.feedback_round_id == round_.id), None)
    if again is not None and not again.is_closed and not round_.study.feedback:
        raise IllegalTransition(
            "This study asks again without feedback; share the results once round %(number)s is closed.",
            number=again.number,
        )


def feeds_back(round_: Round) -> bool:
    """Say whether the panel sees something of an earlier round in this one."""
    earlier = round_.feedback_round
    return earlier is not None and bool(round_.study.feedback) and earlier.is_showable


def hash_protocol(protocol: Mapping[str, Any]) -> str:
    """Return the hash under which a protocol is locked and printed."""
    return hashlib.sha256(json.dumps(protocol, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _announce(round_: Round, now: datetime) -> None:
    if round_.study.is_simulated:
        return  # nobody real waits for a message
    everybody = db.session.scalars(select(Invitation).filter_by(study_id=round_.study_id))
    kind = "invitation" if round_.number == 1 else "round_open"
    for invitation in (each for each in everybody if each.wants_mail):
        db.session.add(
            OutboxMessage(invitation_id=invitation.id, round_id=round_.id, kind=kind, not_before=now)
        )
