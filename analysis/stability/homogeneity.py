"""Marginal homogeneity: did the distribution of the answers change, the experts being the same?"""

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.consensus.rules import box_size
from analysis.consensus.tails import chi2_tail
from analysis.errors import InvalidRatings
from analysis.ratings import Scale

SMALL_PANEL = 25
_MOST_OUTCOMES = 100_000


def stuart_maxwell(table: ArrayLike) -> tuple[float, int, float]:
    """Return the Stuart-Maxwell statistic of marginal homogeneity, its degrees of freedom and p.

    `table` counts the experts by first answer (rows) and second (columns). d' S⁻¹ d with d_i = n_i. - n_.i,
    S_ii = n_i. + n_.i - 2 n_ii and S_ij = -(n_ij + n_ji). Categories that nobody left or entered carry
    no information and drop out, so unused points of the scale do not matter; nobody moved gives 0, 0
    and p 1. Meant for 25 experts or more.

    Source: Stuart (1955) Biometrika 42:412; Maxwell (1970) British Journal of Psychiatry 116:651.
    """
    moved, spread = _moves_and_spread(table)
    df = int(np.linalg.matrix_rank(spread, hermitian=True))
    if df == 0:
        return 0.0, 0, 1.0
    difference = moved.sum(axis=1) - moved.sum(axis=0)
    statistic = float(difference @ np.linalg.pinv(spread, hermitian=True) @ difference)
    return statistic, df, chi2_tail(statistic, df)


def bhapkar(table: ArrayLike) -> tuple[float, int, float] | None:
    """Return Bhapkar's statistic of marginal homogeneity, its degrees of freedom and p.

    X / (1 - X/N) with X of Stuart and Maxwell: it estimates the variances without assuming that the
    margins are equal, and is the larger of the two. None where it is infinite (everybody moved, all
    in one direction) and without experts.

    Source: Bhapkar (1966) JASA 61:228; Keefe (1982) Biometrika 69:683.
    """
    n = float(np.asarray(table, dtype=float).sum())
    statistic, df, _ = stuart_maxwell(table)
    rest = 1 - statistic / n if n else 0.0
    if rest < 1e-12:
        return None
    return statistic / rest, df, chi2_tail(statistic / rest, df)


def three_bands(table: ArrayLike, scale: Scale, points: ArrayLike | None = None) -> NDArray[np.int64]:
    """Collapse a table over points of a scale to its outer thirds and what lies between them.

    `points` are the places, from 0, that the rows and columns stand for; the whole scale if not given.
    """
    table = np.asarray(table, dtype=np.int64)
    places = np.arange(scale.n_points) if points is None else np.asarray(points)
    size = box_size(scale)
    band = np.where(places < size, 0, np.where(places >= scale.n_points - size, 2, 1))
    found = np.zeros((3, 3), dtype=np.int64)
    np.add.at(found, (band[:, None], band[None, :]), table)
    return found


def exact_homogeneity_p(table: ArrayLike) -> float | None:
    """Return the exact p of Stuart and Maxwell's statistic for a table of three bands.

    Without change each expert who moved between two bands is as likely to have moved the other way, so
    the moves within each pair of bands are binomial; p adds the probability of every outcome whose
    statistic is at least the observed one. Nobody moved: 1. None beyond 100,000 outcomes.
    """
    table = np.asarray(table, dtype=np.int64)
    if table.shape != (3, 3) or (table < 0).any():
        raise InvalidRatings(f"table has the shape {table.shape}; expected 3 x 3 counts from 0 up")
    pairs = [(0, 1), (0, 2), (1, 2)]
    movers = [int(table[i, j] + table[j, i]) for i, j in pairs]
    if np.prod([float(m + 1) for m in movers]) > _MOST_OUTCOMES:
        return None
    inverse = np.linalg.pinv(_spread_of(table.astype(float)), hermitian=True)
    net = np.meshgrid(*(2 * np.arange(m + 1) - m for m in movers), indexing="ij")
    difference = np.stack([net[0] + net[1], net[2] - net[0], -net[1] - net[2]], axis=-1)
    statistics = np.einsum("...i,ij,...j->...", difference, inverse, difference)
    seen = tuple(int(table[i, j]) for i, j in pairs)
    chances = [np.array([comb(m, k) / 2**m for k in range(m + 1)]) for m in movers]
    likely = chances[0][:, None, None] * chances[1][:, None] * chances[2]
    bar = statistics[seen] - 1e-9 * max(1.0, float(statistics[seen]))
    return min(1.0, float(likely[statistics >= bar].sum()))


def _moves_and_spread(table: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.asarray(table, dtype=float)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not (table >= 0).all():
        raise InvalidRatings(f"table has the shape {table.shape}; expected a square of counts from 0 up")
    moved = table - np.diag(np.diag(table))
    moving = (moved.sum(axis=0) + moved.sum(axis=1)) > 0
    moved = moved[np.ix_(moving, moving)]
    return moved, _spread_of(moved)


def _spread_of(table: NDArray[np.float64]) -> NDArray[np.float64]:
    moved = table - np.diag(np.diag(table))
    return np.diag(moved.sum(axis=0) + moved.sum(axis=1)) - moved - moved.T
