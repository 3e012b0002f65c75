"""Describe what holds each cluster of drivers together, whether or not it becomes an axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, one_hot
from analysis.axes.components import alphas, held_out_loadings, signed_members
from analysis.axes.input import Panel

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Member:
    """Hold a driver of a cluster: its held-out loading, and how often redrawn panels put it there."""

    item: str
    loading: float
    membership: float


@dataclass(frozen=True)
class Cluster:
    """Hold one cluster: its drivers by loading, its reliability, its mean criticality and control.

    `alpha` is None below two drivers; `criticality` and `control` where no driver has a figure.
    """

    cluster: int
    members: tuple[Member, ...]
    alpha: float | None
    criticality: float | None
    control: float | None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "cluster": self.cluster,
            "members": [
                {"item": each.item, "loading": each.loading, "membership": each.membership}
                for each in self.members
            ],
            "alpha": self.alpha,
            "criticality": self.criticality,
            "control": self.control,
        }


def describe_clusters(
    panel: Panel, correlations: Array, labels: Labels, membership: Array
) -> tuple[Cluster, ...]:
    """Return every cluster of the usable drivers, in the order of their numbers.

    `correlations` is one matrix over the usable drivers, `labels` one row with a label below 0 for no
    cluster, `membership` the share of redrawn panels in which a driver stays in its cluster. Loadings are
    held out: a driver against the first component of the others of its cluster. Drivers stand by
    |loading|, ties by name. Source: docs/methods.md; alpha: Cronbach 1951.
    """
    count = int(labels.max()) + 1 if labels.size and labels.max() >= 0 else 0
    if not count:
        return ()
    loadings = held_out_loadings(correlations[None], labels[None])[0]
    reliability = alphas(correlations[None], signed_members(correlations[None], labels[None], count))[0]
    facts, members = panel.facts(), one_hot(labels, count)
    found = []
    for number in range(count):
        own = np.flatnonzero(members[:, number])
        rows = [Member(panel.usable_items[j], float(loadings[j]), float(membership[j])) for j in own]
        found.append(
            Cluster(
                cluster=number,
                members=tuple(sorted(rows, key=lambda row: (-abs(row.loading), row.item))),
                alpha=_known(reliability[number]),
                criticality=_mean(facts.criticality[own]),
                control=_mean(facts.control[own]),
            )
        )
    return tuple(found)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _mean(values: Array) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
