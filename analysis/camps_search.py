"""Part a panel on its plane and gather what speaks for camps and against them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.camps_gates import MIN_CAMP, MIN_EXPERTS, MIN_ITEMS, CampGate, judge
from analysis.camps_groups import clearness, compare, part
from analysis.camps_plane import Plane, draw_clouds, permute_answers, principal_plane

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

SIZES = (2, 3, 4, 5)
# Beyond so many experts a silhouette is the mean over a draw of them.
_SILHOUETTE_SAMPLE = 1000
_REDRAWN_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Partition:
    """Hold the clearest partition of a plane: k, labels 0..k-1 by size, its silhouette and that of each k."""

    k: int
    labels: Labels
    silhouette: float
    k_silhouette: dict[int, float | None]


@dataclass(frozen=True, eq=False)
class Search:
    """Hold all that a search measured; what lies behind a gate that ended it is None."""

    gates: tuple[CampGate, ...]
    plane: Plane | None = None
    partition: Partition | None = None
    p_chance: float | None = None
    p_one_cloud: float | None = None
    stability: float | None = None
    jaccard: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def failed(self) -> CampGate | None:
        """Return the first gate that was not passed."""
        return next((gate for gate in self.gates if not gate.passed), None)


def search(values: Array, rng: np.random.Generator, resamples: int, permutations: int) -> Search:
    """Measure everything about the clearest partition of a table of experts x items that vary.

    A panel that is too small, or that no partition leaves with camps large enough, ends the search.
    """
    n, d = values.shape
    gates = [judge("too_few_experts", n), judge("too_few_items", d)]
    if n < MIN_EXPERTS or d < MIN_ITEMS:
        return Search(tuple(gates))
    sample = np.arange(n)
    if n > _SILHOUETTE_SAMPLE:
        sample = np.sort(rng.choice(n, _SILHOUETTE_SAMPLE, replace=False))
    plane = principal_plane(values)
    partition, smallest = _find_partition(plane.places, sample)
    gates.append(judge("camps_too_small", smallest))
    if partition is None:
        return Search(tuple(gates), plane)
    p_chance, p_one_cloud = _compare_with_chance(
        values, plane, partition.silhouette, sample, rng, permutations
    )
    stability, jaccard = _redraw(values, partition, rng, resamples)
    gates += [
        judge("not_clear", partition.silhouette),
        judge("like_chance", p_chance),
        judge("one_cloud", p_one_cloud),
        judge("not_stable", stability),
        judge("camp_not_stable", float(jaccard.min())),
    ]
    return Search(tuple(gates), plane, partition, p_chance, p_one_cloud, stability, jaccard)


def _find_partition(places: Array, sample: Labels) -> tuple[Partition | None, int]:
    """Return the clearest partition whose camps are large enough, and the size of its smallest camp.

    Without one the size is that of the best smallest camp of all.
    """
    widths, partitions = clearness(places[None], SIZES, MIN_CAMP, sample)
    least = [np.bincount(found[0], minlength=k).min() for k, found in zip(SIZES, partitions, strict=True)]
    best = int(np.argmax(np.round(widths[0], 9)))
    if widths[0, best] <= -1:
        return None, int(max(least))
    by_size = {k: None if one <= -1 else float(one) for k, one in zip(SIZES, widths[0], strict=True)}
    labels = _number(partitions[best][0], places, SIZES[best])
    return Partition(SIZES[best], labels, float(widths[0, best]), by_size), int(least[best])


def _number(labels: Labels, places: Array, k: int) -> Labels:
    """Number camps from the largest down; camps of one size by their mean place."""
    means = [places[labels == camp].mean(axis=0) for camp in range(k)]
    order = sorted(range(k), key=lambda camp: (-(labels == camp).sum(), *(-means[camp])))
    return np.argsort(order)[labels]


def _compare_with_chance(
    values: Array, plane: Plane, silhouette: float, sample: Labels, rng: np.random.Generator, count: int
) -> tuple[float, float]:
    """Return the shares of shuffled tables and of single clouds that part as clearly as the panel."""
    shuffled = [
        principal_plane(permute_answers(values, rng), _REDRAWN_TOLERANCE).places for _ in range(count)
    ]
    shares = []
    for clouds in (np.stack(shuffled), draw_clouds(plane.places, rng, count)):
        widths = clearness(clouds, SIZES, MIN_CAMP, sample)[0].max(axis=1)
        shares.append(float((1 + (widths >= silhouette - 1e-12).sum()) / (1 + count)))
    return shares[0], shares[1]


def _redraw(
    values: Array, partition: Partition, rng: np.random.Generator, resamples: int
) -> tuple[float, Array]:
    """Return the mean agreement of redrawn panels with the partition, and the mean Jaccard of each camp.

    A panel is redrawn with replacement; who was drawn more than once is compared once.
    """
    n = len(values)
    drawn = np.sort(rng.integers(0, n, size=(resamples, n)), axis=1)
    places = np.stack([principal_plane(values[rows], _REDRAWN_TOLERANCE).places for rows in drawn])
    indices, jaccards = [], []
    for rows, found in zip(drawn, part(places, partition.k), strict=True):
        once = np.append(True, rows[1:] != rows[:-1])
        index, jaccard = compare(partition.labels[rows[once]], found[once], partition.k)
        indices.append(index)
        jaccards.append(jaccard)
    # A camp that a redrawn panel does not hold is left out there; in a mean over all it is never empty.
    known = ~np.isnan(jaccards)
    sums = np.where(known, jaccards, 0.0).sum(axis=0)
    return float(np.mean(indices)), sums / np.maximum(known.sum(axis=0), 1)
