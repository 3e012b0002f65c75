"""Reading answers: one's own, or a whole round for the one door to analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from survey.db import db
from survey.models import (
    Answer,
    Group,
    Panelist,
    Question,
    QuestionBlock,
    Reason,
    Round,
    Section,
    Submission,
)
from survey.questions import get_kind


@dataclass(frozen=True)
class AnswerRow:
    """An answer as analysis reads it."""

    panelist_id: str
    question_id: str
    number: float | None
    data: dict[str, Any] | None
    is_outside_field: bool


def own_answers(panelist_id: str, round_: Round) -> dict[str, Answer]:
    """Return a panelist's answers to a round by question id; for that panelist's eyes only."""
    rows = db.session.scalars(select(Answer).filter_by(round_id=round_.id, panelist_id=panelist_id))
    return {answer.question_id: answer for answer in rows}


def own_block(panelist_id: str, question: Question) -> int | None:
    """Return which part of a shared-out question a panelist is asked; for that panelist's eyes only."""
    if not get_kind(question.kind).has_blocks:
        return None
    own = select(QuestionBlock.block).filter_by(question_id=question.id, panelist_id=panelist_id)
    return db.session.scalar(own) or 0


def own_reasons(panelist_id: str, round_: Round) -> dict[str, Reason]:
    """Return a panelist's reasons in a round by question id; for that panelist's eyes only."""
    rows = db.session.scalars(select(Reason).filter_by(round_id=round_.id, panelist_id=panelist_id))
    return {reason.question_id: reason for reason in rows}


def own_reason(panelist_id: str, question_id: str) -> str:
    """Return a panelist's reason for one answer, empty for none; for that panelist's eyes only."""
    own = select(Reason.text).filter_by(question_id=question_id, panelist_id=panelist_id)
    return db.session.scalar(own) or ""


def find_submission(panelist_id: str, round_: Round) -> Submission | None:
    """Return whether a panelist has begun or finished a round; for that panelist's eyes only."""
    return db.session.get(Submission, (round_.id, panelist_id))


def find_question(study_id: str, question_id: str) -> Question | None:
    """Return a question of a study by its id, with its round and what that round feeds back."""
    round_ = joinedload(Question.section).joinedload(Section.round)
    return db.session.scalar(
        select(Question)
        .join(Round, Round.id == Question.round_id)
        .filter(Question.id == question_id, Round.study_id == study_id)
        .options(round_.joinedload(Round.feedback_round).joinedload(Round.snapshot))
    )


def read_round(round_: Round) -> Iterator[AnswerRow]:
    """Yield every answer of a round; only `survey.results` may ask, while the round closes."""
    rows = db.session.execute(
        select(Answer.panelist_id, Answer.question_id, Answer.number, Answer.data, Answer.state).filter_by(
            round_id=round_.id
        )
    )
    for panelist_id, question_id, number, data, state in rows:
        yield AnswerRow(panelist_id, question_id, number, data, state == "outside_field")


def list_panelists(study_id: str) -> Sequence[tuple[str, str | None]]:
    """Return (pseudonym, group code) of the whole panel, ordered by pseudonym."""
    rows = db.session.execute(
        select(Panelist.id, Group.code)
        .outerjoin(Group, Group.id == Panelist.group_id)
        .filter(Panelist.study_id == study_id)
        .order_by(Panelist.id)
    )
    return [(panelist_id, code) for panelist_id, code in rows]
