"""Rounds that asked different wordings of a driver: answers to them are not compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from analysis.ratings import Ratings
from survey.results.frozen import read_questions

Reworded = dict[tuple[str, str], dict[str, int]]


def find_reworded(history: Mapping[int, Mapping[str, Any]]) -> Reworded:
    """Return which wording was asked before and which now, by name and key, where they differ.

    Args:
        history: frozen answers by round number; the last is the one that is judged.
    """
    *earlier, last = sorted(history)
    before: dict[tuple[str, str], int] = {}
    for number in earlier:
        before |= {(each.name, each.key): each.version for each in read_questions(history[number])}
    now = {(each.name, each.key): each.version for each in read_questions(history[last])}
    return {
        key: {"before": before[key], "now": version}
        for key, version in now.items()
        if before.get(key, version) != version
    }


def keep_comparable(ratings: Ratings, reworded: Collection[tuple[str, str]]) -> Ratings | None:
    """Return the ratings of items whose rounds asked the same words; None where there are none."""
    kept = [at for at, item in enumerate(ratings.items) if (ratings.question, item) not in reworded]
    if len(kept) == len(ratings.items):
        return ratings
    if not kept:
        return None
    return Ratings(
        ratings.values[:, :, kept],
        ratings.cannot_judge[:, :, kept],
        ratings.experts,
        [ratings.items[at] for at in kept],
        ratings.rounds,
        ratings.scale,
        ratings.question,
        ratings.groups,
    )
