"""Opening a closed round again: by rule, with a reason, and with what it held before kept as it was.

Only the last closed round can be reopened, as long as nothing rests on it: the panel has not seen its results
(whoever answers now would know what the others said), no later round was opened, nothing was decided on it.
What was computed from it is discarded and computed again. While it is open no new figure of it is shown; when
it closes again and fewer than five experts have changed something, the old figures stand
(`survey.results.reopened`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select

from survey.db import db, transaction
from survey.errors import IllegalTransition, MissingReason
from survey.models import (
    Account,
    Contribution,
    ContributionState,
    Finding,
    Round,
    Scenario,
    SupersededSnapshot,
)
from survey.operations.record import record_act
from survey.operations.rounds import lock_course

DECIDED = (ContributionState.USED, ContributionState.MERGED)


@transaction
def reopen_round(
    round_: Round, reason: str, account: Account | None = None, now: datetime | None = None
) -> Round:
    """Let a closed round take answers again; what it held is kept with who, when and why.

    Raises:
        IllegalTransition: when something rests on the round's results already.
        MissingReason: when no reason is given.
    """
    round_ = lock_course(round_.id)
    check_can_reopen(round_)
    reason = reason.strip()
    if not reason:
        raise MissingReason("Say why the round is opened again; the report prints it.")
    now = now or datetime.now(UTC)
    _keep(round_, reason, account, now)
    n_findings = _discard_findings(round_)
    round_.closed_at = None
    record_act(
        account,
        round_.study_id,
        "round_reopened",
        round=round_.number,
        reason=reason,
        before=round_.superseded[-1].input_hash,
        n_findings=n_findings,
    )
    return round_


def check_can_reopen(round_: Round) -> None:
    """Raise the reason why this round cannot be opened again; return quietly when it can."""
    if not round_.is_closed:
        raise IllegalTransition("Round %(number)s is not closed.", number=round_.number)
    study = round_.study
    later = next((each for each in study.rounds if each.number > round_.number and not each.is_draft), None)
    if later is not None:
        raise IllegalTransition(
            "Round %(later)s was opened after it; round %(number)s stays closed.",
            later=later.number,
            number=round_.number,
        )
    if round_.released_at:
        raise IllegalTransition(
            "The panel has seen the results of round %(number)s. Who answered now would know what the "
            "others said, so it stays closed.",
            number=round_.number,
        )
    if any(axis.decided_at >= round_.closed_at for axis in study.axes):
        raise IllegalTransition(
            "Axes were adopted after round %(number)s closed; it stays closed.", number=round_.number
        )
    if _has_used_texts(round_):
        raise IllegalTransition(
            "Proposals from round %(number)s were made into drivers; it stays closed.", number=round_.number
        )
    if _has_scenarios(round_):
        raise IllegalTransition(
            "Scenarios were worded after round %(number)s closed; it stays closed.", number=round_.number
        )


def _has_used_texts(round_: Round) -> bool:
    used = select(Contribution.id).filter_by(round_id=round_.id).filter(Contribution.state.in_(DECIDED))
    return db.session.scalar(used.limit(1)) is not None


def _has_scenarios(round_: Round) -> bool:
    """Say whether scenarios were worded on the outcomes that this round decided."""
    if round_.kind != "confirm":
        return False
    return db.session.scalar(select(Scenario.id).filter_by(study_id=round_.study_id).limit(1)) is not None


def _keep(round_: Round, reason: str, account: Account | None, now: datetime) -> None:
    """Move the snapshot to where the database lets nobody change it."""
    old = round_.snapshot
    kept = SupersededSnapshot(
        number=len(round_.superseded) + 1,
        answers=old.answers,
        findings=old.findings,
        input_hash=old.input_hash,
        software=old.software,
        taken_at=old.taken_at,
        reopened_at=now,
        reopened_by=account.id if account else None,
        reason=reason,
    )
    round_.superseded.append(kept)
    round_.snapshot = None
    db.session.flush()


def _discard_findings(round_: Round) -> int:
    """Delete what was computed since the round closed: it rests on figures that may not stand."""
    rested = delete(Finding).where(
        Finding.study_id == round_.study_id, Finding.computed_at >= round_.closed_at
    )
    return db.session.execute(rested).rowcount
