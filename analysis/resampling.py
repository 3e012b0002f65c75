"""Bootstrap and permutation, with a generator that the caller passes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.blocks import CELLS_AT_ONCE
from analysis.errors import InvalidRatings, InvalidSetting, TooFewExperts

Table = NDArray[np.float64]


def permutation_p(
    ranks: ArrayLike,
    rng: np.random.Generator,
    n_permutations: int = 999,
    progress: Callable[[float], None] | None = None,
) -> float:
    """Return the share of permutations in which the raters agree on the order at least as well.

    Each row of `ranks` (raters x items) is shuffled by itself, which is the hypothesis that the raters
    order the items independently; compared are the squared deviations of the sums by item, to which
    Kendall's W is proportional. (1 + #{s* ≥ s}) / (1 + permutations), so p is never 0. `progress` is
    called with the share that is done.

    Source: Phipson & Smyth (2010) Statistical Applications in Genetics 9:39.
    """
    ranks = _as_table(ranks)
    if n_permutations < 1:
        raise InvalidSetting("n_permutations", n_permutations, "1 or more")
    m, n = ranks.shape
    mean = ranks.sum() / n
    observed = float(((ranks.sum(axis=0) - mean) ** 2).sum())
    # Equal statistics differ in their last bits when the columns are summed in another order.
    bar = observed - 1e-12 * max(1.0, observed)
    at_once = max(1, CELLS_AT_ONCE // max(1, ranks.size))
    reached = done = 0
    while done < n_permutations:
        size = min(at_once, n_permutations - done)
        shuffled = rng.permuted(np.tile(ranks, (size, 1)), axis=1)
        sums = shuffled.reshape(size, m, n).sum(axis=1)
        reached += int((((sums - mean) ** 2).sum(axis=1) >= bar).sum())
        done += size
        if progress is not None:
            progress(done / n_permutations)
    return (1 + reached) / (1 + n_permutations)


def bootstrap_interval(
    values: ArrayLike,
    statistic: Callable[[Table], float | None],
    rng: np.random.Generator,
    *,
    resamples: int = 1000,
    level: float = 0.95,
) -> tuple[float, float] | None:
    """Return a percentile interval of a statistic over resampled experts (the rows of `values`).

    Resamples in which the statistic is undefined are left out; None where it is undefined in more
    than half of them. Source: Efron & Tibshirani (1993) An Introduction to the Bootstrap.
    """
    values = _as_table(values)
    if resamples < 1 or not 0 < level < 1:
        raise InvalidSetting(
            "resamples and level", (resamples, level), "1 or more, and a share between 0 and 1"
        )
    if len(values) < 2:
        raise TooFewExperts(len(values), 2)
    drawn = rng.integers(0, len(values), size=(resamples, len(values)))
    found = [figure for rows in drawn if (figure := statistic(values[rows])) is not None]
    if 2 * len(found) < resamples:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _as_table(values: ArrayLike) -> Table:
    values = np.array(values, dtype=float)
    if values.ndim != 2:
        raise InvalidRatings(f"values has {values.ndim} dimensions; expected experts x items")
    return values
