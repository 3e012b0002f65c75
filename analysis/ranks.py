"""Ranks with ties, and rankings that name only the first few."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings


def midranks(values: ArrayLike) -> NDArray[np.float64]:
    """Rank each row of numbers from 1 up; ties share the mean of their ranks.

    `values` is one row, or a table whose rows are ranked each by itself. NaN has no rank and stays NaN.

    >>> midranks([5, 2, 5, 9]).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    values = np.asarray(values, dtype=float)
    table = np.atleast_2d(values)
    if table.size == 0:
        return np.full(values.shape, np.nan)
    order = np.argsort(table, axis=1, kind="stable")
    ordered = np.take_along_axis(table, order, axis=1)
    places = np.arange(table.shape[1])
    new = np.ones(table.shape, dtype=bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    last = np.ones(table.shape, dtype=bool)
    last[:, :-1] = new[:, 1:]
    # Every run of ties begins at its first place and ends at its last one.
    starts = np.maximum.accumulate(np.where(new, places, 0), axis=1)
    ends = np.minimum.accumulate(np.where(last, places, places[-1])[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(table.shape)
    np.put_along_axis(ranks, order, (starts + ends) / 2 + 1, axis=1)
    ranks[np.isnan(table)] = np.nan
    return ranks.reshape(values.shape)


def complete_rankings(ranks: ArrayLike, excused: ArrayLike | None = None) -> NDArray[np.float64]:
    """Let the items that a rater left unranked share the mean of the ranks that remain.

    `ranks` is raters x items, 1 the first, NaN where a rater who names only the first few stopped. A row
    without any rank stays empty. `excused` marks the cells (cannot judge) that stay empty as well.

    >>> complete_rankings([[1, 2, float("nan"), float("nan")]]).tolist()
    [[1.0, 2.0, 3.5, 3.5]]
    """
    table = np.array(ranks, dtype=float)
    if table.ndim != 2 or np.isinf(table).any():
        raise InvalidRatings(f"ranks has the shape {table.shape}; expected finite raters x items")
    known = ~np.isnan(table)
    table = midranks(table)
    n_known = known.sum(axis=1, keepdims=True)
    open_ = ~known & (n_known > 0)
    if excused is not None:
        open_ &= ~np.asarray(excused, dtype=bool)
    n_open = open_.sum(axis=1, keepdims=True)
    return np.where(open_, n_known + (n_open + 1) / 2, table)
