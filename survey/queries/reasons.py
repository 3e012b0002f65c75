"""The moderator's queue: reasons by what they are about, in an order that tells nothing of their authors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Invitation, Question, Reason, ReasonState, Round, Study
from survey.queries.highlights import Telling, read_telling
from survey.queries.studies import list_reasons
from survey.tokens import shuffle_key


@dataclass(frozen=True)
class QueueEntry:
    """A reason as a moderator decides on it: how often it was given, and what was merged into it."""

    reason: Reason
    n_same: int
    merged: Sequence[Reason] = ()

    @property
    def id(self) -> str:
        """Return the id by which pages name it."""
        return self.reason.id


@dataclass(frozen=True)
class ReasonGroup:
    """The reasons given for one question of one round."""

    round: Round
    question: Question
    reasons: Sequence[QueueEntry]


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

    def next_after(self, reason_id: str) -> str | None:
        """Return the entry that follows one, so that whoever decides goes on there."""
        ids = [entry.id for group in self.groups for entry in group.reasons]
        if reason_id not in ids:
            return None
        at = ids.index(reason_id)
        return next(iter([*ids[at + 1 :], *reversed(ids[:at])]), None)


def get_telling(study: Study) -> Telling:
    """Return the words that point at people of a study's panel; for moderators, to mark them in texts."""
    people = db.session.execute(select(Invitation.name, Invitation.email).filter_by(study_id=study.id))
    return read_telling((name, email) for name, email in people)


def get_queue(study: Study, state: str = ReasonState.HELD) -> Queue:
    """Return the reasons in one state by round and question, newest round first; safe for moderators.

    The same words on one question stand once, and what was merged stands under what it became part of.
    """
    shown = ReasonState(state) if state in set(ReasonState) else ReasonState.HELD
    closed = [round_ for round_ in reversed(study.rounds) if round_.is_showable]
    reasons = {round_: list_reasons(round_) for round_ in closed}
    counts = {
        each.value: sum(reason.state == each for found in reasons.values() for reason in found)
        for each in ReasonState
    }
    groups = [
        ReasonGroup(round_, question, _entries(list(same), found))
        for round_, found in reasons.items()
        for question, same in groupby(
            sorted((each for each in found if each.state == shown), key=_place),
            key=lambda reason: reason.question,
        )
    ]
    return Queue(shown, groups, counts, study.open_round)


def find_reasons(study: Study, ids: Iterable[str]) -> list[Reason]:
    """Return the reasons of a study that these ids name, by question and by what they say."""
    found = db.session.scalars(
        select(Reason)
        .join(Round, Round.id == Reason.round_id)
        .filter(Round.study_id == study.id, Reason.id.in_(list(ids)))
    ).all()
    if not found:
        raise NotFound("Tick at least one reason first.")
    return sorted(found, key=_place)


def _place(reason: Reason) -> tuple[int, bytes, str]:
    return reason.question.position, shuffle_key(reason.question_id, _words(reason)), reason.id


def _entries(same: Sequence[Reason], every: Iterable[Reason]) -> list[QueueEntry]:
    merged: dict[str, dict[str, Reason]] = {}
    for reason in every:
        if reason.merged_into_id:
            merged.setdefault(reason.merged_into_id, {}).setdefault(_words(reason), reason)
    twins = [list(group) for _, group in groupby(same, key=_words)]
    return [
        QueueEntry(
            group[0],
            len(group),
            [part for each in group for part in merged.get(each.id, {}).values()],
        )
        for group in twins
    ]


def _words(reason: Reason) -> str:
    return " ".join(reason.text.split())
