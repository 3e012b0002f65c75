"""Judge whether the end states of a scenario go together, two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import InvalidRatings

End = tuple[str, str]
Judgements = Mapping[tuple[End, End], float]
STATES = ("high", "low")


@dataclass(frozen=True)
class MorphologicalFit:
    """Hold the sum and the least of the pair judgements of one scenario, and the pairs that clash.

    None where no pair of decided drivers was judged.
    """

    total: float | None
    least: float | None
    clashes: tuple[tuple[str, str], ...]
    n_pairs: int
    n_unjudged: int
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self) | {"clashes": [list(pair) for pair in self.clashes]}


def judge_ends(items: Sequence[str], means: ArrayLike) -> dict[tuple[End, End], float]:
    """Turn judged co-movement m of drivers (items x items, symmetric, NaN unjudged) into pair judgements.

    Alike ends (high with high, low with low) fit to m, unlike ones to -m; m runs from -2 to +2.
    """
    table = np.asarray(means, dtype=float)
    if table.shape != (len(items), len(items)):
        raise InvalidRatings(f"means has the shape {table.shape}; expected items x items")
    judged = {}
    for a, b in combinations(range(len(items)), 2):
        if not np.isnan(table[a, b]):
            for one in STATES:
                for other in STATES:
                    sign = 1.0 if one == other else -1.0
                    judged[(items[a], one), (items[b], other)] = sign * float(table[a, b])
    return judged


def assess_morphology(
    states: Mapping[str, Mapping[str, str]], judgements: Judgements
) -> dict[str, MorphologicalFit]:
    """Return for every scenario the sum and the least judgement of all pairs of its decided drivers.

    `states` is scenario -> driver -> "high", "low" or "open"; open drivers are left out. `judgements`
    gives a number, on paper from -2 (excludes) to +2 (demands), for two ends (driver, state), in either
    order. One pair below 0 clashes: a sum cannot make good for it, which is why the least stands beside
    it. Source: Ritchey 2011 (cross-consistency assessment).
    """
    return {
        scenario: _fit([(driver, end) for driver, end in ends.items() if end != "open"], judgements)
        for scenario, ends in states.items()
    }


def _fit(ends: list[End], judgements: Judgements) -> MorphologicalFit:
    pairs = list(combinations(ends, 2))
    found = [judgements.get((a, b), judgements.get((b, a))) for a, b in pairs]
    known = [float(value) for value in found if value is not None]
    clashes = tuple(
        (a[0], b[0]) for (a, b), value in zip(pairs, found, strict=True) if value is not None and value < 0
    )
    if not known:
        reason = "no pair of decided drivers was judged"
        return MorphologicalFit(None, None, (), 0, len(pairs), {"total": reason, "least": reason})
    return MorphologicalFit(sum(known), min(known), clashes, len(known), len(pairs) - len(known), {})
