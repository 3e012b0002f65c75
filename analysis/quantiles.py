"""Quantiles by nine definitions, read from counts instead of from the answers one by one.

The names are numpy's; they are the nine types of Hyndman & Fan (1996) The American Statistician 50:361,
in the order 7, 1, 2, 3, 4, 5, 6, 8, 9. "IQR ≤ 1" changes its answer on about one item in ten with the
definition alone, therefore the method is always named in the results.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InvalidSetting

QUANTILE_METHODS = (
    "linear",
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "median_unbiased",
    "normal_unbiased",
)
# The plotting positions (alpha, beta) of the continuous definitions other than `linear`.
_POSITIONS = {
    "interpolated_inverted_cdf": (0.0, 1.0),
    "hazen": (0.5, 0.5),
    "weibull": (0.0, 0.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
}


def check_quantile_method(method: str) -> None:
    """Refuse a quantile definition that is not one of `QUANTILE_METHODS`."""
    if method not in QUANTILE_METHODS:
        raise InvalidSetting("quantile_method", method, QUANTILE_METHODS)


def quantile_of_counts(counts: NDArray[np.int64], share: float, method: str) -> NDArray[np.float64]:
    """Return one quantile of every row of counts, in places from 0; NaN for a row without answers.

    `counts` is items x points. The result equals `np.quantile(answers, share, method=method)` for the
    answers of each item alone, and costs nothing per answer.
    """
    cumulative = np.cumsum(counts, axis=1)
    n = cumulative[:, -1]
    index, weight = _place(n.astype(float), share, method)
    lower = np.clip(index, 0, np.maximum(n - 1, 0))
    upper = np.clip(index + 1, 0, np.maximum(n - 1, 0))
    low, high = (_order_statistic(cumulative, places) for places in (lower, upper))
    gap = high - low
    # The two forms keep the result exact at both ends, and equal to numpy's to the last bit.
    found = np.where(weight >= 0.5, high - gap * (1 - weight), low + gap * weight)
    return np.where(n > 0, found, np.nan)


def _place(
    n: NDArray[np.float64], share: float, method: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the index (from 0) of the answer below a quantile and the weight of the one above."""
    if method == "linear":
        place = (n - 1) * share
    elif method in _POSITIONS:
        alpha, beta = _POSITIONS[method]
        place = n * share + (alpha + share * (1 - alpha - beta)) - 1
    elif method == "closest_observation":
        place = n * share - 1.5
    else:
        place = n * share - 1
    index = np.floor(place)
    weight = place - index
    if method == "inverted_cdf":
        weight = (weight > 0).astype(float)
    elif method == "averaged_inverted_cdf":
        weight = np.where(weight > 0, 1.0, 0.5)
    elif method == "closest_observation":
        # Of two answers equally near, the one with the even rank, counted from 1.
        weight = np.where((weight == 0) & (index % 2 == 1), 0.0, 1.0)
    return index.astype(int), weight


def _order_statistic(cumulative: NDArray[np.int64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    return (cumulative <= index[:, None]).sum(axis=1).astype(float)
