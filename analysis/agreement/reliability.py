"""Agreement of raters beyond chance: weighted kappa, Fleiss' kappa, Krippendorff's alpha.

None of them is a verdict of consensus: where all items are rated high there is little between-item
variance, and alpha and kappa are low although everybody agrees.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale

KAPPA_WEIGHTS = {"none": 0, "linear": 1, "quadratic": 2}
ALPHA_METRICS = ("nominal", "ordinal", "interval")


def weighted_kappa(
    first: ArrayLike, second: ArrayLike, scale: Scale, weights: str = "quadratic"
) -> float | None:
    """Return Cohen's weighted kappa of two series of answers over the full scale.

    1 - Σ w o / Σ w e with w = (|i-j| / (K-1))², or its root for "linear", or i ≠ j for "none"; o the
    observed and e the expected shares of the table of first by second answers. The table covers
    every point of the scale: weights by the observed points alone change the figure.

    Pairs with a missing answer are left out. None without pairs, and where both series are the
    same constant, so that no disagreement is expected.

    Source: Cohen (1968) Psychological Bulletin 70:213.

    >>> round(weighted_kappa([1, 2, 9, 9], [1, 9, 9, 2], Scale(1, 9), "linear"), 6)
    0.096774
    """
    if weights not in KAPPA_WEIGHTS:
        raise InvalidSetting("weights", weights, KAPPA_WEIGHTS)
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.shape != second.shape or first.ndim != 1:
        raise InvalidRatings(
            f"the answers have the shapes {first.shape} and {second.shape}; expected two equal rows"
        )
    paired = ~np.isnan(first) & ~np.isnan(second)
    first, second = first[paired], second[paired]
    if not (scale.holds(first).all() and scale.holds(second).all()):
        raise InvalidRatings(f"an answer is not a whole number from {scale.low} to {scale.high}")
    if first.size == 0:
        return None
    return _kappa(first, second, scale, KAPPA_WEIGHTS[weights])


def _kappa(first: NDArray, second: NDArray, scale: Scale, power: int) -> float | None:
    # Whole numbers throughout, so the order of the raters cannot touch the last bit.
    counts = [np.bincount((row - scale.low).astype(int), minlength=scale.n_points) for row in (first, second)]
    gaps = np.abs(scale.points[:, None] - scale.points[None, :])
    gaps = gaps**power if power else (gaps > 0).astype(int)
    observed = int(gaps[(first - scale.low).astype(int), (second - scale.low).astype(int)].sum())
    expected = int(counts[0] @ gaps @ counts[1])
    return None if expected == 0 else 1 - first.size * observed / expected


def fleiss_kappa(counts: ArrayLike) -> float | None:
    """Return Fleiss' kappa from a table of subjects x categories, every subject rated equally often.

    (P̄ - Σ p_j²) / (1 - Σ p_j²), P̄ the mean of (Σ f_ij² - r) / (r (r-1)). For nominal categories: it
    does not know their order. None with fewer than two raters, and where one category took all.

    Source: Fleiss (1971) Psychological Bulletin 76:378.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 2 or counts.size == 0 or (counts < 0).any() or not np.isfinite(counts).all():
        raise InvalidRatings("counts is not a table of subjects x categories with counts from 0 up")
    n_raters = counts.sum(axis=1)
    if np.unique(n_raters).size > 1:
        raise InvalidRatings(
            f"a subject has {n_raters.min():g} and another {n_raters.max():g} ratings; expected equally many"
        )
    r = float(n_raters[0])
    if r < 2:
        return None
    agreement = float((((counts**2).sum(axis=1) - r) / (r * (r - 1))).mean())
    chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    return None if np.count_nonzero(counts.sum(axis=0)) == 1 else (agreement - chance) / (1 - chance)


def krippendorff_alpha(values: ArrayLike, metric: str = "ordinal") -> float | None:
    """Return Krippendorff's alpha of raters x units, missing answers as NaN.

    1 - (N-1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck over pairs of values c, k; o the coincidences within units
    Σ_u n_uc (n_uk - [c=k]) / (m_u - 1), n their margins. δ² is [c≠k] for "nominal", (c-k)² for
    "interval", and (Σ_{g=c..k} n_g - (n_c + n_k)/2)² for "ordinal".

    A unit with one answer drops out. None where no unit has two, or all paired answers are equal.

    Source: Krippendorff (2011) Computing Krippendorff's Alpha-Reliability.
    """
    if metric not in ALPHA_METRICS:
        raise InvalidSetting("metric", metric, ALPHA_METRICS)
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or np.isinf(values).any():
        raise InvalidRatings(f"values has the shape {values.shape}; expected finite raters x units")
    values = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    levels = np.unique(values[~np.isnan(values)])
    if levels.size < 2:
        return None
    counts = np.stack([(values == level).sum(axis=0) for level in levels]).astype(float)
    pairs = counts / (counts.sum(axis=0) - 1)
    coincidences = pairs @ counts.T - np.diag(pairs.sum(axis=1))
    margins = counts.sum(axis=1)
    distances = _distances(levels, margins, metric)
    expected = float(margins @ distances @ margins)
    return 1 - (margins.sum() - 1) * float((coincidences * distances).sum()) / expected


def _distances(levels: NDArray, margins: NDArray, metric: str) -> NDArray:
    if metric == "nominal":
        return 1 - np.eye(levels.size)
    # Midranks: the ordinal distance of two values is the answers that lie between them.
    positions = levels if metric == "interval" else np.cumsum(margins) - margins / 2
    return (positions[:, None] - positions[None, :]) ** 2
