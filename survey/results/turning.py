"""How far an option is from another class: which single median would have to move, and to where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.strategy.classes import CLASSES, classify

STEP = 0.5
"""Medians of whole points lie half a point apart."""

Medians = Mapping[str, Mapping[str, float | None]]
"""Option -> scenario -> median."""


@dataclass(frozen=True)
class Turn:
    """One median that, moved to `at` while all others stay, gives the option another class."""

    quadrant: str
    now: float
    at: float
    option_class: str

    @property
    def is_fall(self) -> bool:
        """Say whether the median would have to fall."""
        return self.at < self.now

    @property
    def distance(self) -> float:
        """Return how far the median would have to move."""
        return abs(self.at - self.now)


def find_turns(
    medians: Medians, option: str, scenarios: Sequence[str], low: float = -3.0, high: float = 3.0
) -> list[Turn]:
    """Return, for each scenario, the smallest moves of the option's median that change its class.

    The classes are those of `analysis.strategy`, so that a hedge is judged beside the core options as they
    are. A move that makes the class undetermined is no answer and is passed over. The nearest come first;
    empty where a median of the option is not known.
    """
    codes = list(medians)
    table = np.array([[_number(medians[code].get(each)) for each in scenarios] for code in codes])
    row = codes.index(option)
    if np.isnan(table[row]).any():
        return []
    here = classify(table[None])[0, row]
    found = [
        turn
        for place, scenario in enumerate(scenarios)
        for end in (low, high)
        if (turn := _turn(table, row, place, scenario, end, here))
    ]
    return sorted(found, key=lambda turn: (turn.distance, scenarios.index(turn.quadrant), turn.at))


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _turn(table: np.ndarray, row: int, place: int, scenario: str, end: float, here: int) -> Turn | None:
    now = float(table[row, place])
    step = STEP if end > now else -STEP
    # From a median between two steps the first stop is the next step itself.
    first = (np.floor(now / STEP) + 1) * STEP if end > now else (np.ceil(now / STEP) - 1) * STEP
    for at in np.arange(first, end + step / 2, step):
        moved = table.copy()
        moved[row, place] = at
        there = classify(moved[None])[0, row]
        if there != here:
            name = CLASSES[there]
            return None if name == "undetermined" else Turn(scenario, now, float(at), name)
    return None
