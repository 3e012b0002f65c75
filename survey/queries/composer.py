"""What the composer shows of a round: its length, and what an earlier round has settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.models import Question, Round
from survey.queries.answer_cards import to_minutes


@dataclass(frozen=True)
class Length:
    """How long a round is."""

    n_questions: int
    minutes: int


@dataclass(frozen=True)
class Settled:
    """A question that was stable in the round that is fed back, with what was found of it there."""

    question: Question
    verdict: str


def measure(round_: Round) -> Length:
    """Return how many questions a round asks and how long an expert takes for them."""
    return Length(len(round_.questions), to_minutes(round_.questions))


def list_settled(round_: Round) -> list[Settled]:
    """Return the questions that need not be asked again: their answers were stable in the round before.

    Stability and not consensus decides, as in the protocol's stopping rule: a stable dissent is settled too.
    """
    before = round_.feedback_round
    if not round_.is_draft or before is None or before.snapshot is None:
        return []
    found = _found(before)
    settled = []
    for question in round_.questions:
        entry = found.get(_target(question))
        stability = (entry or {}).get("stability")
        if stability and stability.get("stable") is True:
            settled.append(Settled(question, stability["verdict"]))
    return settled


def _found(round_: Round) -> Mapping[tuple[str | None, ...], dict]:
    rated = round_.snapshot.rated
    return {_target(question): rated[question.id] for question in round_.questions if question.id in rated}


def _target(question: Question) -> tuple[str | None, ...]:
    return question.name, question.driver_id, question.option_id, question.quadrant
