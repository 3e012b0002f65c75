"""Ask whether a proposal of axes is accepted better than a decoy that the other half of the panel saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from analysis.scenarios.quadrants import MIN_RATERS

Array = NDArray[np.float64]
Allocations = Sequence[Mapping[str, str] | None]

MAX_EXACT = 20_000
N_PERMUTATIONS = 9_999


@dataclass(frozen=True)
class Decoy:
    """Hold what the half that saw another pair of axes answered, that pair, and a generator for the test."""

    allocations: Allocations
    assignments: Mapping[str, str | None]
    rng: np.random.Generator


@dataclass(frozen=True)
class DecoyTest:
    """Hold the mean acceptance of proposal and decoy, the experts in each half, and p.

    Acceptance of an expert is the share of drivers given to the axis that was shown. p is one-sided; None,
    like the means, with fewer than five experts in a half.
    """

    proposal: float | None
    decoy: float | None
    n: int
    n_decoy: int
    p: float | None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "proposal": self.proposal,
            "decoy": self.decoy,
            "n": self.n,
            "n_decoy": self.n_decoy,
            "p": self.p,
        }


def compare_with_decoy(
    allocations: Allocations, assignments: Mapping[str, str | None], decoy: Decoy
) -> DecoyTest:
    """Test whether experts follow the proposal they saw more than others follow the decoy that they saw.

    Statistic: mean acceptance with the proposal minus mean acceptance with the decoy; experts are permuted
    between the halves, because the answers of one expert are not independent as a test of two proportions
    would have them. Exact over all splits up to 20,000 of them, else 9,999 drawn ones: p = (1 + #{reached}) /
    (B + 1). Source: Pitman 1937; Phipson & Smyth 2010.
    """
    first = acceptance(allocations, assignments)
    second = acceptance(decoy.allocations, decoy.assignments)
    n, n_decoy = len(first), len(second)
    if min(n, n_decoy) < MIN_RATERS:
        return DecoyTest(None, None, n, n_decoy, None)
    values = np.concatenate([first, second])
    bar = first.sum() - 1e-9
    if comb(len(values), n) <= MAX_EXACT:
        sums = values[np.array(list(combinations(range(len(values)), n)))].sum(axis=1)
        p = float((sums >= bar).mean())
    else:
        drawn = decoy.rng.permuted(np.broadcast_to(values, (N_PERMUTATIONS, len(values))), axis=1)
        p = float((1 + (drawn[:, :n].sum(axis=1) >= bar).sum()) / (N_PERMUTATIONS + 1))
    return DecoyTest(float(first.mean()), float(second.mean()), n, n_decoy, p)


def acceptance(allocations: Allocations, assignments: Mapping[str, str | None]) -> Array:
    """Return per expert the share of assigned drivers given to the axis shown; who gave none is left out."""
    shown = {item: axis for item, axis in assignments.items() if axis in ("A", "B")}
    shares = []
    for one in allocations:
        given = [(one[item], axis) for item, axis in shown.items() if one and one.get(item) is not None]
        if given:
            shares.append(sum(answer == axis for answer, axis in given) / len(given))
    return np.array(shares, dtype=np.float64)
