"""What the panel wrote as material for the study: taken out of a round when it closes, without its authors.

Each text becomes a row of its own under a random key. Nothing joins two rows of one author: not their keys,
not their order, not the transaction that wrote them, which is the same for the whole round.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select, update

from survey.db import db, random_id, transaction
from survey.errors import IllegalTransition, TooFewAnswers
from survey.models import FLOOR, Account, Answer, Contribution, ContributionState, Round
from survey.operations.record import record_act
from survey.operations.storage_order import forget_order
from survey.questions.own_words import Written, guess_language, read_written

Key = tuple[str, str]


@transaction
def take_contributions(round_: Round, n_answering: int) -> int:
    """Keep what was written in a round that closes; return how many texts there are.

    The same words twice are one text. Of a round that fewer than five answered nothing is kept. Where a round
    was opened again, what is no longer said goes, and what was decided on the rest stays. What was deleted on
    its author's wish does not come back: answers are read as they are now, not as they were frozen.

    Args:
        round_: the round.
        n_answering: how many experts answered.
    """
    said = dict(_read_answers(round_)) if n_answering >= FLOOR else {}
    kept = {
        _key_of(row): row for row in db.session.scalars(select(Contribution).filter_by(round_id=round_.id))
    }
    gone = [row.id for key, row in kept.items() if key not in said]
    if gone:
        db.session.execute(delete(Contribution).where(Contribution.id.in_(gone)))
    rows = [
        _row(round_, question_id, said[question_id, key]) for question_id, key in said.keys() - kept.keys()
    ]
    if rows:
        # Rows lie in the order of their random keys: none tells which was written beside which.
        db.session.execute(insert(Contribution), sorted(rows, key=lambda row: row["id"]))
    return len(said)


@transaction
def gather_contributions(round_: Round, account: Account | None = None) -> int:
    """Take in what was written in a closed round whose texts are not kept yet."""
    if round_.snapshot is None:
        raise IllegalTransition("Round %(number)s must be closed first.", number=round_.number)
    if not round_.is_showable:
        raise TooFewAnswers(
            "Fewer than five experts answered round %(number)s; nothing of it can be shown to anybody.",
            number=round_.number,
        )
    n_texts = take_contributions(round_, round_.snapshot.n_answering)
    record_act(account, round_.study_id, "texts_taken_in", round=round_.number, n=n_texts)
    return n_texts


def forget_own_words(panelist_id: str, *, hides: bool) -> None:
    """Delete what only this person wrote and the panel has not read; hide what it has read, where wished.

    Args:
        panelist_id: who leaves; their answers must still be there.
        hides: whether texts that the panel could read are hidden from now on.
    """
    own = select(Answer.question_id).filter_by(panelist_id=panelist_id)
    mine: set[Key] = set()
    others: set[Key] = set()
    rows = select(Answer.panelist_id, Answer.question_id, Answer.data).where(
        Answer.question_id.in_(own), Answer.data.is_not(None)
    )
    for author, question_id, data in db.session.execute(rows):
        said = mine if author == panelist_id else others
        said |= {(question_id, each.key) for each in read_written(data)}
    asked = {question_id for question_id, _key in mine}
    found = db.session.scalars(select(Contribution).where(Contribution.question_id.in_(asked))).all()
    ids = [row.id for row in found if _key_of(row) in mine - others]
    rounds = {row.round_id for row in found}
    released = select(Round.id).where(Round.released_at.is_not(None))
    is_read = (Contribution.state == ContributionState.RELEASED) & Contribution.round_id.in_(released)
    chosen = Contribution.id.in_(ids)
    db.session.execute(delete(Contribution).where(chosen, ~is_read))
    if hides:
        db.session.execute(update(Contribution).where(chosen).values(state=ContributionState.HIDDEN))
    for round_id in rounds:
        forget_order(Contribution, "state", round_id=round_id)


def _read_answers(round_: Round) -> Iterator[tuple[Key, Written]]:
    rows = select(Answer.question_id, Answer.data).filter_by(round_id=round_.id)
    for question_id, data in db.session.execute(rows.where(Answer.data.is_not(None))):
        for written in read_written(data):
            yield (question_id, written.key), written


def _key_of(row: Contribution) -> Key:
    return row.question_id, Written(row.kind, row.written).key


def _row(round_: Round, question_id: str, written: Written) -> dict[str, Any]:
    return {
        "id": random_id(),
        "study_id": round_.study_id,
        "round_id": round_.id,
        "question_id": question_id,
        "kind": written.kind,
        "language": guess_language(written.parts, round_.study.languages),
        "written": dict(written.parts),
        "shown": dict(written.parts),
        "state": ContributionState.HELD,
    }
