"""Write down what a search for camps found, by the names of experts and items."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.axes.clusters import one_hot
from analysis.camps.result import Camp, Camps
from analysis.camps.search import Search
from analysis.errors import InvalidRatings

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


def write_report(
    found: Search,
    table: Array,
    varied: NDArray[np.bool_],
    rows: Labels,
    experts: tuple,
    items: tuple,
    needed: int,
) -> Camps:
    """Write down what a search found in the order of experts and items that was given.

    `table` holds -1..1, `varied` marks the columns that were searched, `rows` are the rows in the order
    in which they were, `needed` is how many answers an expert had to give.
    """
    failed, partition = found.failed, found.partition
    k = None if failed or partition is None else partition.k
    parted = rows[found.takes_part]
    candidate: dict[str, int | None] = dict.fromkeys(experts)
    if partition is not None:
        camps = (partition.labels + 1).tolist()
        candidate |= {experts[row]: camp for row, camp in zip(parted, camps, strict=True)}
    return Camps(
        k=k,
        reason_code=failed.code if failed else "camps",
        reason=f"No camps are declared. {failed.text}" if failed else f"{k} camps pass every gate.",
        gates=found.gates,
        n_experts=len(parted),
        n_items=int(varied.sum()),
        n_answers=int((~np.isnan(table)).sum()),
        min_answers=needed,
        dropped_items=tuple(item for item, kept in zip(items, varied, strict=True) if not kept),
        assignments=dict.fromkeys(experts) if k is None else candidate,
        candidate_assignments=candidate,
        **_gather_figures(found),
        **_describe_plane(found, varied, rows, experts, items),
        **({} if k is None else _describe_camps(table[parted], found, items)),
    )


def _gather_figures(found: Search) -> dict:
    """Gather the figures of the partition and of its trials, with the reason for what is None."""
    failed, partition = found.failed, found.partition
    figures = {
        "candidate_k": partition and partition.k,
        "silhouette": partition and partition.silhouette,
        "p_chance": found.p_chance,
        "p_one_cloud": found.p_one_cloud,
        "stability": found.stability,
        "stability_error": found.stability_error,
    }
    unknown = [name for name, figure in figures.items() if figure is None]
    lacking = [*unknown, "k", "group_informed_consensus"] if failed else unknown
    return figures | {
        "k_silhouette": {} if partition is None else partition.k_silhouette,
        "n_permuted": found.n_permuted,
        "n_redrawn": found.n_redrawn,
        "undefined": dict.fromkeys(lacking, failed.text) if failed else {},
    }


def _describe_plane(
    found: Search, varied: NDArray[np.bool_], rows: Labels, experts: tuple, items: tuple
) -> dict:
    coordinates: dict = dict.fromkeys(experts)
    places: dict = dict.fromkeys(experts)
    if found.plane is None or found.places is None:
        return {"coordinates": coordinates, "places": places}
    for named, points, known in (
        (coordinates, found.plane.places, rows),
        (places, found.places, rows[found.takes_part]),
    ):
        named |= {experts[row]: tuple(point) for row, point in zip(known, points.tolist(), strict=True)}
    used = [items[column] for column in np.flatnonzero(varied)]
    return {
        "coordinates": coordinates,
        "places": places,
        "explained_variance": tuple(found.plane.shares.tolist()),
        "loadings": {
            item: tuple(pair) for item, pair in zip(used, found.plane.components.T.tolist(), strict=True)
        },
    }


def _describe_camps(table: Array, found: Search, items: tuple) -> dict:
    members = one_hot(found.partition.labels, found.partition.k).T
    known = ~np.isnan(table)
    # Single precision counts up to 16 million.
    seen, agree = (
        (members.astype(np.float32) @ mask.astype(np.float32)).astype(float) for mask in (known, table > 0)
    )
    shared = group_informed_consensus(agree, seen)
    means = members @ np.where(known, table, 0.0) / np.maximum(seen, 1)
    camps = [
        Camp(
            camp=number,
            n=int(members[number - 1].sum()),
            jaccard=float(found.jaccard[number - 1]),
            means={
                item: mean if n else None
                for item, mean, n in zip(items, means[number - 1].tolist(), seen[number - 1], strict=True)
            },
        )
        for number in range(1, len(members) + 1)
    ]
    ranked = np.round(-shared, 12)
    ranks = 1 + np.searchsorted(np.sort(ranked), ranked)
    return {
        "camps": tuple(camps),
        "group_informed_consensus": dict(zip(items, shared.tolist(), strict=True)),
        "consensus_rank": dict(zip(items, ranks.tolist(), strict=True)),
    }
