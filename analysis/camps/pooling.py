"""Uncertain numbers of several experts in one distribution, each expert with the same weight."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVELS = (0.05, 0.5, 0.95)
OVERSHOOT = 0.1


def pool_median(quantiles: ArrayLike) -> float | None:
    """Return the median of the equal-weight linear pool of the experts' distributions; None without experts.

    `quantiles` is experts x 3, in the unit of what is asked: each expert's 5th, 50th and 95th percentile,
    none below the one before it, none missing. Each expert's distribution is the one of least information
    against the even one on the intrinsic range: even between neighbouring quantiles, the range reaching from
    the lowest 5th to the highest 95th percentile of the panel and a tenth of that width beyond on either
    side. The pool F(x) = mean of the experts' F_e(x) gives every expert the same weight; its median is the
    smallest x with F(x) >= 1/2. Where that range is one number, all experts said it, and it is returned.
    Cooke (1991) Experts in Uncertainty, Oxford University Press (distributions, range, equal weights);
    Stone (1961) Annals of Mathematical Statistics 32:1339 (linear pool).

    >>> pool_median([[2028, 2033, 2041]])
    2033.0
    >>> pool_median([[0, 10, 20], [20, 30, 40]])
    20.0
    """
    table = np.atleast_2d(np.asarray(quantiles, dtype=float))
    if table.size == 0:
        return None
    low, high = table.min(), table.max()
    margin = OVERSHOOT * (high - low)
    if margin == 0:
        return float(low)
    shares = np.array([0.0, *LEVELS, 1.0])
    ends = np.column_stack([np.full(len(table), low - margin), table, np.full(len(table), high + margin)])
    points = np.unique(ends)
    reached = np.mean([np.interp(points, places, shares) for places in ends], axis=0)
    before = np.mean([_just_before(points, places, shares) for places in ends], axis=0)
    index = int(np.argmax(reached >= 0.5))
    if before[index] <= 0.5:
        return float(points[index])
    part = (0.5 - reached[index - 1]) / (before[index] - reached[index - 1])
    return float(points[index - 1] + part * (points[index] - points[index - 1]))


def _just_before(
    points: NDArray[np.float64], places: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a distribution function just before each point; where quantiles coincide it jumps there."""
    return 1 - np.interp(-points, -places[::-1], 1 - shares[::-1])
