"""Figures of all items of one round, read from their counts and shared by rules and measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import row_blocks
from analysis.consensus.dispersion import (
    MIN_FOR_QUARTILES,
    RAND_SCALE,
    agreement_of_rows,
    compare_with_symmetry,
)
from analysis.errors import ScaleMismatch
from analysis.quantiles import check_quantile_method, quantile_of_counts
from analysis.ratings import Scale

_QUARTERS = (0.25, 0.75)
_RAND_SHARES = (0.3, 0.7)


def count_table(values: NDArray[np.float64], scale: Scale) -> NDArray[np.int64]:
    """Count the answers to every item (column) at every point of the scale; NaN is no answer.

    The table is read in blocks of rows, so that what is needed beside it does not grow with it.
    """
    return count_blocks((values[part] for part in row_blocks(*values.shape)), values.shape[1], scale)


def count_blocks(blocks: Iterable[NDArray[np.float64]], n_items: int, scale: Scale) -> NDArray[np.int64]:
    """Count the answers of tables that stand below each other, as `count_table` does of one."""
    counts = np.zeros(n_items * scale.n_points, dtype=np.int64)
    for block in blocks:
        answered = ~np.isnan(block)
        numbers = block[answered]
        if not scale.holds(numbers).all():
            raise ScaleMismatch(f"an answer is not a whole number from {scale.low} to {scale.high}")
        places = np.nonzero(answered)[1] * scale.n_points + (numbers - scale.low).astype(int)
        counts += np.bincount(places, minlength=counts.size)
    return counts.reshape(n_items, scale.n_points)


class Tally:
    """Hold the counts of every item (items x points, unused points included) and what follows from them.

    `n` are the answers by item, `medians` the medians (NaN without answers), `denominators` what the
    shares of each item divide by: its answers, unless others are given. On an ordinal scale the counts
    hold all that the answers to an item say, so a panel of a million costs no more than one of ten.
    """

    def __init__(
        self, counts: NDArray[np.int64], scale: Scale, denominators: Sequence[int] | None = None
    ) -> None:
        self.scale = scale
        self.counts = counts
        n = counts.sum(axis=1)
        self.n: list[int] = n.tolist()
        # How many answers lie below each point, as plain numbers, because rules ask for single ones.
        self.ends: list[list[int]] = [[0, *row] for row in np.cumsum(counts, axis=1).tolist()]
        self.denominators: list[int] = self.n if denominators is None else list(denominators)
        # Adding 0 keeps a minus from standing before a median of 0.
        self.medians = quantile_of_counts(counts, 0.5, "linear") + scale.low + 0.0
        self._quantiles: dict[tuple, list[tuple[float, float]]] = {}
        self._agreement: list[float | None] | None = None

    def quantiles(self, shares: tuple[float, float], method: str) -> list[tuple[float, float]]:
        """Return two quantiles of every item, NaN without answers; each kind is computed once."""
        key = (shares, method)
        if key not in self._quantiles:
            check_quantile_method(method)
            found = [quantile_of_counts(self.counts, share, method) + self.scale.low for share in shares]
            self._quantiles[key] = list(zip(*(row.tolist() for row in found), strict=True))
        return self._quantiles[key]

    def quartiles(self, item: int, method: str) -> tuple[float, float, float] | None:
        """Return Q1, the median and Q3 of an item, as `analysis.consensus.dispersion.quartiles` does."""
        if self.n[item] < MIN_FOR_QUARTILES:
            return None
        low, high = self.quantiles(_QUARTERS, method)[item]
        return low, float(self.medians[item]), high

    def disagreement_index(self, item: int, method: str) -> float | None:
        """Return the index of an item, as `analysis.consensus.dispersion.disagreement_index` does."""
        if self.scale != RAND_SCALE or self.n[item] == 0:
            return None
        low, high = self.quantiles(_RAND_SHARES, method)[item]
        return compare_with_symmetry(low, high)

    def agreement(self, item: int) -> float | None:
        """Return van der Eijk's A of an item."""
        if self._agreement is None:
            found = agreement_of_rows(self.counts)
            self._agreement = [None if np.isnan(a) else a for a in found.tolist()]
        return self._agreement[item]


@dataclass(frozen=True)
class Answers:
    """Hold the valid answers to one item with what a rule needs to judge them."""

    tally: Tally
    item: int
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
    def denominator(self) -> int:
        """Return what shares divide by."""
        return self.tally.denominators[self.item]

    @property
    def median(self) -> float | None:
        """Return the median; None without answers."""
        return float(self.tally.medians[self.item]) if self.n else None

    @property
    def modes(self) -> tuple[int, ...]:
        """List the points with the most answers, several where they tie; none without answers."""
        if self.n == 0:
            return ()
        return tuple((np.flatnonzero(self.counts == self.counts.max()) + self.scale.low).tolist())

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
        first = max(0, ceil(low - self.scale.low))
        end = min(self.scale.n_points, floor(high - self.scale.low) + 1)
        ends = self.tally.ends[self.item]
        return ends[end] - ends[first] if end > first else 0

    def count_near_median(self, distance: float = 1) -> int:
        """Count the answers that lie at most `distance` from their median."""
        median = self.median
        return 0 if median is None else self.count_between(median - distance, median + distance)
