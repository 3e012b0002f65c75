"""Place drivers and experts on two axes, with whiskers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, component_correlations, first_components, one_hot
from analysis.axes.components import held_out_loadings
from analysis.axes.similarity import impute, normal_scores

Array = NDArray[np.float64]

INTERVAL = (0.1, 0.9)


@dataclass(frozen=True)
class Placement:
    """Hold the coordinates of drivers (-1..1, with 80 % intervals) and of experts (standard deviations).

    `experts` is shuffled and carries no names: it shows the spread of the panel, never a person.
    """

    items: dict[str, dict]
    experts: tuple[tuple[float, float], ...]

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {"items": self.items, "experts": [list(point) for point in self.experts]}


NOWHERE = Placement({}, ())


def place_drivers(correlations: Array, labels: Labels, orientation: Array | None = None) -> Array:
    """Return panels x drivers x 2: the correlation of every driver with the first component of either axis.

    On its own axis a driver is correlated with the component of the others. `labels` is one row with 0
    for axis A, 1 for B, anything else for neither. Without `orientation` (drivers x 2 reference
    coordinates) the signs are those of the components; with it every axis is turned towards the
    reference. Source: docs/methods.md.
    """
    labels = np.where((labels == 0) | (labels == 1), labels, -1)
    members = one_hot(labels[None], 2)
    weights = first_components(correlations, members)
    whole = component_correlations(correlations, weights)
    panels = len(correlations)
    held_out = held_out_loadings(correlations, np.broadcast_to(labels, (panels, len(labels))))
    places = whole.copy()
    for axis in (0, 1):
        own = labels == axis
        places[:, own, axis] = held_out[:, own]
    if orientation is None:
        return places
    turn = np.sign(np.einsum("pja,ja,ja->pa", whole, orientation, members[0]))
    return places * np.where(turn == 0, 1.0, turn)[:, None, :]


def orient(places: Array, labels: Labels, weight: Array) -> Array:
    """Turn each axis so that the weighted majority of its drivers loads positive (drivers x 2)."""
    turned = places.copy()
    for axis in (0, 1):
        own = labels == axis
        vote = float((weight[own] * np.sign(places[own, axis])).sum())
        if abs(vote) < 1e-12:
            vote = float((weight[own] * places[own, axis]).sum())
        if vote < 0:
            turned[:, axis] *= -1
    return turned


def whisker(draws: Array) -> tuple[Array, Array]:
    """Return the 80 % interval over resampled panels of any shape."""
    low, high = np.quantile(draws, INTERVAL, axis=0)
    return low, high


def place_experts(values: Array, correlations: Array, labels: Labels, places: Array) -> Array:
    """Return the experts' positions on both axes in standard deviations, experts x 2.

    t_a = Z v_a with Z the normal scores (missing cells filled by rank-2 components) and v_a the weights
    of the axis. Experts without any answer are left out. Source: docs/methods.md.
    """
    answered = ~np.isnan(values).all(axis=1)
    scores = impute(normal_scores(values[None]))[0][answered]
    members = one_hot(np.where(labels > 1, -1, labels)[None], 2)
    weights = first_components(correlations[None], members)[0]
    turn = np.sign((weights * places * members[0]).sum(axis=0))
    positions = scores @ (weights * turn)
    spread = positions.std(axis=0)
    return (positions - positions.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
