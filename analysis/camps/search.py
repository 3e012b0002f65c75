"""Part a panel on its plane and gather what speaks for camps and against them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.camps.draws import Answers
from analysis.camps.gates import MIN_CAMP, MIN_EXPERTS, MIN_ITEMS, MIN_STABILITY, CampGate, judge
from analysis.camps.groups import clearness, compare, part
from analysis.camps.plane import Plane, draw_clouds, permute_answers, principal_plane, stretch

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Mask = NDArray[np.bool_]
Progress = Callable[[float], None]

SIZES = (2, 3, 4, 5)
# A larger panel is redrawn with so many experts, and compared with shuffled tables of a draw of them.
PANEL = 300
_SHUFFLED = 200
# Beyond so many experts a silhouette is the mean over a draw of them.
_SILHOUETTE_SAMPLE = 1000
_CLOUD = 400
_REDRAWN_TOLERANCE = 1e-2
_REDRAWINGS, _FIRST_DRAWS = 100, 10
# Shuffled tables and single clouds, by the size of the panel; from the second size on redrawings end early.
_DRAWS = ((60, 99), (PANEL, 39), (math.inf, 19))


@dataclass(frozen=True, eq=False)
class Partition:
    """Hold the clearest partition of a plane: k, labels 0..k-1 by size, its silhouette and that of each k."""

    k: int
    labels: Labels
    silhouette: float
    k_silhouette: dict[int, float | None]


@dataclass(frozen=True, eq=False)
class Search:
    """Hold all that a search measured; what lies behind a gate that ended it is None.

    `takes_part` marks the rows that were parted; `places` are their stretched places, and the labels of
    the partition are theirs.
    """

    gates: tuple[CampGate, ...]
    takes_part: Mask
    plane: Plane | None = None
    places: Array | None = None
    partition: Partition | None = None
    p_chance: float | None = None
    p_one_cloud: float | None = None
    stability: float | None = None
    stability_error: float | None = None
    n_redrawn: int = 0
    n_permuted: int = 0
    jaccard: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def failed(self) -> CampGate | None:
        """Return the first gate that was not passed."""
        return next((gate for gate in self.gates if not gate.passed), None)


def search(
    values: Array,
    takes_part: Mask,
    rng: np.random.Generator,
    resamples: int | None = None,
    permutations: int | None = None,
    progress: Progress | None = None,
    smallest: int = MIN_CAMP,
) -> Search:
    """Measure everything about the clearest partition of a table of experts x items that vary.

    The plane is that of all rows, the partition that of the rows in `takes_part`. A panel that is too
    small, or that no partition leaves with camps of `smallest` or more, ends the search.
    """
    n, d = int(takes_part.sum()), values.shape[1]
    gates = [judge("too_few_experts", n), judge("too_few_items", d)]
    if n < MIN_EXPERTS or d < MIN_ITEMS:
        return Search(tuple(gates), takes_part)
    plane = principal_plane(values)
    places = _stretched(values, plane)[takes_part]
    partition, size = _find_partition(places, rng, smallest)
    gates.append(judge("camps_too_small", size, smallest))
    found = Search(tuple(gates), takes_part, plane, places, partition)
    if partition is None:
        return found
    if n > PANEL:
        values, takes_part = values[takes_part], np.ones(n, dtype=bool)
    counts = resamples, permutations, smallest
    return _try(found, values, takes_part, rng, counts, progress or (lambda share: None))


def _try(
    found: Search,
    values: Array,
    takes_part: Mask,
    rng: np.random.Generator,
    counts: tuple[int | None, int | None, int],
    progress: Progress,
) -> Search:
    """Hold the partition against chance and redrawn panels, and add the gates and their figures."""
    partition = found.partition
    n = len(found.places)
    count = counts[1] or next(draws for most, draws in _DRAWS if n <= most)
    silhouette = partition.silhouette
    shares = _compare_with_chance(
        values, takes_part, found.places, silhouette, rng, (count, counts[2]), progress
    )
    indices, jaccards = _redraw(values, takes_part, partition, rng, counts[0], progress)
    stability, jaccard = float(indices.mean()), _mean_of_known(jaccards)
    figures = {
        "not_clear": silhouette,
        "like_chance": shares[0],
        "one_cloud": shares[1],
        "not_stable": stability,
        "camp_not_stable": float(jaccard.min()),
    }
    return replace(
        found,
        gates=(*found.gates, *(judge(code, figure) for code, figure in figures.items())),
        p_chance=shares[0],
        p_one_cloud=shares[1],
        stability=stability,
        stability_error=_error_of_mean(indices),
        n_redrawn=len(indices),
        n_permuted=count,
        jaccard=jaccard,
    )


def _stretched(values: Array, plane: Plane) -> Array:
    return stretch(plane.places, (~np.isnan(values)).sum(axis=1), values.shape[1])


def _find_partition(places: Array, rng: np.random.Generator, smallest: int) -> tuple[Partition | None, int]:
    """Return the clearest partition of camps of `smallest` or more, and the size of its smallest camp.

    Without one the size is that of the best smallest camp of all.
    """
    n = len(places)
    sample = np.arange(n)
    if n > _SILHOUETTE_SAMPLE:
        sample = np.sort(rng.choice(n, _SILHOUETTE_SAMPLE, replace=False))
    widths, partitions = clearness(places[None], SIZES, smallest, sample)
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
    values: Array,
    takes_part: Mask,
    places: Array,
    silhouette: float,
    rng: np.random.Generator,
    counts: tuple[int, int],
    progress: Progress,
) -> tuple[float, float]:
    """Return the shares of shuffled tables and of single clouds that part as clearly as the panel.

    `counts` are how many of either are drawn and the fewest experts in a camp.

    Above 300 experts a draw of 200, with a plane of its own, is held against its shuffled tables; clouds
    hold 300 points at most.
    """
    count, smallest = counts
    if len(places) > PANEL:
        rows = np.sort(rng.choice(len(values), _SHUFFLED, replace=False))
        widths = _clearest(
            Answers.of_table(values).place_shuffled(rows, count, rng).astype(np.float32), smallest
        )
        least, widths = widths[0], widths[1:]
    else:
        shuffled = []
        for done in range(count):
            progress(done / (2 * count))
            table = permute_answers(values, rng)
            plane = principal_plane(table, _REDRAWN_TOLERANCE)
            shuffled.append(_stretched(table, plane)[takes_part])
        least, widths = silhouette, _clearest(np.stack(shuffled), smallest)
    clouds = draw_clouds(places.std(axis=0), rng, (count, min(len(places), _CLOUD)))
    if len(places) > PANEL:
        clouds = clouds.astype(np.float32)
    shares = [
        float((1 + (drawn >= reached - 1e-12).sum()) / (1 + count))
        for drawn, reached in ((widths, least), (_clearest(clouds, smallest), silhouette))
    ]
    return shares[0], shares[1]


def _clearest(clouds: Array, smallest: int) -> Array:
    return clearness(clouds, SIZES, smallest, np.arange(clouds.shape[1]))[0].max(axis=1)


def _redraw(
    values: Array,
    takes_part: Mask,
    partition: Partition,
    rng: np.random.Generator,
    resamples: int | None,
    progress: Progress,
) -> tuple[Array, Array]:
    """Return the agreement of each redrawn panel with the partition, and the Jaccard index of each camp.

    A panel is redrawn with replacement; who was drawn more than once is compared once. Without a number
    of redrawings a panel above 60 is redrawn until its mean agreement is three standard errors from the
    threshold, ten times at least.
    """
    position = np.cumsum(takes_part) - 1
    n, is_large = len(values), takes_part.sum() > PANEL
    indices, jaccards = [], []
    count = resamples or _REDRAWINGS
    panels = _part_drawn if is_large else _part_each
    for drawn, found in panels(values, takes_part, partition.k, rng, count):
        progress((count + len(indices)) / (2 * count))
        once = np.append(True, drawn[1:] != drawn[:-1])
        inside = takes_part[drawn]
        rows = position[drawn[inside & once]]
        index, jaccard = compare(partition.labels[rows], found[once[inside]], partition.k)
        indices.append(index)
        jaccards.append(jaccard)
        if resamples is None and n > _DRAWS[0][0] and _is_settled(indices, jaccards):
            break
    progress(1.0)
    return np.array(indices), np.array(jaccards)


def _part_each(
    values: Array, takes_part: Mask, k: int, rng: np.random.Generator, count: int
) -> Iterator[tuple[Labels, Labels]]:
    """Redraw panels one by one, each on a plane of its own: who was drawn, the labels of who takes part."""
    for _ in range(count):
        drawn = np.sort(rng.integers(0, len(values), size=len(values)))
        places = _stretched(values[drawn], principal_plane(values[drawn], _REDRAWN_TOLERANCE))
        yield drawn, part(places[takes_part[drawn]][None], k)[0]


def _part_drawn(
    values: Array, _: Mask, k: int, rng: np.random.Generator, count: int
) -> Iterator[tuple[Labels, Labels]]:
    """Redraw smaller panels of a large one in which all take part, ten at a time."""
    answers = Answers.of_table(values)
    for done in range(0, count, _FIRST_DRAWS):
        draws = np.sort(rng.integers(0, len(values), size=(min(_FIRST_DRAWS, count - done), PANEL)))
        yield from zip(draws, part(answers.place(list(draws)), k), strict=True)


def _is_settled(indices: list[float], jaccards: list[Array]) -> bool:
    """Tell whether more redrawings could still turn a verdict on stability."""
    if len(indices) < _FIRST_DRAWS:
        return False
    figures = np.column_stack([indices, *np.array(jaccards).T])
    errors = [_error_of_mean(column[~np.isnan(column)]) for column in figures.T]
    return bool((np.abs(_mean_of_known(figures) - MIN_STABILITY) > 3 * np.array(errors)).all())


def _error_of_mean(figures: Array) -> float:
    return float(np.std(figures, ddof=1) / np.sqrt(len(figures))) if len(figures) > 1 else 0.0


def _mean_of_known(figures: Array) -> Array:
    # A camp that a redrawn panel does not hold is left out there; in a mean over all it is never empty.
    known = ~np.isnan(figures)
    return np.where(known, figures, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
