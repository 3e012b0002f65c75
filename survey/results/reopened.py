"""What a reopened round shows when it closes again: new figures only if five experts changed something.

Two closes of one round side by side would tell what a few answered in between. Where fewer than five experts
added, changed or took away an answer, the earlier figures, answers and hash therefore stand. What was
answered since is kept in the snapshot under ``later``, where no figure and no export reads it. The word that
it was opened again stands in the findings; how many changed does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.models import FLOOR, Round, SupersededSnapshot
from survey.results.frozen import read_questions

LATER = "later"
REOPENED = "reopened"


def answers_at_earlier_closes(round_: Round) -> list[Mapping[str, Any]]:
    """Return what was frozen each time the round closed before, oldest first."""
    return [kept.answers for kept in round_.superseded]


def count_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> int:
    """Return how many experts added, changed or took away an answer between two closes."""
    old, new = _by_expert(before), _by_expert(now)
    return sum(old.get(expert) != new.get(expert) for expert in old.keys() | new.keys())


def _by_expert(answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {expert: {} for expert in answers["panelists"]}
    for question, cells in zip(read_questions(answers), answers["values"], strict=True):
        for expert, cell in zip(answers["panelists"], cells, strict=True):
            if cell is not None:
                found[expert][question.id] = cell
    return found


def find_standing(
    earlier: Sequence[SupersededSnapshot], answers: Mapping[str, Any]
) -> SupersededSnapshot | None:
    """Return the earlier close whose figures stand; None where the new ones may be shown."""
    if not earlier or count_changed(earlier[-1].answers, answers) >= FLOOR:
        return None
    return earlier[-1]


def keep_later(standing: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of the earlier close with what was answered since beside them."""
    return {**standing, LATER: dict(answers)}


def mark(findings: Mapping[str, Any], *, stands: bool) -> dict[str, Any]:
    """Return findings that say of the round that it was opened again, and whether earlier figures stand."""
    return {**findings, REOPENED: {"stands": stands}}
