"""Follow many scenarios at once to where they settle, where there is too much to enumerate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.cross_impact.matrix import CrossImpactMatrix, Scenario
from analysis.cross_impact.search import HAIR
from analysis.errors import InvalidSetting

Columns = NDArray[np.intp]

_STEPS = 500


@dataclass(frozen=True)
class Attractors:
    """Hold the consistent scenarios that starts settled in, and the share of the starts that did.

    Scenarios are sorted by their share, the largest first; `unsettled` is the share of starts that ran
    into a cycle, or were not done after 500 steps. What no start led to is missing.
    """

    scenarios: tuple[Scenario, ...]
    shares: tuple[float, ...]
    unsettled: float
    n_starts: int

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "scenarios": [dict(scenario) for scenario in self.scenarios],
            "shares": list(self.shares),
            "unsettled": self.unsettled,
            "n_starts": self.n_starts,
        }


def find_attractors(matrix: CrossImpactMatrix, rng: np.random.Generator, n_starts: int = 2000) -> Attractors:
    """Draw starts evenly and follow each by local succession to a consistent scenario.

    In every step the descriptor that falls short most takes its best state (the first of several); an
    active state that ties for the best stays. Every scenario that is given is consistent, but not every
    consistent scenario need be given: its basin may have been missed. Source: Weimer-Jehle 2006.
    """
    if n_starts < 1:
        raise InvalidSetting("n_starts", n_starts, "1 or more")
    starts = [rng.integers(0, own.size, n_starts) + own[0] for own in matrix.columns]
    active = np.stack(starts, axis=1)
    moving = np.arange(n_starts)
    for _ in range(_STEPS):
        moving = moving[_move(matrix, active, moving)]
        if not moving.size:
            break
    settled = np.delete(active, moving, axis=0)
    counts = Counter(map(tuple, settled.tolist()))
    order = sorted(counts, key=lambda columns: (-counts[columns], columns))
    return Attractors(
        scenarios=tuple(matrix.name(columns) for columns in order),
        shares=tuple(counts[columns] / n_starts for columns in order),
        unsettled=moving.size / n_starts,
        n_starts=n_starts,
    )


def _move(matrix: CrossImpactMatrix, active: Columns, moving: Columns) -> NDArray[np.bool_]:
    """Move the rows that are short of consistency one step, in place, and tell which did."""
    scores = matrix.judgements[active[moving]].sum(axis=1)
    best = np.stack([own[np.argmax(scores[:, own], axis=1)] for own in matrix.columns], axis=1)
    rows = np.arange(moving.size)
    shortfall = scores[rows[:, None], best] - scores[rows[:, None], active[moving]]
    worst = np.argmax(shortfall, axis=1)
    short = shortfall[rows, worst] > HAIR
    active[moving[short], worst[short]] = best[rows[short], worst[short]]
    return short
