"""What is frozen of the questions that are no ratings: one module for each measure, floors applied in it.

A module has ``summarise(answers, settings, protocol)``: the answers that were given (a number, or the data
of a `survey.questions.Value`), the question's settings, the study's protocol. It returns JSON in which no
figure is left that may not be shown. A figure that is held back is None, and ``reason`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from survey.questions import get_kind
from survey.results.floors import FLOOR, Difference
from survey.results.frozen import CANNOT_JUDGE, Cell
from survey.results.kinds import (
    pairs,
    piles,
    places,
    proposals,
    quantiles,
    quantity,
    ranks,
    shares,
    texts,
)

Answers = Sequence[Any]
Settings = Mapping[str, Any]
Summarise = Callable[[Answers, Settings, Settings], dict[str, Any]]

MEASURES: dict[str, Summarise] = {
    "pairs": pairs.summarise,
    "piles": piles.summarise,
    "places": places.summarise,
    "ranks": ranks.summarise,
    "proposals": proposals.summarise,
    "quantiles": quantiles.summarise,
    "quantity": quantity.summarise,
    "shares": shares.summarise,
    "texts": texts.summarise,
}


NARROW: dict[str, Callable[[Mapping[str, Any], bool], dict[str, Any]]] = {
    "pairs": pairs.narrow,
    "piles": piles.narrow,
    "places": places.narrow,
    "proposals": proposals.narrow,
    "quantiles": quantiles.narrow,
    "quantity": quantity.narrow,
    "ranks": ranks.narrow,
    "shares": shares.narrow,
}
"""What is left of a summary where fewer than five answers differ from an earlier round.

Told is too whether the median of the numbers is another one than there.
"""
OF_PARTS = {"pairs", "piles", "places"}
"""Measures with figures of each part of an answer: where five differ, one part may differ by one alone."""


def summarise(
    kind: str,
    cells: Sequence[Cell],
    settings: Settings,
    protocol: Settings,
    differences: Sequence[Difference] = (),
) -> dict[str, Any]:
    """Return the summary of one question: its measure, how many answered, and what the measure finds.

    Args:
        kind: the kind of the question.
        cells: one answer per expert as a frozen round keeps it.
        settings: the question's settings.
        protocol: the study's protocol.
        differences: how the answers differ from those of earlier rounds that asked the same.
    """
    measure = get_kind(kind).measure
    answers = [cell for cell in cells if cell is not None and cell != CANNOT_JUDGE]
    counts = {
        "measure": measure,
        "n": len(answers),
        "n_cannot_judge": sum(cell == CANNOT_JUDGE for cell in cells),
        "n_missing": sum(cell is None for cell in cells),
    }
    summary = counts | MEASURES[measure](answers, settings, protocol)
    few = [difference for difference in differences if _is_few(difference, measure)]
    if measure in NARROW and few:
        return NARROW[measure](summary, any(difference.moves_median for difference in few))
    return summary


def _is_few(difference: Difference, measure: str) -> bool:
    return difference.is_few or (measure in OF_PARTS and 0 < difference.n_joined_or_left < FLOOR)
