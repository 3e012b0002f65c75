"""Moderating reasons: nothing reaches the panel unseen.

The same words, given twice for one question, are decided together. What an expert wrote is never changed:
other words stand beside it, and readers see these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update

from survey.db import db, transaction
from survey.errors import IllegalTransition, InvalidAnswer, TooFewAnswers
from survey.models import Account, AuditEntry, Reason, ReasonState, Round, Study
from survey.operations.record import record_act
from survey.operations.responses import MAX_REASON_LENGTH, clean_text

DECIDED = {ReasonState.HELD, ReasonState.RELEASED, ReasonState.HIDDEN}
"""The states that a moderator chooses; merged follows from merging."""
UNDOABLE = tuple(f"reason_{each}" for each in (*ReasonState, "undone"))


@transaction
def moderate_reason(reason: Reason, state: ReasonState, account: Account | None = None) -> Reason:
    """Release a reason to the panel, keep it back, or let it wait again; only after its round has closed."""
    moderate_reasons([reason], state, account)
    return reason


@transaction
def moderate_reasons(
    reasons: Sequence[Reason], state: ReasonState, account: Account | None = None
) -> list[Reason]:
    """Decide on several reasons at once, and on all that say the same as one of them."""
    if state not in DECIDED:
        raise InvalidAnswer("Choose whether to release these reasons or to keep them back.")
    every = _with_twins(reasons)
    before = _as_kept(every)
    for each in every:
        each.state, each.merged_into_id = ReasonState(state), None
    _record(every, f"reason_{ReasonState(state)}", account, before)
    return every


@transaction
def merge_reasons(
    into: Reason, others: Sequence[Reason], account: Account | None = None, text: str = ""
) -> Reason:
    """Let the panel read one reason for several that say the same in other words.

    Args:
        into: the one that stands for all.
        others: reasons on the same question.
        account: who merges.
        text: words that say all of them; empty to leave the one as it is.
    """
    kept = {each.id for each in _with_twins([into])}
    every = [each for each in _with_twins(others) if each.id not in kept]
    if not every:
        raise InvalidAnswer("Choose at least two different reasons.")
    if {each.question_id for each in every} != {into.question_id}:
        raise InvalidAnswer("Only reasons on the same question can be merged.")
    if into.state == ReasonState.MERGED:
        raise IllegalTransition("This reason is part of another one already.")
    before = _as_kept(every)
    ids = [each.id for each in every]
    followers = db.session.scalars(select(Reason).where(Reason.merged_into_id.in_(ids))).all()
    for each in (*every, *followers):
        each.state, each.merged_into_id = ReasonState.MERGED, into.id
    if clean_text(text):
        paraphrase_reason(into, text, account)
    _record(every, "reason_merged", account, before)
    return into


@transaction
def paraphrase_reason(reason: Reason, text: str, account: Account | None = None) -> Reason:
    """Put a reason in other words for its readers; an empty text shows the author's own again."""
    text = clean_text(text)
    if len(text) > MAX_REASON_LENGTH:
        raise InvalidAnswer(
            "A reason may have %(limit)s characters; this one has %(length)s.",
            limit=MAX_REASON_LENGTH,
            length=len(text),
        )
    every = _with_twins([reason])
    for each in every:
        each.shown_text = text if text and text != each.text else None
    action = "reason_reworded" if reason.shown_text is not None else "reason_unworded"
    record_act(account, _round_of(reason).study_id, action, round=_round_of(reason).number)
    return reason


@transaction
def undo_moderation(study: Study, account: Account) -> list[Reason]:
    """Take back the last decision that this person made on reasons of a study."""
    entry = find_undoable(study, account)
    if entry is None:
        raise IllegalTransition("There is nothing to undo.")
    known = {each["id"]: each for each in entry.details["before"]}
    found = db.session.scalars(select(Reason).where(Reason.id.in_(known))).all()
    changed = [each for each in found if each.state == entry.action.removeprefix("reason_")]
    before = _as_kept(changed)
    for each in changed:
        each.state, each.merged_into_id = known[each.id]["state"], known[each.id]["into"]
    _record(changed, "reason_undone", account, before, study)
    return changed


def find_undoable(study: Study, account: Account) -> AuditEntry | None:
    """Return the last decision of a person on reasons of a study, unless it was taken back."""
    entry = db.session.scalar(
        select(AuditEntry)
        .filter_by(study_id=study.id, account_id=account.id)
        .where(AuditEntry.action.in_(UNDOABLE))
        .order_by(AuditEntry.number.desc())
        .limit(1)
    )
    return entry if entry is not None and entry.action != "reason_undone" else None


def set_followers_free(round_id: str) -> None:
    """Let reasons wait again that were part of one which is gone or hidden because its author left."""
    gone = select(Reason.id).filter_by(round_id=round_id, state=ReasonState.HIDDEN)
    followers = update(Reason).filter_by(round_id=round_id, state=ReasonState.MERGED)
    db.session.execute(
        followers.where(Reason.merged_into_id.is_(None) | Reason.merged_into_id.in_(gone)).values(
            state=ReasonState.HELD, merged_into_id=None
        )
    )


def _with_twins(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons of closed rounds together with all that say the same on the same question."""
    wanted: dict[str, set[str]] = {}
    for reason in reasons:
        _check_closed(_round_of(reason))
        wanted.setdefault(reason.question_id, set()).add(same_words(reason.text))
    found = db.session.scalars(select(Reason).where(Reason.question_id.in_(wanted)).order_by(Reason.id))
    return [each for each in found if same_words(each.text) in wanted[each.question_id]]


def same_words(text: str) -> str:
    """Return what two texts have in common that differ by blanks alone."""
    return " ".join(text.split())


def _round_of(reason: Reason) -> Round:
    return db.session.get_one(Round, reason.round_id)


def _check_closed(round_: Round) -> None:
    if not round_.is_closed:
        raise IllegalTransition("Reasons are moderated after the round has closed.")
    if not round_.is_showable:
        raise TooFewAnswers(
            "Fewer than five experts answered round %(number)s; nothing of it can be shown to anybody.",
            number=round_.number,
        )


def _as_kept(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return where reasons stand, ordered by that: what was said, and by whom, is no part of it."""
    kept = [{"id": each.id, "state": str(each.state), "into": each.merged_into_id} for each in reasons]
    return sorted(kept, key=lambda each: (each["state"], each["id"]))


def _record(
    reasons: Sequence[Reason],
    action: str,
    account: Account | None,
    before: list[dict[str, Any]],
    study: Study | None = None,
) -> None:
    numbers = sorted({_round_of(each).number for each in reasons})
    study_id = study.id if study else _round_of(reasons[0]).study_id
    number = numbers[0] if len(numbers) == 1 else None
    record_act(account, study_id, action, round=number, before=before, after=_as_kept(reasons))
