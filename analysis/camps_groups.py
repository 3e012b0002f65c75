"""Part points of a plane into groups, many planes at once, and ask how clear and how lasting the parts are.

Nothing here is a lottery: k-means begins from cuts and far points of the cloud itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.clusters import adjusted_rand, one_hot, silhouettes

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

_LLOYD_STEPS = 60
_CELLS = 4_000_000
_CUTS = np.arange(4) * np.pi / 4
_ENDS = np.arange(8) * np.pi / 4


def part(points: Array, k: int) -> Labels:
    """Part each of many clouds (clouds x points x 2) into k groups by k-means; the answer is clouds x points.

    Lloyd's steps run from twelve starts: the cloud cut into k equal counts along four directions, and
    farthest-first choices from its ends in eight; the least sum of squares is kept. Groups may be empty
    where there are fewer than k different points. Source: Lloyd 1982; Gonzalez 1985.
    """
    chunk = max(1, _CELLS // (points.shape[1] * k * (len(_CUTS) + len(_ENDS))))
    parts = [_part_chunk(points[i : i + chunk], k) for i in range(0, len(points), chunk)]
    return np.concatenate(parts) if parts else np.zeros(points.shape[:2], dtype=np.int64)


def _part_chunk(points: Array, k: int) -> Labels:
    centres = np.concatenate([_cut_evenly(points, k), _choose_far(points, k)], axis=1)
    clouds, starts = centres.shape[:2]
    owner = np.repeat(np.arange(clouds), starts)
    centres = centres.reshape(-1, k, 2)
    labels = np.full((len(owner), points.shape[1]), -1, dtype=np.int64)
    active = np.arange(len(owner))
    for _ in range(_LLOYD_STEPS):
        cloud = points[owner[active]]
        moved = _gaps(cloud, centres[active]).argmin(axis=2)
        changed = (moved != labels[active]).any(axis=1)
        labels[active] = moved
        active, cloud = active[changed], cloud[changed]
        if not len(active):
            break
        members = one_hot(labels[active], k).transpose(0, 2, 1)
        counts = members.sum(axis=2, keepdims=True)
        centres[active] = np.where(counts > 0, members @ cloud / np.maximum(counts, 1), centres[active])
    # Up to the same sum per cloud, the least sum of squares.
    costs = _gaps(points[owner], centres).min(axis=2).sum(axis=1).reshape(clouds, starts)
    spread = (points**2).sum(axis=(1, 2))[:, None]
    best = np.argmin(np.round((costs + spread) / np.maximum(spread, 1e-300), 9), axis=1)
    return labels.reshape(clouds, starts, -1)[np.arange(clouds), best]


def _gaps(points: Array, centres: Array) -> Array:
    """Return |p - c|2 up to |p|2, clouds x points x k."""
    return (centres**2).sum(axis=2)[:, None, :] - 2 * points @ centres.transpose(0, 2, 1)


def _cut_evenly(points: Array, k: int) -> Array:
    directions = np.stack([np.cos(_CUTS), np.sin(_CUTS)])
    order = np.argsort(points @ directions, axis=1, kind="stable").transpose(0, 2, 1)
    slices = np.array_split(np.arange(points.shape[1]), k)
    rows = np.arange(len(points))[:, None, None]
    return np.stack([points[rows, order[:, :, one]].mean(axis=2) for one in slices], axis=2)


def _choose_far(points: Array, k: int) -> Array:
    directions = np.stack([np.cos(_ENDS), np.sin(_ENDS)])
    rows = np.arange(len(points))[:, None]
    chosen = [points[rows, np.argmax(points @ directions, axis=1)]]
    nearest = np.full((len(points), len(_ENDS), points.shape[1]), np.inf)
    for _ in range(k - 1):
        gap = ((points[:, None] - chosen[-1][:, :, None]) ** 2).sum(axis=3)
        nearest = np.minimum(nearest, gap)
        chosen.append(points[rows, np.argmax(nearest, axis=2)])
    return np.stack(chosen, axis=2)


def clearness(
    points: Array, sizes: Sequence[int], smallest: int, sample: Labels
) -> tuple[Array, list[Labels]]:
    """Return the mean silhouette of each cloud at each k (clouds x sizes) and the partitions.

    A partition with a group of fewer than `smallest` points counts as -1. The silhouettes are those of
    the points in `sample`. Source: Rousseeuw 1987.
    """
    partitions = [part(points, k) for k in sizes]
    widths = np.full((len(points), len(sizes)), -1.0)
    chunk = max(1, _CELLS // len(sample) ** 2)
    for begin in range(0, len(points), chunk):
        some = slice(begin, begin + chunk)
        drawn = points[some][:, sample]
        squares = (drawn**2).sum(axis=2)
        gaps = squares[:, :, None] + squares[:, None, :] - 2 * drawn @ drawn.transpose(0, 2, 1)
        closeness = 1.0 - np.sqrt(np.maximum(gaps, 0.0))
        for column, labels in enumerate(partitions):
            widths[some, column] = silhouettes(closeness, labels[some][:, sample])
    for column, (k, labels) in enumerate(zip(sizes, partitions, strict=True)):
        least = one_hot(labels, k).sum(axis=1).min(axis=1)
        widths[:, column] = np.where(least < smallest, -1.0, widths[:, column])
    return widths, partitions


def compare(labels: Labels, found: Labels, k: int) -> tuple[float, Array]:
    """Return the adjusted Rand index of two partitions and the Jaccard index of each group of the first.

    Jaccard of a group: the largest |A and B| / |A or B| over the found groups B; NaN for a group without
    a point. Source: Hubert & Arabie 1985; Hennig 2007.
    """
    before, after = one_hot(labels, k), one_hot(found, k)
    both = before.T @ after
    either = before.sum(axis=0)[:, None] + after.sum(axis=0) - both
    jaccard = (both / np.maximum(either, 1)).max(axis=1)
    return float(adjusted_rand(found[None], labels)[0]), np.where(before.any(axis=0), jaccard, np.nan)
