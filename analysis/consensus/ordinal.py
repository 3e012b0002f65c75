"""Further measures of spread on an ordinal scale, from the counts of one item over the whole scale.

They say in other units what van der Eijk's A and Leik's D (`analysis.consensus.dispersion`) say;
protocols that name one of them find it here. None decides a verdict. Undefined is None.
"""

from math import log2, sqrt

import numpy as np
from numpy.typing import ArrayLike

from analysis.consensus.dispersion import checked_counts
from analysis.errors import ScaleMismatch


def strength_towards(counts: ArrayLike, target: int) -> float | None:
    """Return Tastle and Wierman's Agt, the strength of agreement towards a point, from 0 to 1.

    1 + Σ p_i log2(1 - |i - τ| / (2 (K-1))); `target` is the place τ of the point, counted from 0. All at
    the target: 1; all at the far end from a target at an end: 0. Equal distances between the points are
    assumed. None without answers; a target off the scale is refused.

    Source: Tastle & Wierman (2005, 2007) International Journal of Approximate Reasoning 45:531.

    >>> strength_towards([5, 0, 0, 0, 5], 4)
    0.5
    """
    counts = checked_counts(counts)
    if not 0 <= target < counts.size:
        raise ScaleMismatch(f"the target is place {target}; expected one from 0 to {counts.size - 1}")
    total = counts.sum()
    if total == 0:
        return None
    return 1 + sum(
        share * log2(1 - abs(point - target) / (2 * (counts.size - 1)))
        for point, share in enumerate((counts / total).tolist())
    )


def berry_mielke_iov(counts: ArrayLike) -> float | None:
    """Return Berry and Mielke's index of ordinal variation, from 0 (all alike) to 1 (two extremes).

    Σ_{i<j} f_i f_j (j - i) / T with T = N² (K-1)/4 for even N and (N²-1)(K-1)/4 for odd N, the most that
    N answers can reach. None below two answers. Counts are whole numbers.

    Source: Berry & Mielke (1992) Perceptual and Motor Skills 74:63.

    >>> round(berry_mielke_iov([30, 40, 210, 130, 530, 50, 10]), 6)
    0.402667
    """
    counts = checked_counts(counts)
    n = float(counts.sum())
    if n < 2:
        return None
    below = np.cumsum(counts)[:-1]
    # Each pair is counted once for every step between its two points.
    return float((below * (n - below)).sum()) / ((n**2 - n % 2) * (counts.size - 1) / 4)


def blair_lacy_l(counts: ArrayLike) -> float | None:
    """Return Blair and Lacy's l, the concentration of ordinal answers, from 0 (extremes) to 1 (all alike).

    √(Σ_{i<K} (F_i - ½)² / ((K-1)/4)) over the cumulative shares F. None without answers. Its square is one
    minus Berry and Mielke's index where N is even.

    Source: Blair & Lacy (2000) Sociological Methods & Research 28:251.

    >>> round(blair_lacy_l([30, 40, 210, 130, 530, 50, 10]), 6)
    0.772873
    """
    counts = checked_counts(counts)
    if counts.sum() == 0:
        return None
    cumulative = np.cumsum(counts)[:-1] / counts.sum()
    return sqrt(float(((cumulative - 0.5) ** 2).sum()) / ((counts.size - 1) / 4))
