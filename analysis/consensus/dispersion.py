"""Position and spread of the answers to one item, from the answers or from their counts.

`counts` always covers the whole scale, zeros included: position k holds the number of answers
at the k-th point. Answers are plain arrays without NaN. Undefined figures are None; the callers
give the reason.
"""

from functools import lru_cache
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings, ScaleMismatch
from analysis.quantiles import check_quantile_method
from analysis.ratings import Scale

MIN_FOR_QUARTILES = 4
RAND_SCALE = Scale(1, 9)
_RAND_BASE = 2.35
_RAND_SLOPE = 1.5
_RAND_MIDDLE = 5.0


def count_answers(values: ArrayLike, scale: Scale) -> NDArray[np.int64]:
    """Count the answers at every point of the scale; NaN is not counted."""
    values = np.asarray(values, dtype=float).ravel()
    numbers = values[~np.isnan(values)]
    if not scale.holds(numbers).all():
        raise ScaleMismatch(f"an answer is not a whole number from {scale.low} to {scale.high}")
    return np.bincount((numbers - scale.low).astype(int), minlength=scale.n_points)


def quartiles(values: ArrayLike, method: str = "linear") -> tuple[float, float, float] | None:
    """Return Q1, the median and Q3; None below four answers.

    The median is the middle answer, for even n the mean of the two middle ones, whatever the
    method. `method` is a quantile definition of numpy; `linear` is type 7 of Hyndman & Fan (1996),
    the default of R and of Excel's PERCENTILE.INC (`analysis.quantiles`).

    >>> quartiles([1, 2, 3, 4, 5])
    (2.0, 3.0, 4.0)
    """
    check_quantile_method(method)
    values = np.asarray(values, dtype=float)
    if values.size < MIN_FOR_QUARTILES:
        return None
    low, high = np.quantile(values, [0.25, 0.75], method=method)
    return float(low), float(np.median(values)), float(high)


_normal_quantile = lru_cache(maxsize=16)(NormalDist().inv_cdf)


def wilson_interval(hits: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """Return the Wilson score interval of a share; None if n is 0.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), Wilson (1927) JASA 22:209.

    >>> [round(end, 2) for end in wilson_interval(8, 10)]
    [0.49, 0.94]
    """
    if n == 0:
        return None
    z = _normal_quantile(0.5 + level / 2)
    share = hits / n
    middle = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # At 0 and 1 the exact ends are 0 and 1; rounding would leave them a hair outside.
    low = 0.0 if hits == 0 else (middle - reach) / whole
    high = 1.0 if hits == n else (middle + reach) / whole
    return low, high


def van_der_eijk_a(counts: ArrayLike) -> float | None:
    """Return van der Eijk's coefficient of agreement A, from -1 to +1.

    The counts are peeled into layers. A layer takes the smallest remaining count m from every used
    point; its pattern of S used points of K scores U (1 - (S-1)/(K-1)), where U compares the triples
    110 and 011 (TU) with 101 (TDU): U = ((K-2) TU - (K-1) TDU) / ((K-2)(TU + TDU)). A is the mean
    of the layers weighted by m S / n. All answers alike: +1; a flat histogram: 0; two halves at
    the ends: -1. None without answers or with fewer than three points.

    Source: van der Eijk (2001) Quality & Quantity 35:325.

    >>> van_der_eijk_a([30, 40, 210, 130, 530, 50, 10])
    0.6113333333333333
    """
    return number_or_none(agreement_of_rows(checked_counts(counts)[None])[0])


def agreement_of_rows(counts: NDArray) -> NDArray[np.float64]:
    """Return `van_der_eijk_a` of every row of counts, NaN where it is undefined."""
    rest = np.array(counts, dtype=float)
    total = rest.sum(axis=1)
    agreement = np.where((total > 0) & (rest.shape[1] >= 3), 0.0, np.nan)
    if rest.shape[1] < 3:
        return agreement
    whole = np.where(total > 0, total, 1.0)
    while (used := rest > 0).any():
        smallest = np.where(used, rest, np.inf).min(axis=1)
        smallest[~used.any(axis=1)] = 0
        agreement += smallest * used.sum(axis=1) / whole * _score_layers(used)
        rest = np.where(used, rest - smallest[:, None], 0)
        # Counts may be shares; what a subtraction leaves below this is no count.
        rest[rest < 1e-12 * whole[:, None]] = 0
    return agreement


def _score_layers(pattern: NDArray[np.bool_]) -> NDArray[np.float64]:
    k, used = pattern.shape[1], pattern.sum(axis=1)
    before, empty_before = np.cumsum(pattern, axis=1), np.cumsum(~pattern, axis=1)
    after, empty_after = used[:, None] - before, (k - used)[:, None] - empty_before
    # For each middle point: used on both sides of a hole, or a used neighbour pair beside a hole.
    broken = np.where(pattern, 0, before * after).sum(axis=1)
    unimodal = np.where(pattern, (before - 1) * empty_after + empty_before * after, 0).sum(axis=1)
    triples = np.maximum(unimodal + broken, 1)
    u = ((k - 2) * unimodal - (k - 1) * broken) / ((k - 2) * triples)
    return np.where(used == 1, 1.0, u * (1 - (used - 1) / (k - 1)))


def tastle_wierman(counts: ArrayLike) -> float | None:
    """Return Tastle and Wierman's consensus Cns, from 0 (two extremes) to 1 (all alike).

    1 + Σ p_i log2(1 - |i - μ| / (K-1)) with the mean μ: it treats the points as equally spaced, and
    a flat histogram is not 0. None without answers.

    Source: Tastle & Wierman (2007) International Journal of Approximate Reasoning 45:531.

    >>> tastle_wierman([5, 0, 0, 0, 5])
    0.0
    """
    return number_or_none(tastle_wierman_of_rows(checked_counts(counts)[None])[0])


def tastle_wierman_of_rows(counts: NDArray) -> NDArray[np.float64]:
    """Return `tastle_wierman` of every row of counts, NaN where it is undefined."""
    shares = shares_of_rows(counts)
    points = np.arange(shares.shape[1])
    mean = (shares * points).sum(axis=1)
    nearness = 1 - np.abs(points - mean[:, None]) / (shares.shape[1] - 1)
    # Unused points count nothing: at an end they would ask for 0 · log 0.
    return 1 + (shares * np.log2(np.where(shares > 0, nearness, 1))).sum(axis=1)


def leik_d(counts: ArrayLike) -> float | None:
    """Return Leik's ordinal dispersion D, from 0 (all alike) to 1 (two extremes).

    Σ d_i / ((K-1)/2) with d_i = F_i if F_i ≤ 0.5 else 1 - F_i, F the cumulative shares. It uses the
    order of the points alone. None without answers. Source: Leik (1966) Pacific Soc. Rev. 9:85.

    >>> round(leik_d([30, 40, 210, 130, 530, 50, 10]), 4)
    0.2867
    """
    return number_or_none(leik_d_of_rows(checked_counts(counts)[None])[0])


def leik_d_of_rows(counts: NDArray) -> NDArray[np.float64]:
    """Return `leik_d` of every row of counts, NaN where it is undefined."""
    total = np.asarray(counts).sum(axis=1, dtype=float)
    cumulative = np.cumsum(counts, axis=1)[:, :-1] / np.where(total > 0, total, np.nan)[:, None]
    return np.minimum(cumulative, 1 - cumulative).sum(axis=1) / (cumulative.shape[1] / 2)


def shares_of_rows(counts: NDArray) -> NDArray[np.float64]:
    """Divide every row of counts by its sum; NaN without answers."""
    counts = np.asarray(counts, dtype=float)
    total = counts.sum(axis=1, keepdims=True)
    return counts / np.where(total > 0, total, np.nan)


def number_or_none(figure: float) -> float | None:
    """Return a figure as a plain number, None for NaN."""
    return None if np.isnan(figure) else float(figure)


def disagreement_index(values: ArrayLike, scale: Scale, method: str = "linear") -> float | None:
    """Return the RAND/UCLA disagreement index IPR / IPRAS; above 1 the panel disagrees.

    IPR = P70 - P30, IPRAS = 2.35 + 1.5 |5 - (P30 + P70)/2|. The constants were fitted to the scale
    from 1 to 9: on any other the figure is None. None without answers too.

    Source: Fitch et al. (2001) RAND MR-1269.

    >>> round(disagreement_index([4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9], Scale(1, 9)), 4)
    0.1639
    """
    check_quantile_method(method)
    values = np.asarray(values, dtype=float)
    if scale != RAND_SCALE or values.size == 0:
        return None
    low, high = (float(end) for end in np.quantile(values, [0.3, 0.7], method=method))
    return compare_with_symmetry(low, high)


def compare_with_symmetry(low: float, high: float) -> float:
    """Return the RAND/UCLA disagreement index of P30 and P70."""
    return (high - low) / (_RAND_BASE + _RAND_SLOPE * abs(_RAND_MIDDLE - (low + high) / 2))


def checked_counts(counts: ArrayLike) -> NDArray[np.float64]:
    """Return the counts of one item as an array; refuse what are no counts."""
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 1 or counts.size < 2:
        raise InvalidRatings(f"counts has the shape {counts.shape}; expected one count per scale point")
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise InvalidRatings("counts holds a negative or infinite count; expected counts from 0 up")
    return counts
