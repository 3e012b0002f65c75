"""Change of one item between two rounds: how much, in which direction, and whether by chance.

Every function takes the same experts in both rounds: unpaired tests treat one panel as two.
"""

from math import comb, erfc, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings, InvalidSetting

ALTERNATIVES = ("two-sided", "greater", "less")
_EXACT_UP_TO = 200


def net_change(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return the net change of the distribution between two rounds, from 0 to 1.

    ½ Σ_k |f2_k - f1_k| / n over the counts at every point of the scale. It looks at the histogram and
    not at people: two experts who swap their answers leave it at 0. None without answers. The
    counts must be of the same experts, so that both sums are n.

    Source: Scheibe, Skutsch & Schofer (1975), in Linstone & Turoff, The Delphi Method, 262-287.

    >>> round(net_change([1, 4, 6, 3, 1], [0, 3, 8, 3, 1]), 4)
    0.1333
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.shape != second.shape or first.sum() != second.sum():
        raise InvalidRatings(
            f"the rounds count {first.sum():g} and {second.sum():g} answers; expected the same experts"
        )
    return None if first.sum() == 0 else float(np.abs(second - first).sum() / 2 / first.sum())


def wilcoxon_signed_rank(
    differences: ArrayLike, alternative: str = "two-sided"
) -> tuple[float, float] | None:
    """Return the signed-rank statistic V and its exact p.

    V is the sum of the midranks of |d| over the positive differences; zeros are dropped. p counts
    the sign patterns that lead at least as far, ties and all; above 200 differences it is the
    normal approximation with the tie correction. No difference but zero gives V 0 and p 1; no
    difference at all gives None. It tests for a shift; a large p does not prove stability.

    Source: Wilcoxon (1945) Biometrics Bulletin 1:80; Hollander & Wolfe (1973).

    >>> wilcoxon_signed_rank([0, 0, 1, 0, 1, 0, 1, 1, 0, 1])
    (15.0, 0.0625)
    """
    if alternative not in ALTERNATIVES:
        raise InvalidSetting("alternative", alternative, ALTERNATIVES)
    differences = np.asarray(differences, dtype=float)
    if differences.size == 0:
        return None
    sizes, place = np.unique(np.abs(differences[differences != 0]), return_inverse=True)
    rising = differences[differences != 0] > 0
    counts = [np.bincount(place[side], minlength=sizes.size) for side in (rising, ~rising)]
    v, below, above = signed_rank_tails(*counts)
    p = {"less": below, "greater": above, "two-sided": min(1.0, 2 * min(below, above))}[alternative]
    return v, p


def signed_rank_tails(rises: NDArray[np.int64], falls: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return V and its lower and upper tail from the rises and falls of every size, smallest size first."""
    tied = rises + falls
    ends = np.cumsum(tied)
    # Twice the midranks are whole numbers, which keeps the counting exact.
    ranks = 2 * ends - tied + 1
    v, n = int(ranks @ rises), int(ends[-1]) if ends.size else 0
    tails = _exact_tails if n <= _EXACT_UP_TO else _normal_tails
    return v / 2, *tails(ranks, tied, v)


def _exact_tails(ranks: NDArray[np.int64], tied: NDArray[np.int64], v: int) -> tuple[float, float]:
    ways = np.ones(1)
    for rank in np.repeat(ranks, tied).tolist():
        longer = np.zeros(ways.size + rank)
        longer[: ways.size] = ways
        longer[rank:] += ways
        # Halving as we go keeps the counts probabilities.
        ways = longer / 2
    # The distribution is symmetric: summing the same end for both tails keeps mirrored answers alike.
    other = ways.size - 1 - v
    return min(1.0, float(ways[: v + 1].sum())), min(1.0, float(ways[: other + 1].sum()))


def _normal_tails(ranks: NDArray[np.int64], tied: NDArray[np.int64], v: int) -> tuple[float, float]:
    spread = sqrt(float((tied * ranks.astype(float) ** 2).sum())) / 2
    z = (v - float(ranks @ tied) / 2) / spread
    return erfc(-z / sqrt(2)) / 2, erfc(z / sqrt(2)) / 2


def holm(p_values: list[float | None]) -> list[float | None]:
    """Adjust p values for being several, by Holm's step-down method; None stays None.

    The i-th smallest of m is multiplied by m - i + 1, kept at least as large as the one before it
    and at most 1. Source: Holm (1979) Scandinavian Journal of Statistics 6:65.

    >>> holm([0.01, None, 0.04, 0.03])
    [0.03, None, 0.06, 0.06]
    """
    known = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for place, (p, i) in enumerate(known):
        largest = max(largest, min(1.0, p * (len(known) - place)))
        adjusted[i] = largest
    return adjusted


def mcnemar(entered: int, left: int) -> tuple[float, float, float]:
    """Return McNemar's χ² with continuity correction, its p, and the exact two-sided p.

    `entered` experts moved into a band between two rounds, `left` moved out; those who stayed say
    nothing about the change. χ² = (|b-c| - 1)² / (b+c) with one degree of freedom; exact: the
    smaller of both under a fair coin, doubled. Below 25 movers the exact p is the one to read.
    Nobody moved: χ² 0 and p 1.

    Source: McNemar (1947) Psychometrika 12:153; Agresti (1990) Categorical Data Analysis, 350.

    >>> mcnemar(1, 6)[2]
    0.125
    """
    if entered < 0 or left < 0:
        raise InvalidRatings(f"{entered} entered and {left} left; expected counts from 0 up")
    n = entered + left
    chi2 = max(0, abs(entered - left) - 1) ** 2 / n if n else 0.0
    exact = min(1.0, 2 * sum(comb(n, k) for k in range(min(entered, left) + 1)) / 2**n)
    return chi2, erfc(sqrt(chi2 / 2)), exact
