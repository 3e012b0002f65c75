"""How two series of numbers go together: order of items, spread of answers, prediction of answers."""

from math import copysign, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.consensus.tails import t_tail
from analysis.errors import InvalidRatings
from analysis.ranks import midranks

MIN_ITEMS_FOR_ORDER = 5
MIN_FOR_SPREAD = 4


def spearman_rho(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return Spearman's rank correlation with midranks; None where one series is constant or too short.

    Source: Spearman (1904) American Journal of Psychology 15:72.

    >>> round(spearman_rho([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]), 2)
    0.8
    """
    first, second = _paired(first, second)
    return None if first.size < 2 else _pearson(midranks(first), midranks(second))


def kendall_tau_b(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return Kendall's tau-b, (C - D) / √((P - T₁)(P - T₂)) over the P pairs, T tied in either series.

    None where one series is constant or has fewer than two numbers.

    Source: Kendall (1945) Biometrika 33:239.

    >>> round(kendall_tau_b([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]), 2)
    0.6
    """
    first, second = _paired(first, second)
    signs = [np.sign(row[:, None] - row[None, :]) for row in (first, second)]
    untied = float((signs[0] ** 2).sum()) * float((signs[1] ** 2).sum())
    return None if untied == 0 else float((signs[0] * signs[1]).sum()) / sqrt(untied)


def pitman_morgan(first: ArrayLike, second: ArrayLike) -> tuple[float, float] | None:
    """Return r and the two-sided p of the Pitman-Morgan test for equal variances of paired answers.

    r is the correlation of the sums and differences, r(x + y, x - y), with t = r √((n-2) / (1-r²)) on n-2
    degrees of freedom. r above 0: the second answers lie closer together than the first (convergence).
    Tests that take the rounds for independent samples (Levene, F) do not fit one panel asked twice.
    None below four pairs, and where all sums or all differences are equal. r = ±1 has p 0.

    Source: Pitman (1939) Biometrika 31:9; Morgan (1939) Biometrika 31:13.
    """
    first, second = _paired(first, second)
    r = _pearson(first + second, first - second) if first.size >= MIN_FOR_SPREAD else None
    if r is None:
        return None
    if abs(r) > 1 - 1e-12:
        return copysign(1.0, r), 0.0
    df = first.size - 2
    return r, t_tail(r * sqrt(df / (1 - r * r)), df)


def goodman_kruskal_lambda(table: ArrayLike) -> float | None:
    """Return Goodman and Kruskal's lambda: how far first answers (rows) tell the second ones (columns).

    (Σ_i max_j n_ij - max_j n_.j) / (N - max_j n_.j): the share of wrong guesses of the second answer that
    knowing the first one saves. None without experts, and where all gave one second answer.

    Source: Goodman & Kruskal (1954) JASA 49:732; used for individual stability by Chaffin & Talley (1980).

    >>> goodman_kruskal_lambda([[4, 1], [1, 4]])
    0.6
    """
    table = np.asarray(table)
    most = table.sum(axis=0).max()
    wrong = table.sum() - most
    return None if wrong == 0 else float((table.max(axis=1).sum() - most) / wrong)


def _paired(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.shape != second.shape or first.ndim != 1:
        raise InvalidRatings(
            f"the series have the shapes {first.shape} and {second.shape}; expected equal rows"
        )
    known = ~np.isnan(first) & ~np.isnan(second)
    return first[known], second[known]


def _pearson(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    first, second = first - first.mean(), second - second.mean()
    spread = sqrt(float(first @ first) * float(second @ second))
    return None if spread == 0 else max(-1.0, min(1.0, float(first @ second) / spread))
