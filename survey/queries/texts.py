"""What experts wrote as answers: texts, other choices, names of piles, proposed drivers.

Kept of rounds that enough experts answered, without author, ordered by what is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select

from survey.db import db
from survey.errors import NotFound
from survey.models import FLOOR, Contribution, ContributionState, Question, Round, Study
from survey.queries.feedback import forms_shown
from survey.queries.responses import own_answers
from survey.questions import get_kind
from survey.questions.own_words import Written, read_written
from survey.tokens import shuffle_key

TEXT_KINDS = ("text", "pile")


@dataclass(frozen=True)
class WrittenGroup:
    """What was written on one question of one round; the same words twice stand once."""

    round: Round
    question: Question
    texts: Sequence[Contribution]


@dataclass(frozen=True)
class ReadText:
    """A released text as an expert reads it: no author, no time; only its own author learns whose it is."""

    parts: dict[str, str]
    language: str
    is_own: bool


@dataclass(frozen=True)
class ReadGroup:
    """The released texts on one question, in the reader's own order."""

    question: Question
    texts: Sequence[ReadText]


def list_written(
    study: Study, kinds: Collection[str] = TEXT_KINDS, state: str | None = None
) -> list[WrittenGroup]:
    """Return what was written in closed rounds, newest round first; safe for moderators."""
    groups = []
    for round_ in reversed(study.rounds):
        if not round_.is_showable:
            continue
        asked = {question.id: question for question in round_.questions}
        rows = db.session.scalars(
            select(Contribution).filter_by(round_id=round_.id).where(Contribution.kind.in_(kinds))
        )
        found = sorted(
            (row for row in rows if state in (None, row.state)),
            key=lambda row: (asked[row.question_id].position, _place(row.question_id, row)),
        )
        groups += [
            WrittenGroup(round_, asked[question_id], list(same))
            for question_id, same in groupby(found, key=lambda row: row.question_id)
        ]
    return groups


def count_written(study: Study, kinds: Collection[str] = TEXT_KINDS) -> dict[str, int]:
    """Return how many texts of closed rounds stand in each state; safe for moderators."""
    found = db.session.execute(
        select(Contribution.state, func.count())
        .filter_by(study_id=study.id)
        .where(Contribution.kind.in_(kinds))
        .group_by(Contribution.state)
    )
    return dict.fromkeys(map(str, ContributionState), 0) | dict(map(tuple, found))


def get_contribution(study: Study, contribution_id: str) -> Contribution:
    """Return one text of a study; safe for moderators."""
    row = db.session.scalar(select(Contribution).filter_by(id=contribution_id, study_id=study.id))
    if row is None:
        raise NotFound("There is no such text.")
    return row


def find_contributions(study: Study, ids: Iterable[str]) -> list[Contribution]:
    """Return the texts of a study that these ids name, ordered by what they say; safe for moderators."""
    rows = db.session.scalars(
        select(Contribution).filter_by(study_id=study.id).where(Contribution.id.in_(list(ids)))
    )
    return sorted(rows, key=lambda row: _place(study.id, row))


def list_not_taken_in(study: Study) -> list[Round]:
    """Return closed rounds that asked for words of which none is kept; safe for moderators."""
    kept = set(db.session.scalars(select(Contribution.round_id).filter_by(study_id=study.id).distinct()))
    return [
        round_
        for round_ in study.rounds
        if round_.is_showable
        and round_.id not in kept
        and any(get_kind(question.kind).own_words for question in round_.questions)
    ]


def read_released(round_: Round, viewer: str) -> list[ReadGroup]:
    """Return the released texts of a round by question, in an order of the viewer's own.

    Safe for experts: no author, an order that follows from viewer and text alone, and nothing of a question
    that fewer than five answered.
    """
    if "arguments" not in forms_shown(round_):
        return []
    own = {
        (question_id, written.key)
        for question_id, answer in own_answers(viewer, round_).items()
        for written in read_written(answer.data)
    }
    groups = []
    for group in list_released(round_):
        order = sorted(group.texts, key=lambda row: _place(viewer, row))
        texts = [
            ReadText(row.parts, row.language, (row.question_id, Written(row.kind, row.written).key) in own)
            for row in order
        ]
        groups.append(ReadGroup(group.question, texts))
    return groups


def list_released(round_: Round) -> list[WrittenGroup]:
    """Return the released texts of a closed round, nothing of questions that fewer than five answered."""
    if not round_.is_showable:
        return []
    summaries = round_.snapshot.summarised
    enough = {key for key, entry in summaries.items() if entry["summary"]["n"] >= FLOOR}
    rows = db.session.scalars(
        select(Contribution).filter_by(round_id=round_.id, state=ContributionState.RELEASED)
    ).all()
    groups = []
    for question in round_.questions:
        found = [row for row in rows if row.question_id == question.id and question.id in enough]
        if found:
            order = sorted(found, key=lambda row: _place(question.id, row))
            groups.append(WrittenGroup(round_, question, order))
    return groups


def _place(viewer: str, row: Contribution) -> bytes:
    return shuffle_key(viewer, Written(row.kind, row.parts).key)
