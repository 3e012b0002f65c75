"""Taking in panels that answered elsewhere: pseudonymous panelists and whole rounds of answers at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from survey.db import db, random_id, transaction
from survey.models import Answer, AnswerState, Group, Panelist, Round, Study, Submission
from survey.operations.responses import lock_open_round

CHUNK = 5_000


@dataclass(frozen=True)
class ImportedAnswer:
    """One answer of a file: a number, or None for outside my field."""

    panelist_id: str
    question_id: str
    number: float | None


@transaction
def add_panelists(study: Study, groups: Sequence[Group | None]) -> list[str]:
    """Add one pseudonymous panelist per entry and return their ids; no person stands behind them here."""
    panelists = [
        Panelist(id=random_id(), study_id=study.id, group_id=group.id if group else None) for group in groups
    ]
    db.session.add_all(panelists)
    db.session.flush()
    return [panelist.id for panelist in panelists]


@transaction
def store_answers(round_: Round, answers: Iterable[ImportedAnswer]) -> int:
    """Store the answers of an open round and count every expert among them as finished."""
    round_ = lock_open_round(round_.id)
    rows = [_row(round_, answer) for answer in answers]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Answer), rows[start : start + CHUNK])
    experts = sorted({row["panelist_id"] for row in rows})
    if experts:
        submitted = {"round_id": round_.id, "is_submitted": True}
        db.session.execute(insert(Submission), [submitted | {"panelist_id": expert} for expert in experts])
    return len(rows)


def _row(round_: Round, answer: ImportedAnswer) -> dict[str, object]:
    state = AnswerState.OUTSIDE_FIELD if answer.number is None else AnswerState.ANSWERED
    return {
        "round_id": round_.id,
        "question_id": answer.question_id,
        "panelist_id": answer.panelist_id,
        "state": state,
        "number": answer.number,
        "data": None,
        "version": 1,
    }
