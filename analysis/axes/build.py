"""Turn a chosen pair of clusters into axes: poles, loadings, placement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels
from analysis.axes.components import NO_AXIS
from analysis.axes.input import Panel
from analysis.axes.pairs import Pair
from analysis.axes.placement import Placement, orient, place_drivers, place_experts, whisker
from analysis.axes.result import Axis, AxisDriver

Array = NDArray[np.float64]

LETTERS = ("A", "B")
_POLE_DRIVERS = 3
_HIGH_CONTROL = (4.5 - 1) / (7 - 1)  # 4.5 of 7, as a share of the scale


def label_axes(labels: Labels, pair: Pair) -> Labels:
    """Return 0 for the drivers of axis A, the more critical cluster, 1 for those of B, -1 for the others."""
    a, b = pair.clusters
    return np.select([labels == a, labels == b], [0, 1], NO_AXIS)


def build_axes(
    panel: Panel, correlations: Array, on_axis: Labels, pair: Pair
) -> tuple[tuple[Axis, ...], Array]:
    """Return the two axes and the coordinates of the usable drivers (drivers x 2), poles turned as authored.

    The high end of an axis is where the criticality-weighted majority of the authored high poles lies; a
    driver that loads the other way has sign -1 and is printed reversed. Source: docs/methods.md.
    """
    weight = np.nan_to_num(panel.facts().criticality)
    places = orient(place_drivers(correlations[None], on_axis)[0], on_axis, weight)
    axes = []
    for index, name in enumerate(LETTERS):
        own = np.flatnonzero(on_axis == index)
        loadings = places[own, index]
        order = sorted(range(len(own)), key=lambda one: (-abs(loadings[one]), panel.usable_items[own[one]]))
        drivers = tuple(_axis_driver(panel.usable_items[own[one]], loadings[one]) for one in order)
        telling = sorted(
            zip(own, loadings, strict=True),
            key=lambda one: (-weight[one[0]] * abs(one[1]), panel.usable_items[one[0]]),
        )[:_POLE_DRIVERS]
        low = tuple((panel.usable_items[j], "low" if loading >= 0 else "high") for j, loading in telling)
        high = tuple((item, "high" if pole == "low" else "low") for item, pole in low)
        axes.append(
            Axis(
                name=name,
                cluster=pair.clusters[index],
                drivers=drivers,
                poles=(low, high),
                alpha=pair.alpha[index],
                criticality=_mean(panel.facts().criticality[own]),
                control=_mean(panel.facts().control[own]),
            )
        )
    return tuple(axes), places


def _axis_driver(item: str, loading: float) -> AxisDriver:
    return AxisDriver(item, float(loading), -1 if loading < 0 else 1)


def _mean(values: Array) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def place(
    panel: Panel,
    correlations: Array,
    redrawn: Array,
    on_axis: Labels,
    places: Array,
    rng: np.random.Generator,
) -> Placement:
    """Place the usable drivers with 80 % whiskers from the redrawn panels, and the experts, shuffled."""
    draws = place_drivers(redrawn, on_axis, orientation=places)
    low, high = whisker(draws)
    items = {}
    for j, item in enumerate(panel.usable_items):
        items[item] = {
            "a": float(places[j, 0]),
            "b": float(places[j, 1]),
            "a_interval": [float(low[j, 0]), float(high[j, 0])],
            "b_interval": [float(low[j, 1]), float(high[j, 1])],
        }
    experts = place_experts(panel.evidence.values, correlations, on_axis, places)
    shuffled = rng.permutation(experts)
    return Placement(items, tuple((float(a), float(b)) for a, b in shuffled))


def is_transformation_grid(panel: Panel, axes: tuple[Axis, ...]) -> bool | None:
    """Tell whether mean control is above 4.5 of 7 on both axes: those who decide decide them too.

    None without controllability ratings. Such a grid describes a choice, not an environment. Source:
    docs/methods.md.
    """
    controls = [axis.control for axis in axes]
    if not axes or None in controls:
        return None
    border = panel.scale.low + _HIGH_CONTROL * (panel.scale.high - panel.scale.low)
    return bool(min(controls) > border)
