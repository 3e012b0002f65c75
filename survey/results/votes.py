"""Votes of the panel on the futures: where drivers end in them, and what they are called.

A result of a vote is told once five have voted, as a median is; the counts stand in the frozen round's own
summaries, with their floors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from survey.models import QUADRANTS, Round, RoundKind, Study
from survey.results.floors import FLOOR
from survey.results.frozen import FrozenQuestion, read_questions
from survey.results.kinds.shares import chosen

OUTCOME, NAME = "outcome", "scenario_name"
Votes = dict[str, dict[str, list[str | None]]]


def read_votes(round_: Round | None) -> Votes:
    """Return how each expert says that drivers end: driver -> future -> "low", "high", "open" or None."""
    votes: Votes = {}
    for question, cells in _asked(round_, OUTCOME):
        own = [chosen(cell)[0] if isinstance(cell, Mapping) else None for cell in cells]
        votes.setdefault(question.item, {})[question.quadrant or ""] = own
    return votes


def find_vote_round(study: Study) -> Round | None:
    """Return the last closed round that voted on the names of the scenarios."""
    rounds = [round_ for round_ in study.rounds if round_.kind == RoundKind.STRATEGY and round_.snapshot]
    return next((round_ for round_ in reversed(rounds) if any(_asked(round_, NAME))), None)


def find_winners(study: Study) -> dict[str, str | None]:
    """Return the code of the name that most chose for each scenario; None where two are level or few vote."""
    winners: dict[str, str | None] = dict.fromkeys(QUADRANTS)
    for question, cells in _asked(find_vote_round(study), NAME):
        counts = Counter(chosen(cell)[0] for cell in cells if isinstance(cell, Mapping))
        most = counts.most_common(2)
        is_clear = len(most) == 1 or (len(most) == 2 and most[0][1] > most[1][1])
        if sum(counts.values()) >= FLOOR and is_clear:
            winners[question.quadrant or ""] = most[0][0]
    return winners


def _asked(round_: Round | None, name: str) -> Iterator[tuple[FrozenQuestion, list[Any]]]:
    if round_ is None or round_.snapshot is None:
        return
    answers = round_.snapshot.answers
    for question, cells in zip(read_questions(answers), answers["values"], strict=True):
        if question.name == name:
            yield question, cells
