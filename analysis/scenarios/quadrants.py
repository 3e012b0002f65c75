"""Name the four scenarios of two axes and read ratings of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings

Array = NDArray[np.float64]

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
MIN_RATERS = 5


def read_quadrants(values: ArrayLike, name: str) -> Array:
    """Return ratings of the four scenarios as experts x 4; refuse any other shape."""
    values = np.array(values, dtype=float)
    if values.ndim != 2 or values.shape[1] != len(QUADRANTS):
        raise InvalidRatings(f"{name} has the shape {values.shape}; expected experts x 4 scenarios")
    return values


def median_of_enough(values: ArrayLike) -> float | None:
    """Return the median of the numbers, None below five of them."""
    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size >= MIN_RATERS else None
