"""Two independent groups on one item: Mann and Whitney's U, exact with ties, and Cliff's delta."""

from math import comb, erfc, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.ranks import midranks

LARGE_DELTA = 0.33
_EXACT_UP_TO = 60


def mann_whitney(first: ArrayLike, second: ArrayLike) -> tuple[float, float] | None:
    """Return U of the first group and the two-sided p.

    U counts the pairs in which the first is larger, ties half. Up to 60 answers together p is exact,
    ties and all: over every way to choose the first group from the pooled midranks, the smaller tail
    doubled. Beyond, it is the normal approximation with the corrections for ties and continuity. Where
    everybody answers alike p is 1. None if a group is empty. NaN is no answer.

    Source: Mann & Whitney (1947) Annals of Mathematical Statistics 18:50.

    >>> mann_whitney([1, 2, 3], [4, 5, 6])
    (0.0, 0.1)
    """
    first, second = (_known(group) for group in (first, second))
    if first.size == 0 or second.size == 0:
        return None
    # Twice the midranks are whole numbers, which keeps the counting exact.
    ranks = (2 * midranks(np.concatenate([first, second]))).astype(np.int64)
    total, m = int(ranks[: first.size].sum()), first.size
    u = (total - m * (m + 1)) / 2
    tails = _exact_p if ranks.size <= _EXACT_UP_TO else _normal_p
    return u, tails(ranks, m, total)


def cliffs_delta(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return Cliff's delta, (#{x > y} - #{x < y}) / (m n), from -1 to 1; None if a group is empty.

    |delta| above .33 is called more than small (Romano et al. 2006). Source: Cliff (1993)
    Psychological Bulletin 114:494.

    >>> cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    -0.25
    """
    first, second = (_known(group) for group in (first, second))
    if first.size == 0 or second.size == 0:
        return None
    ordered = np.sort(second)
    below = np.searchsorted(ordered, first, side="left").sum()
    above = (ordered.size - np.searchsorted(ordered, first, side="right")).sum()
    return float(below - above) / (first.size * second.size)


def _known(group: ArrayLike) -> NDArray[np.float64]:
    group = np.asarray(group, dtype=float).ravel()
    return group[~np.isnan(group)]


def _exact_p(ranks: NDArray[np.int64], m: int, total: int) -> float:
    if 2 * m > ranks.size:
        # The rest holds the other ranks, so its sum says the same with less to count.
        m, total = ranks.size - m, int(ranks.sum()) - total
    # ways[k, s]: how many groups of k have the rank sum s. Counts stay below 2^60.
    ways = np.zeros((m + 1, int(ranks.sum()) + 1), dtype=np.int64)
    ways[0, 0] = 1
    for rank in np.sort(ranks).tolist():
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
    chosen = ways[m]
    tail = min(int(chosen[: total + 1].sum()), int(chosen[total:].sum()))
    return min(1.0, 2 * tail / comb(ranks.size, m))


def _normal_p(ranks: NDArray[np.int64], m: int, total: int) -> float:
    n = ranks.size
    spread = float(((ranks / 2 - (n + 1) / 2) ** 2).sum()) * m * (n - m) / (n * (n - 1))
    if spread == 0:
        return 1.0
    distance = max(0.0, abs(total / 2 - m * (n + 1) / 2) - 0.5)
    return min(1.0, erfc(distance / sqrt(2 * spread)))
