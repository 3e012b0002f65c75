"""Tell where a panel stands on two axes as a cloud: two ellipses, and no person in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings

Array = NDArray[np.float64]

SHARES = (0.5, 0.8)
MIN_EXPERTS = 10
N_CORNERS = 48
"""So many corners make an ellipse that looks round in print."""


@dataclass(frozen=True)
class Cloud:
    """Hold the centre of a panel and the outlines within which a share of it lies, on -1..1 by -1..1."""

    centre: tuple[float, float]
    outlines: tuple[tuple[float, tuple[tuple[float, float], ...]], ...]
    n: int

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return {
            "centre": list(self.centre),
            "outlines": [
                {"share": share, "points": [list(point) for point in points]}
                for share, points in self.outlines
            ],
            "n": self.n,
        }


def place_on_axes(values: ArrayLike, axes: ArrayLike, low: float, high: float) -> Array:
    """Return each expert's place on the two axes, experts x 2, -1 at the low end and 1 at the high one.

    t_ea = mean over the drivers j of axis a that e rated of s_ja (2 x_ej - low - high) / (high - low).
    `values` is experts x drivers with NaN for no answer, `axes` drivers x 2 with the signs s_ja of the
    drivers of each axis and 0 elsewhere. Who rated no driver of an axis has NaN there. The mean treats
    the steps of the scale as equally wide. Source: docs/methods.md.
    """
    ratings, signs = np.asarray(values, dtype=float), np.asarray(axes, dtype=float)
    if ratings.ndim != 2 or signs.shape != (ratings.shape[1], 2):
        raise InvalidRatings(f"ratings {ratings.shape} and axes {signs.shape} do not fit together")
    steps = (2 * ratings - low - high) / (high - low)
    places = np.full((ratings.shape[0], 2), np.nan)
    for axis in (0, 1):
        own = np.sign(signs[:, axis]) * steps
        known = ~np.isnan(own) & (signs[:, axis] != 0)
        counts = known.sum(axis=1)
        sums = np.where(known, own, 0.0).sum(axis=1)
        places[counts > 0, axis] = sums[counts > 0] / counts[counts > 0]
    return places


def outline_cloud(places: ArrayLike, shares: Sequence[float] = SHARES) -> Cloud | None:
    """Return the ellipses around the panel's mean within which the shares of its experts lie.

    The ellipses follow the covariance matrix; their size is the quantile of the experts' Mahalanobis
    distances at each share. None below ten experts placed on both axes, or when these do not spread over
    the plane. Figures are rounded to thousandths.
    """
    known = np.asarray(places, dtype=float)
    known = known[~np.isnan(known).any(axis=1)]
    if len(known) < MIN_EXPERTS:
        return None
    centre, spread = known.mean(axis=0), np.cov(known.T)
    sizes, directions = np.linalg.eigh(spread)
    if sizes.min() < 1e-6:
        return None
    directions = directions * np.where(directions.sum(axis=0) < 0, -1.0, 1.0)
    distances = np.sqrt((((known - centre) @ directions) ** 2 / sizes).sum(axis=1))
    angles = np.linspace(0, 2 * np.pi, N_CORNERS, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    outlines = []
    for share in shares:
        rim = centre + (circle * np.quantile(distances, share) * np.sqrt(sizes)) @ directions.T
        points = np.round(np.clip(rim, -1, 1), 3) + 0.0
        outlines.append((float(share), tuple((float(a), float(b)) for a, b in points)))
    middle = np.round(centre, 2) + 0.0
    return Cloud((float(middle[0]), float(middle[1])), tuple(outlines), len(known))
