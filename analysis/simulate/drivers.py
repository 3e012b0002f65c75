"""Describe the drivers of a simulated panel: the axis each belongs to, its loading, its pole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InvalidSetting

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SimulatedDriver:
    """Describe one driver of the truth: the axis it belongs to (0, 1, … or None), its loading and its sign.

    `cross` are further loadings by axis; `impact`, `uncertainty` and `control` are the panel's mean
    answers on the scale.
    """

    name: str
    axis: int | None = None
    loading: float = 0.0
    sign: int = 1
    cross: tuple[tuple[int, float], ...] = ()
    impact: float = 5.0
    uncertainty: float = 4.5
    control: float = 4.0


def plant_drivers(
    rng: np.random.Generator,
    n_drivers: int = 24,
    *,
    n_axes: int = 2,
    loading: float | tuple[float, float] = 0.6,
    sizes: Sequence[float] | None = None,
    noise_share: float = 0.0,
    flipped: float = 0.0,
    impact: Sequence[float] | None = None,
    uncertainty: Sequence[float] | None = None,
) -> tuple[SimulatedDriver, ...]:
    """Make drivers with a known axis each.

    `sizes` are relative sizes of the axes (equal if None); `noise_share` of the drivers, the last ones,
    belong to no axis; `flipped` is the chance of a driver that its poles run against its axis; a pair as
    `loading` draws each loading evenly between its ends; `impact` and `uncertainty` are the mean answers
    to these questions by axis, on the scale.
    """
    _check(n_drivers, n_axes, (sizes, impact, uncertainty), noise_share, flipped, loading)
    n_noise = round(noise_share * n_drivers)
    shares = np.array(sizes or [1.0] * max(n_axes, 1), dtype=float)
    edges = np.round(np.cumsum(shares / shares.sum()) * (n_drivers - n_noise)).astype(int)
    low, high = (loading, loading) if isinstance(loading, int | float) else loading
    drivers = []
    for j in range(n_drivers):
        axis = int(np.searchsorted(edges, j, side="right")) if n_axes and j < n_drivers - n_noise else None
        strength = float(rng.uniform(low, high)) if axis is not None else 0.0
        means = {
            name: float(values[axis])
            for name, values in (("impact", impact), ("uncertainty", uncertainty))
            if values and axis is not None
        }
        sign = -1 if rng.random() < flipped else 1
        drivers.append(SimulatedDriver(f"D{j + 1:02d}", axis, strength, sign, **means))
    return tuple(drivers)


def _check(
    n_drivers: int,
    n_axes: int,
    by_axis: Sequence[Sequence[float] | None],
    noise_share: float,
    flipped: float,
    loading: float | tuple[float, float],
) -> None:
    """Refuse settings that describe no drivers."""
    sizes = by_axis[0]
    strengths = np.atleast_1d(loading).tolist()
    checks = [
        ("n_drivers", n_drivers, n_drivers >= 1, "at least 1"),
        ("n_axes", n_axes, n_axes >= 0, "at least 0"),
        ("sizes", sizes, not sizes or (min(sizes) >= 0 and sum(sizes) > 0), "from 0 up and not all 0"),
        ("noise_share", noise_share, 0 <= noise_share <= 1, "a share from 0 to 1"),
        ("flipped", flipped, 0 <= flipped <= 1, "a share from 0 to 1"),
        ("loading", loading, all(-1 <= one <= 1 for one in strengths), "a loading from -1 to 1"),
    ]
    for name, values in zip(("sizes", "impact", "uncertainty"), by_axis, strict=True):
        fits = values is None or len(values) == n_axes
        checks.append((name, values, fits, f"one number for each of the {n_axes} axes"))
    for name, value, holds, expected in checks:
        if not holds:
            raise InvalidSetting(name, value, expected)


def loadings_of(drivers: Sequence[SimulatedDriver], n_axes: int) -> Array:
    """Return the true loadings, drivers x axes, signs and cross-loadings included."""
    loadings = np.zeros((len(drivers), n_axes))
    for j, driver in enumerate(drivers):
        if driver.axis is not None:
            loadings[j, driver.axis] = driver.loading * driver.sign
        for axis, strength in driver.cross:
            loadings[j, axis] += strength
    return loadings
