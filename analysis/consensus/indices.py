"""Indices that older protocols ask for; kept for comparison, none of them decides a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, prod

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale

CV_WARNING = (
    "mean, sd and cv treat the scale as equally spaced, and cv changes with the origin and the direction "
    "of the scale: it says nothing about consensus on a bounded scale"
)


def apmo(agree: ArrayLike, disagree: ArrayLike, answers: ArrayLike) -> float | None:
    """Return the average percent of majority opinions, as a share.

    (Σ agree over items with more than half agreeing + Σ disagree over items with more than half
    disagreeing) / Σ answers; neutral answers count in `answers` alone. All are counts per item. As a
    cut-off it falls when the panel is split. None without answers. Source: Kapoor (1987).

    >>> round(apmo([8, 3, 6], [1, 6, 3], [10, 10, 10]), 4)
    0.6667
    """
    agree, disagree, answers = (np.asarray(counts, dtype=float) for counts in (agree, disagree, answers))
    if not agree.shape == disagree.shape == answers.shape or (agree + disagree > answers).any():
        raise InvalidRatings("agree and disagree must be parts of the answers, item by item")
    if answers.sum() == 0:
        return None
    majority = agree[agree > answers / 2].sum() + disagree[disagree > answers / 2].sum()
    return float(majority / answers.sum())


def rwg(values: ArrayLike, scale: Scale) -> float | None:
    """Return within-group agreement 1 - s² / σ²_EU with the uniform null σ²_EU = (K²-1)/12.

    s² is the sample variance (n-1). It treats the scale as an interval scale, may be negative, and
    depends on the null. None below two answers.

    Source: James, Demaree & Wolf (1984) Journal of Applied Psychology 69:85.

    >>> round(rwg([5, 5, 4, 4, 5], Scale(1, 5)), 2)
    0.85
    """
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if values.size < 2:
        return None
    return 1 - float(values.var(ddof=1)) / ((scale.n_points**2 - 1) / 12)


def content_validity_ratio(n_essential: int, n: int) -> float:
    """Return Lawshe's content validity ratio (n_e - N/2) / (N/2), from -1 to 1.

    Source: Lawshe (1975) Personnel Psychology 28:563.
    """
    if not 0 <= n_essential <= n or n == 0:
        raise InvalidSetting("n_essential", n_essential, f"0 to {n} of at least one expert")
    return 2 * n_essential / n - 1


def fewest_essential(n: int, alpha: float = 0.05) -> int | None:
    """Return how many of n experts must say "essential" for a one-sided exact binomial p of alpha.

    The fewest whose upper tail under a fair coin is at most alpha; None where even all are too few
    (n < 5 at 5 %). It replaces the table printed by Lawshe in 1975.

    Source: Ayre & Scally (2014) Measurement and Evaluation in Counseling and Development 47:79.

    >>> fewest_essential(11), round(content_validity_ratio(9, 11), 3)
    (9, 0.636)
    """
    if n < 1 or not 0 < alpha < 1:
        raise InvalidSetting("n and alpha", (n, alpha), "one expert or more, and a share between 0 and 1")
    tail, fewest = 0, None
    for k in range(n, -1, -1):
        tail += comb(n, k)
        if tail / 2**n > alpha:
            break
        fewest = k
    return fewest


def group_informed_consensus(agree: Sequence[int], seen: Sequence[int]) -> float:
    """Return Π (A_g + 1) / (S_g + 2) over camps g: A agree of the S who saw the item.

    It falls with the number of camps, so it ranks the items of one study and no more. A camp that
    saw nothing counts one half. Source: Small et al. (2021) Polis, Recerca 26.

    >>> group_informed_consensus([8, 3], [10, 6])
    0.375
    """
    if len(agree) != len(seen) or any(not 0 <= a <= s for a, s in zip(agree, seen, strict=False)):
        raise InvalidRatings("agree must be a part of seen, camp by camp")
    return prod((a + 1) / (s + 2) for a, s in zip(agree, seen, strict=True))


@dataclass(frozen=True)
class Moments:
    """Hold mean, standard deviation and coefficient of variation; None where undefined."""

    mean: float | None
    sd: float | None
    cv: float | None


def moments(values: ArrayLike) -> Moments:
    """Return the mean, the standard deviation s (n-1) and the coefficient of variation s / mean.

    They treat the scale as an interval scale. The coefficient of variation is here because old protocols
    name it, with `CV_WARNING`: the same answers give .38 on 1-5, .62 on 0-4 and .28 when reversed. The
    deviation needs two answers, the coefficient a mean other than 0.
    """
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if values.size == 0:
        return Moments(None, None, None)
    mean = float(values.mean())
    sd = float(values.std(ddof=1)) if values.size > 1 else None
    return Moments(mean, sd, None if sd is None or mean == 0 else sd / mean)
