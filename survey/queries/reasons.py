"""The moderator's queue: reasons by what they are about, in an order that tells nothing of their authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from survey.db import db
from survey.models import Invitation, Question, Reason, ReasonState, Round, Study
from survey.queries.highlights import Telling, read_telling
from survey.queries.studies import list_reasons
from survey.tokens import shuffle_key


@dataclass(frozen=True)
class ReasonGroup:
    """The reasons given for one question of one round."""

    round: Round
    question: Question
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Queue:
    """The reasons of closed rounds in one state, and how many there are in each."""

    state: ReasonState
    groups: Sequence[ReasonGroup]
    counts: dict[str, int]
    open_round: Round | None

    @property
    def n_all(self) -> int:
        """Return how many reasons the closed rounds hold."""
        return sum(self.counts.values())


def get_telling(study: Study) -> Telling:
    """Return the words that point at people of a study's panel; for moderators, to mark them in texts."""
    people = db.session.execute(select(Invitation.name, Invitation.email).filter_by(study_id=study.id))
    return read_telling((name, email) for name, email in people)


def get_queue(study: Study, state: str = ReasonState.HELD) -> Queue:
    """Return the reasons in one state by round and question, newest round first; safe for moderators."""
    shown = ReasonState(state) if state in set(ReasonState) else ReasonState.HELD
    closed = [round_ for round_ in reversed(study.rounds) if round_.is_showable]
    reasons = {round_: list_reasons(round_) for round_ in closed}
    counts = {
        each.value: sum(reason.state == each for found in reasons.values() for reason in found)
        for each in ReasonState
    }
    groups = [
        ReasonGroup(round_, question, list(same))
        for round_, found in reasons.items()
        for question, same in groupby(
            sorted(
                (reason for reason in found if reason.state == shown),
                key=lambda reason: (reason.question.position, shuffle_key(reason.question_id, reason.text)),
            ),
            key=lambda reason: reason.question,
        )
    ]
    return Queue(shown, groups, counts, study.open_round)
