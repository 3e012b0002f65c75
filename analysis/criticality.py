"""Find the critical uncertainties: drivers of high impact and high uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings
from analysis.ratings import Scale

Array = NDArray[np.float64]

CELLS = ("critical", "predetermined", "watch", "background")
HIGH = 0.5  # both measures run from 0 to 1; from here on they count as high
INTERVAL = (0.1, 0.9)
MIN_ANSWERS = 3  # fewer answers give a number that one person can turn over
_UNDEFINED = {
    "impact": "fewer than three experts rated the impact",
    "uncertainty": "fewer than three experts rated the uncertainty or the expected state",
}


@dataclass(frozen=True)
class DriverCriticality:
    """Hold the criticality of one driver; None where too few answered, with the reason in `undefined`.

    `impact`, `uncertainty`, `dispersion` and `value` run from 0 to 1; the intervals are 80 % bootstrap
    intervals over experts; `p_critical` is the share of resamples in which the driver falls into the
    critical cell.
    """

    item: str
    impact: float | None
    uncertainty: float | None
    dispersion: float | None
    value: float | None
    p_critical: float | None
    cell: str | None
    impact_interval: tuple[float, float] | None
    uncertainty_interval: tuple[float, float] | None
    n: int
    undefined: dict[str, str]

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        names = ("impact", "uncertainty", "dispersion", "value", "p_critical", "cell", "n", "undefined")
        intervals = {
            name: None if getattr(self, name) is None else list(getattr(self, name))
            for name in ("impact_interval", "uncertainty_interval")
        }
        return {name: getattr(self, name) for name in names} | intervals


@dataclass(frozen=True)
class Criticality:
    """Hold the criticality of every driver and the draws of c (resamples x drivers, NaN if undefined)."""

    drivers: tuple[DriverCriticality, ...]
    draws: Array

    def values(self) -> Array:
        """Return c per driver in the order given, NaN where undefined."""
        return np.array([np.nan if driver.value is None else driver.value for driver in self.drivers])

    def cells(self) -> tuple[str | None, ...]:
        """Return the cell per driver in the order given."""
        return tuple(driver.cell for driver in self.drivers)

    def top(self, count: int) -> tuple[str, ...]:
        """Return the `count` drivers of largest c, for panels so lenient that everything looks critical."""
        known = [driver for driver in self.drivers if driver.value is not None]
        return tuple(driver.item for driver in sorted(known, key=lambda one: (-one.value, one.item))[:count])

    def as_dict(self) -> dict:
        """Return the JSON-ready form, one entry per driver."""
        return {driver.item: driver.as_dict() for driver in self.drivers}


def assess_criticality(
    impact: ArrayLike,
    uncertainty: ArrayLike,
    expectation: ArrayLike,
    scale: Scale,
    items: Sequence[str],
    rng: np.random.Generator,
    resamples: int = 500,
) -> Criticality:
    """Place every driver by impact and uncertainty and say how sure the panel's size makes that.

    i_j = (mean I_j - low) / (high - low); disp_j = Leik's D of the expected state E_j; u_j = ((mean U_j
    - low) / (high - low) + disp_j) / 2; c_j = sqrt(i_j u_j). Cells with .5 as the border: critical (i
    and u high), predetermined (i high), watch (u high), background. Experts are drawn with replacement
    `resamples` times for the 80 % intervals and P(critical).

    `impact`, `uncertainty`, `expectation`: experts x drivers, points of `scale`, NaN for no number. A
    driver with fewer than three answers to a question has None there, with the reason. If all experts
    expect the same state the dispersion is 0. Source: Leik 1966; docs/methods.md.
    """
    ratings = [_checked(values, items, scale) for values in (impact, uncertainty, expectation)]
    n = len(ratings[0])
    if any(len(values) != n for values in ratings):
        raise InvalidRatings("impact, uncertainty and expected state need the same experts in the same order")
    point = _measure(ratings, np.ones((1, n)), scale)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=resamples) if n else np.zeros((resamples, 0))
    draws = _measure(ratings, weights.astype(float), scale)
    answered = [np.sum(~np.isnan(values), axis=0) for values in ratings]
    drivers = tuple(
        _driver(item, j, point, draws, [int(c[j]) for c in answered]) for j, item in enumerate(items)
    )
    defined = np.array([driver.value is not None for driver in drivers])
    return Criticality(drivers, np.where(defined, draws["value"], np.nan))


def leik_dispersion(shares: ArrayLike) -> Array:
    """Return Leik's D of shares over the points of a scale (last axis): 0 all alike, 1 two extremes.

    D = 2 sum_{k<m} d_k / (m - 1), d_k = min(F_k, 1 - F_k), F the cumulative share. Zero shares give NaN.
    Source: Leik (1966) Pacific Soc. Rev. 9:85.

    >>> round(float(leik_dispersion(np.array([30, 40, 210, 130, 530, 50, 10]) / 1000)), 10)
    0.2866666667
    """
    shares = np.asarray(shares, dtype=float)
    cumulative = np.cumsum(shares, axis=-1)[..., :-1]
    dispersion = 2 * np.minimum(cumulative, 1 - cumulative).sum(axis=-1) / (shares.shape[-1] - 1)
    return np.where(shares.sum(axis=-1) > 0, dispersion, np.nan)


def _checked(values: ArrayLike, items: Sequence[str], scale: Scale) -> Array:
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or values.shape[1] != len(items):
        raise InvalidRatings(f"ratings of shape {values.shape} do not fit {len(items)} drivers")
    numbers = values[~np.isnan(values)]
    if numbers.size and (numbers.min() < scale.low or numbers.max() > scale.high):
        raise InvalidRatings(f"a rating lies outside {scale.low} to {scale.high}")
    return values


def _measure(ratings: Sequence[Array], weights: Array, scale: Scale) -> dict[str, Array]:
    """Return resamples x drivers of each measure under the given weights of experts."""
    impact = (_means(ratings[0], weights) - scale.low) / (scale.high - scale.low)
    stated = (_means(ratings[1], weights) - scale.low) / (scale.high - scale.low)
    points = np.arange(scale.low, scale.high + 1)
    chosen = (np.round(ratings[2])[:, :, None] == points).astype(float)
    counts = np.tensordot(weights, chosen, axes=1)
    totals = counts.sum(axis=2, keepdims=True)
    dispersion = leik_dispersion(counts / np.where(totals > 0, totals, 1.0))
    uncertainty = (stated + dispersion) / 2
    value = np.sqrt(np.maximum(impact * uncertainty, 0.0))
    return {"impact": impact, "uncertainty": uncertainty, "dispersion": dispersion, "value": value}


def _means(values: Array, weights: Array) -> Array:
    known = weights @ (~np.isnan(values)).astype(float)
    return np.where(known > 0, weights @ np.nan_to_num(values) / np.maximum(known, 1e-12), np.nan)


def _driver(item: str, j: int, point: dict, draws: dict, answered: list[int]) -> DriverCriticality:
    undefined = {}
    if answered[0] < MIN_ANSWERS:
        undefined["impact"] = _UNDEFINED["impact"]
    if min(answered[1:]) < MIN_ANSWERS:
        undefined["uncertainty"] = _UNDEFINED["uncertainty"]

    def figure(name: str) -> float | None:
        return None if name in undefined else float(point[name][0, j])

    def interval(name: str) -> tuple[float, float] | None:
        if name in undefined:
            return None
        low, high = np.nanquantile(draws[name][:, j], INTERVAL)
        return float(low), float(high)

    impact, uncertainty = figure("impact"), figure("uncertainty")
    if undefined:
        blank = dict.fromkeys(("value", "p_critical", "cell"))
        undefined |= dict.fromkeys(blank, next(iter(undefined.values())))
    else:
        both = (draws["impact"][:, j] >= HIGH) & (draws["uncertainty"][:, j] >= HIGH)
        blank = {
            "value": sqrt(impact * uncertainty),
            "p_critical": float(both.mean()),
            "cell": _cell(impact, uncertainty),
        }
    return DriverCriticality(
        item=item,
        impact=impact,
        uncertainty=uncertainty,
        dispersion=None if answered[2] < MIN_ANSWERS else float(point["dispersion"][0, j]),
        impact_interval=interval("impact"),
        uncertainty_interval=interval("uncertainty"),
        n=min(answered),
        undefined=undefined,
        **blank,
    )


def _cell(impact: float, uncertainty: float) -> str:
    if impact >= HIGH:
        return "critical" if uncertainty >= HIGH else "predetermined"
    return "watch" if uncertainty >= HIGH else "background"
