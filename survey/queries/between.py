"""What came of a round, in plain words: what is settled, what is open, what one expert changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from survey.models import Question, Round, RoundState, Study
from survey.queries.answer_items import Item
from survey.queries.answering import view_round
from survey.queries.feedback import forms_shown
from survey.queries.texts import ReadGroup, read_released

OUTCOMES = ("agreed", "divided", "moved", "open")
_BY_VERDICT = {
    "consensus": "agreed",
    "stable dissent": "divided",
    "provisional consensus": "moved",
    "open": "open",
}


@dataclass(frozen=True)
class Subject:
    """A thing that was judged, and the questions about it that ended alike."""

    question: Question
    names: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """Questions that ended alike: agreed, divided for good, agreed but still moving, open."""

    code: str
    subjects: Sequence[Subject]

    @property
    def n(self) -> int:
        """Return how many questions there are."""
        return sum(len(subject.names) for subject in self.subjects)


@dataclass(frozen=True)
class Change:
    """An answer of one's own that changed between two rounds."""

    item: Item
    before: float
    way: str
    """Where it went: "closer" to the panel's middle answer before, "further", or "" for neither."""


@dataclass(frozen=True)
class OwnChanges:
    """What one expert changed between two rounds; for that expert's eyes only."""

    earlier: Round
    n_both: int
    changes: Sequence[Change]

    def count(self, way: str) -> int:
        """Return how many changes went this way."""
        return sum(change.way == way for change in self.changes)


def list_outcomes(round_: Round) -> list[Outcome]:
    """Return what came of a released round by the study's rules, from its frozen findings; safe for all."""
    if "distribution" not in forms_shown(round_):
        return []
    found = round_.snapshot.rated
    coded = [
        (question, _outcome(found[question.id])) for question in round_.questions if question.id in found
    ]
    outcomes = [
        Outcome(code, _subjects([question for question, each in coded if each == code])) for code in OUTCOMES
    ]
    return [outcome for outcome in outcomes if outcome.subjects]


def _outcome(entry: Mapping[str, Any]) -> str | None:
    """Return how a question ended; None where too few answered to say."""
    if entry["stability"]:
        return _BY_VERDICT.get(entry["stability"]["verdict"])
    return {True: "agreed", False: "open"}.get(entry["consensus"]["met"])


def _subjects(questions: Sequence[Question]) -> list[Subject]:
    def subject(question: Question) -> tuple[str | None, ...]:
        target = question.driver_id or question.option_id
        return (target,) if target else (None, question.quadrant)

    groups = (list(same) for _, same in groupby(questions, subject))
    return [Subject(same[0], [question.name for question in same]) for same in groups]


def list_own_changes(items: Sequence[Item], round_: Round) -> OwnChanges | None:
    """Return what an expert changed since the round that was fed back; None where nothing was asked again.

    Args:
        items: the questions of a round with this expert's answers now and then.
        round_: that round.
    """
    earlier = round_.feedback_round
    both = [item for item in items if item.number is not None and item.earlier_number is not None]
    if earlier is None or not both:
        return None
    changes = [
        Change(item, item.earlier_number, _way(item)) for item in both if item.number != item.earlier_number
    ]
    return OwnChanges(earlier, len(both), changes)


def _way(item: Item) -> str:
    if item.panel is None:
        return ""
    before = abs(item.earlier_number - item.panel.median)
    after = abs(item.number - item.panel.median)
    return "closer" if after < before else "further" if after > before else ""


def find_last_released(study: Study) -> Round | None:
    """Return the last round whose results the panel may see."""
    released = [each for each in study.rounds if each.state is RoundState.RELEASED]
    return released[-1] if released else None


def find_next_round(study: Study) -> Round | None:
    """Return the round that has not opened yet and comes next."""
    return next((each for each in study.rounds if each.is_draft), None)


@dataclass(frozen=True)
class Happened:
    """What came of the last released round, and what comes next; for one expert's eyes only."""

    round_: Round
    outcomes: Sequence[Outcome]
    own: OwnChanges | None
    next_round: Round | None
    texts: Sequence[ReadGroup] = ()
    """What the panel proposed and wrote, as far as it is released."""


def what_happened(panelist_id: str, round_: Round | None) -> Happened | None:
    """Return what came of a round for the panel and for one expert; None before its release."""
    if round_ is None or not forms_shown(round_):
        return None
    own = list_own_changes(view_round(panelist_id, round_).items, round_)
    texts = read_released(round_, panelist_id)
    return Happened(round_, list_outcomes(round_), own, find_next_round(round_.study), texts)
