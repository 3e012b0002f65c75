"""Find schools of thought among experts, or say why there are none.

Experts are laid out on the plane of the two principal components of their answers and parted by k-means.
Camps are declared only if they are clear, large enough, beyond chance, more than two halves of one cloud,
and found again in redrawn panels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.camps_gates import CampGate
from analysis.camps_result import Camp, Camps
from analysis.camps_search import Search, search
from analysis.errors import InvalidRatings, InvalidSetting, ScaleMismatch
from analysis.ratings import Scale

__all__ = ["Camp", "CampGate", "Camps", "find_camps", "group_informed_consensus"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def group_informed_consensus(agree: ArrayLike, seen: ArrayLike) -> Array:
    """Return prod over groups of (A + 1) / (S + 2), for groups or groups x items.

    A counts the members of a group who agree, S those who answered; a group that did not answer counts
    one half. The figure falls with the number of groups: it ranks the items of one study and compares
    nothing else. Source: Small et al. 2021.

    >>> float(group_informed_consensus([8, 3], [10, 6]))
    0.375
    """
    agree, seen = np.asarray(agree, dtype=float), np.asarray(seen, dtype=float)
    if agree.shape != seen.shape or not ((agree >= 0) & (agree <= seen)).all():
        raise InvalidRatings("agreeing and answering members do not fit; expected 0 <= agree <= seen")
    return ((agree + 1) / (seen + 2)).prod(axis=0)


def find_camps(
    values: ArrayLike,
    experts: Sequence[str],
    items: Sequence[str],
    scale: Scale | Sequence[Scale],
    rng: np.random.Generator,
    *,
    resamples: int = 100,
    permutations: int = 99,
    min_answers: int = 1,
) -> Camps:
    """Look for 2 to 5 camps in one table of experts x items, NaN where there is no number.

    Every item is brought to -1..1 by its scale (one for all, or one per item); items that all answer
    alike are dropped, missing answers take the mean of their item. Experts with fewer than
    `min_answers` answers are left out. `k` is the number of camps of the largest mean silhouette among
    those without a camp below three. It must reach .25; exceed, at 5 %, the best silhouettes of tables
    whose answers were shuffled item by item and of normal clouds of the same length and width; and come
    back in redrawn panels with a mean adjusted Rand index, and in every camp a mean Jaccard index, of
    .6. Camps are numbered by size. The order of the experts changes nothing. An item agrees where the
    answer lies above the middle of its scale. Source: docs/methods.md.
    """
    if resamples < 1 or permutations < 19:
        raise InvalidSetting("resamples and permutations", (resamples, permutations), "at least 1 and 19")
    table = _bring_to_one(values, experts, items, scale)
    varied = _varies(table)
    taking_part = np.flatnonzero((~np.isnan(table[:, varied])).sum(axis=1) >= max(1, min_answers))
    # A fixed order of the rows, so that neither draws nor last bits depend on the order given.
    rows = taking_part[np.lexsort(table[taking_part].T[::-1])] if varied.any() else taking_part
    found = search(table[rows][:, varied], rng, resamples, permutations)
    return _report(found, table, varied, rows, tuple(experts), tuple(items))


def _bring_to_one(
    values: ArrayLike, experts: Sequence[str], items: Sequence[str], scale: Scale | Sequence[Scale]
) -> Array:
    try:
        table = np.array(values, dtype=float)
    except (TypeError, ValueError) as fault:
        raise InvalidRatings("values is not a table of numbers") from fault
    scales = [scale] * len(items) if isinstance(scale, Scale) else list(scale)
    if table.shape != (len(experts), len(items)) or len(scales) != len(items):
        raise InvalidRatings(
            f"values has the shape {table.shape} with {len(scales)} scales; "
            f"expected {len(experts)} experts x {len(items)} items, and a scale for each item"
        )
    if len(set(experts)) != len(experts) or len(set(items)) != len(items):
        raise InvalidRatings("experts or items hold a name twice; expected each once")
    low = np.array([one.low for one in scales], dtype=float)
    high = np.array([one.high for one in scales], dtype=float)
    off = np.argwhere((table < low) | (table > high))
    if len(off):
        row, column = off[0]
        raise ScaleMismatch(
            f"the value {table[row, column]:g} is not on the scale; "
            f"expected a number from {scales[column].low} to {scales[column].high}"
        )
    return (2 * table - low - high) / (high - low)


def _varies(table: Array) -> NDArray[np.bool_]:
    known = ~np.isnan(table)
    least = np.where(known, table, np.inf).min(axis=0, initial=np.inf)
    most = np.where(known, table, -np.inf).max(axis=0, initial=-np.inf)
    return most > least


def _report(
    found: Search, table: Array, varied: NDArray[np.bool_], rows: Labels, experts: tuple, items: tuple
) -> Camps:
    """Write the answer down in the order of experts and items that was given."""
    failed, partition = found.failed, found.partition
    k = None if failed or partition is None else partition.k
    assignments: dict[str, int | None] = dict.fromkeys(experts)
    described: dict = {}
    if k is not None:
        assignments |= {experts[row]: int(camp) + 1 for row, camp in zip(rows, partition.labels, strict=True)}
        described = _describe_camps(table[rows], found, items)
    figures = {
        "candidate_k": partition and partition.k,
        "silhouette": partition and partition.silhouette,
        "p_chance": found.p_chance,
        "p_one_cloud": found.p_one_cloud,
        "stability": found.stability,
    }
    unknown = [name for name, figure in figures.items() if figure is None]
    lacking = [*unknown, "k", "group_informed_consensus"] if failed else unknown
    return Camps(
        k=k,
        reason_code=failed.code if failed else "camps",
        reason=f"No camps are declared. {failed.text}" if failed else f"{k} camps pass every gate.",
        gates=found.gates,
        n_experts=len(rows),
        n_items=int(varied.sum()),
        dropped_items=tuple(item for item, kept in zip(items, varied, strict=True) if not kept),
        k_silhouette={} if partition is None else partition.k_silhouette,
        assignments=assignments,
        undefined=dict.fromkeys(lacking, failed.text) if failed else {},
        **figures,
        **_describe_plane(found, varied, rows, experts, items),
        **described,
    )


def _describe_plane(
    found: Search, varied: NDArray[np.bool_], rows: Labels, experts: tuple, items: tuple
) -> dict:
    coordinates: dict = dict.fromkeys(experts)
    if found.plane is None:
        return {"coordinates": coordinates}
    places, components = found.plane.places.tolist(), found.plane.components.T.tolist()
    coordinates |= {experts[row]: tuple(place) for row, place in zip(rows, places, strict=True)}
    used = [items[column] for column in np.flatnonzero(varied)]
    return {
        "coordinates": coordinates,
        "explained_variance": tuple(found.plane.shares.tolist()),
        "loadings": {item: tuple(pair) for item, pair in zip(used, components, strict=True)},
    }


def _describe_camps(table: Array, found: Search, items: tuple) -> dict:
    labels = found.partition.labels
    parts = [table[labels == camp] for camp in range(found.partition.k)]
    seen = np.array([(~np.isnan(one)).sum(axis=0) for one in parts])
    agree = np.array([(one > 0).sum(axis=0) for one in parts])
    shared = group_informed_consensus(agree, seen)
    camps = []
    for number, (one, counts) in enumerate(zip(parts, seen, strict=True), start=1):
        sums = np.nansum(one, axis=0)
        means = {
            item: float(total / n) if n else None for item, total, n in zip(items, sums, counts, strict=True)
        }
        camps.append(Camp(number, len(one), float(found.jaccard[number - 1]), means))
    return {
        "camps": tuple(camps),
        "group_informed_consensus": dict(zip(items, shared.tolist(), strict=True)),
        "consensus_rank": {
            item: int(1 + (shared > one + 1e-12).sum()) for item, one in zip(items, shared, strict=True)
        },
    }
