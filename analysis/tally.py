"""Figures of all items of one round, computed for many items at once and shared by rules and measures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.dispersion import (
    MIN_FOR_QUARTILES,
    RAND_SCALE,
    check_quantile_method,
    compare_with_symmetry,
    van_der_eijk_a,
)
from analysis.errors import ScaleMismatch
from analysis.ratings import Scale

_QUARTERS = (0.25, 0.75)
_RAND_SHARES = (0.3, 0.7)


class Tally:
    """Count and order the answers to every item; NaN is no answer, and nothing given is changed.

    `counts` is items x points over the whole scale, `n` the answers and `medians` the medians by item
    (NaN without answers). Quantiles are those of numpy for the answers of the item alone.
    """

    def __init__(self, values: NDArray[np.float64], scale: Scale) -> None:
        answered = ~np.isnan(values)
        if not scale.holds(values[answered]).all():
            raise ScaleMismatch(f"an answer is not a whole number from {scale.low} to {scale.high}")
        self.scale = scale
        n = answered.sum(axis=0)
        places = np.nonzero(answered)[1] * scale.n_points + (values[answered] - scale.low).astype(int)
        counts = np.bincount(places, minlength=n.size * scale.n_points)
        self.counts = counts.reshape(n.size, scale.n_points)
        self.n: list[int] = n.tolist()
        # NaN goes to the end, so the answers to an item are the first n of its column. Adding 0 keeps a
        # minus from standing before a median of 0.
        self._ordered = np.sort(values + 0.0, axis=0)
        self.medians = _take_medians(self._ordered, n)
        self._quantiles: dict[tuple, list[tuple[float, float]]] = {}
        self._agreement: dict[int, float | None] = {}

    def quantiles(self, shares: tuple[float, float], method: str) -> list[tuple[float, float]]:
        """Return two quantiles of every item, NaN without answers; each kind is computed once."""
        key = (shares, method)
        if key not in self._quantiles:
            check_quantile_method(method)
            found = np.full((2, len(self.n)), np.nan)
            n = np.array(self.n)
            for size in set(self.n) - {0}:
                alike = n == size
                found[:, alike] = np.quantile(self._ordered[:size, alike], shares, axis=0, method=method)
            self._quantiles[key] = list(zip(*found.tolist(), strict=True))
        return self._quantiles[key]

    def quartiles(self, item: int, method: str) -> tuple[float, float, float] | None:
        """Return Q1, the median and Q3 of an item, as `analysis.dispersion.quartiles` does."""
        if self.n[item] < MIN_FOR_QUARTILES:
            return None
        low, high = self.quantiles(_QUARTERS, method)[item]
        return low, float(self.medians[item]), high

    def disagreement_index(self, item: int, method: str) -> float | None:
        """Return the index of an item, as `analysis.dispersion.disagreement_index` does."""
        if self.scale != RAND_SCALE or self.n[item] == 0:
            return None
        low, high = self.quantiles(_RAND_SHARES, method)[item]
        return compare_with_symmetry(low, high)

    def agreement(self, item: int) -> float | None:
        """Return van der Eijk's A of an item."""
        if item not in self._agreement:
            self._agreement[item] = van_der_eijk_a(self.counts[item])
        return self._agreement[item]


def _take_medians(ordered: NDArray[np.float64], n: NDArray[np.int64]) -> NDArray[np.float64]:
    if ordered.shape[0] == 0:
        return np.full(n.size, np.nan)
    items = np.arange(n.size)
    middle = (ordered[np.maximum(n - 1, 0) // 2, items] + ordered[n // 2, items]) / 2
    return np.where(n > 0, middle, np.nan)


@dataclass(frozen=True)
class Answers:
    """Hold the valid answers to one item with what a rule needs to judge them."""

    tally: Tally
    item: int
    denominator: int
    quantile_method: str = "linear"

    @property
    def scale(self) -> Scale:
        """Name the scale of the answers."""
        return self.tally.scale

    @property
    def n(self) -> int:
        """Count the answers."""
        return self.tally.n[self.item]

    @property
    def median(self) -> float | None:
        """Return the median; None without answers."""
        return float(self.tally.medians[self.item]) if self.n else None

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """Return Q1, the median and Q3; None below four answers."""
        return self.tally.quartiles(self.item, self.quantile_method)

    @property
    def disagreement_index(self) -> float | None:
        """Return the RAND/UCLA disagreement index; None on other scales than 1-9."""
        return self.tally.disagreement_index(self.item, self.quantile_method)

    @property
    def agreement(self) -> float | None:
        """Return van der Eijk's A."""
        return self.tally.agreement(self.item)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Return the answers at every point of the scale."""
        return self.tally.counts[self.item]

    def count_between(self, low: float, high: float) -> int:
        """Count the answers from one point to another, both included."""
        first = max(0, int(np.ceil(low - self.scale.low)))
        end = int(np.floor(high - self.scale.low)) + 1
        return int(self.counts[first : max(first, end)].sum())

    def count_near_median(self, distance: float = 1) -> int:
        """Count the answers that lie at most `distance` from their median."""
        median = self.median
        if median is None:
            return 0
        return int(self.counts[np.abs(self.scale.points - median) <= distance].sum())
