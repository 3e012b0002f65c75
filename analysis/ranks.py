"""Ranks with ties."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def midranks(values: ArrayLike) -> NDArray[np.float64]:
    """Rank each row of numbers from 1 up; ties share the mean of their ranks.

    `values` is one row, or a table whose rows are ranked each by itself; NaN is not expected.

    >>> midranks([5, 2, 5, 9]).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    values = np.asarray(values, dtype=float)
    if values.ndim == 1:
        return _rank_row(values)
    return np.array([_rank_row(row) for row in values]).reshape(values.shape)


def _rank_row(row: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(row, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse.ravel()]
