"""How many experts went from which answer to which between two rounds, item by item.

Like the counts of one round, these counts hold all that the paired answers of an ordinal scale say, so
every figure of change is computed from them and none from the table of answers.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.blocks import row_blocks
from analysis.ratings import Scale

_DENSE_UP_TO = 1 << 21


@dataclass(frozen=True, eq=False)
class Transitions:
    """Hold the moves that occur: of `item`, from point `first` to point `second`, by `count` experts.

    All four are arrays of equal length, ordered by item, first and second; points are places from 0.
    """

    scale: Scale
    n_items: int
    item: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    count: NDArray[np.int64]

    def total(self, weight: ArrayLike = 1) -> NDArray[np.int64]:
        """Sum a whole-number weight of every move over the experts of each item, exactly."""
        found = np.zeros(self.n_items, dtype=np.int64)
        np.add.at(found, self.item, self.count * np.asarray(weight))
        return found

    def margin(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the paired answers of one round, items x points; `places` is `first` or `second`."""
        found = np.zeros((self.n_items, self.scale.n_points), dtype=np.int64)
        np.add.at(found, (self.item, places), self.count)
        return found

    @cached_property
    def moves(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """List (first, second, count) of every item."""
        ends = np.searchsorted(self.item, np.arange(self.n_items + 1))
        parts = [slice(start, end) for start, end in pairwise(ends.tolist())]
        return [(self.first[part], self.second[part], self.count[part]) for part in parts]

    def table(self, item: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the points that occur, and the square table over them: rows by first answer."""
        first, second, count = self.moves[item]
        points = np.union1d(first, second)
        found = np.zeros((points.size,) * 2, dtype=np.int64)
        found[np.searchsorted(points, first), np.searchsorted(points, second)] = count
        return points, found


def count_transitions(first: NDArray[np.float64], second: NDArray[np.float64], scale: Scale) -> Transitions:
    """Count the moves of the experts (rows) who answered an item (column) in both rounds; NaN is no answer.

    The tables are read in blocks of rows; both are taken to lie on the scale.
    """
    n_items, k = first.shape[1], scale.n_points
    n_codes = n_items * k * k
    dense = np.zeros(n_codes, dtype=np.int64) if n_codes <= _DENSE_UP_TO else None
    codes, counts = np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    for part in row_blocks(*first.shape):
        found = _encode(first[part], second[part], scale)
        if dense is not None:
            dense += np.bincount(found, minlength=n_codes)
        else:
            codes, counts = _merge(codes, counts, found)
    if dense is not None:
        codes = np.flatnonzero(dense)
        counts = dense[codes]
    return Transitions(scale, n_items, codes // (k * k), codes // k % k, codes % k, counts)


def _encode(first: NDArray[np.float64], second: NDArray[np.float64], scale: Scale) -> NDArray[np.int64]:
    paired = ~np.isnan(first) & ~np.isnan(second)
    item = np.nonzero(paired)[1]
    before, after = ((table[paired] - scale.low).astype(int) for table in (first, second))
    return (item * scale.n_points + before) * scale.n_points + after


def _merge(
    codes: NDArray[np.int64], counts: NDArray[np.int64], found: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    new, times = np.unique(found, return_counts=True)
    merged, place = np.unique(np.concatenate([codes, new]), return_inverse=True)
    total = np.zeros(merged.size, dtype=np.int64)
    np.add.at(total, place, np.concatenate([counts, times]))
    return merged, total
