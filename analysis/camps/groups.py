"""Part points of a plane into groups, many planes at once, and ask how clear and how lasting the parts are.

Nothing here is a lottery: k-means begins from the best straight cuts of the cloud itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import adjusted_rand, one_hot

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

_LLOYD_STEPS = 100
_CELLS = 2_000_000
_ANGLES = np.arange(8) * np.pi / 8
_DIRECTIONS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])
# Farthest points are outliers in a larger cloud.
_FAR_UP_TO = 60
# Distances between more points than this are kept in single precision.
_DOUBLE_UP_TO = 300
# In a larger cloud only so many starts, the best after a few steps, are followed to the end.
_FIRST_STEPS, _FOLLOWED = 3, 2
# Beyond so many points the centres of every m-th of them are the start for all.
_START_POINTS = 400


def part(points: Array, k: int) -> Labels:
    """Part each of many clouds (clouds x points x 2) into k groups by k-means: clouds x points."""
    return grow_parts(points, k)[-1]


def grow_parts(points: Array, most: int) -> list[Labels]:
    """Part each of many clouds into 2, 3 ... `most` groups; each answer is clouds x points, labels from 0.

    For k groups Lloyd's steps run from each of the k - 1 groups before cut in two where the sum of squares
    falls most, over all cuts across eight directions, and, for k > 2, from even cuts along four of them
    and, up to 60 points, farthest-first choices from their eight ends; the least sum of squares is kept.
    Beyond 400 points that is done for 400 of them, evenly spaced in the order given, and Lloyd's steps go
    on with all. Groups may be empty where there are fewer than k different points. Source: Lloyd 1982;
    Gonzalez 1985; Likas, Vlassis & Verbeek 2003.
    """
    n_points = points.shape[1]
    few = points
    if n_points > _START_POINTS:
        few = points[:, np.linspace(0, n_points - 1, _START_POINTS).astype(int)]
    chunk = max(1, _CELLS // (few.shape[1] * len(_ANGLES) * 4))
    grown = [_grow(few[i : i + chunk], most) for i in range(0, len(few), chunk)]
    parts = [np.concatenate(one) for one in zip(*grown, strict=True)] if grown else []
    if few is points:
        return parts
    return [
        _descend(points, _means(few, labels, k)[:, None])
        for k, labels in zip(range(2, most + 1), parts, strict=True)
    ]


def _grow(points: Array, most: int) -> list[Labels]:
    labels = np.zeros(points.shape[:2], dtype=np.int64)
    along = (points @ _DIRECTIONS.astype(points.dtype)).transpose(0, 2, 1)
    order = np.argsort(np.ascontiguousarray(along), axis=2, kind="stable")
    parts = []
    for k in range(2, most + 1):
        labels = _descend(points, _choose_starts(points, order, labels, k))
        parts.append(labels)
    return parts


def _choose_starts(points: Array, order: Labels, labels: Labels, k: int) -> Array:
    """Return centres (clouds x starts x k x 2): the groups before with one cut in two, and others.

    `order` is that of the points along each direction: clouds x directions x points.
    """
    centres, cloud = _means(points, labels, k - 1), np.arange(len(points))
    sorted_labels = np.take_along_axis(labels[:, None].astype(np.int8), order, axis=2)
    across = [np.take_along_axis(points[:, None, :, axis], order, axis=2) for axis in (0, 1)]
    starts = []
    for group in range(k - 1):
        gains, halves = _cut_best(across, sorted_labels == group)
        best = np.argsort(-np.round(gains, 9), axis=1, kind="stable")
        for cut in best.T[: 2 if k == 2 else 1]:
            others = np.delete(centres, group, axis=1)
            starts.append(np.concatenate([others, halves[cloud, cut]], axis=1))
    found = np.stack(starts, axis=1)
    if k == 2:
        return found
    found = np.concatenate([found, _cut_evenly(points, order, k)], axis=1)
    if points.shape[1] > _FAR_UP_TO:
        return found
    return np.concatenate([found, _choose_far(points, k)], axis=1)


def _cut_evenly(points: Array, order: Labels, k: int) -> Array:
    """Return the means of k equal counts along every other direction."""
    order = order[:, ::2]
    slices = np.array_split(np.arange(points.shape[1]), k)
    rows = np.arange(len(points))[:, None, None]
    return np.stack([points[rows, order[:, :, one]].mean(axis=2) for one in slices], axis=2)


def _choose_far(points: Array, k: int) -> Array:
    """Return k points each, begun at both ends of every other direction, the next the farthest from all."""
    ends = np.concatenate([_DIRECTIONS[:, ::2], -_DIRECTIONS[:, ::2]], axis=1)
    rows = np.arange(len(points))[:, None]
    chosen = [points[rows, np.argmax(points @ ends, axis=1)]]
    nearest = np.full((len(points), ends.shape[1], points.shape[1]), np.inf)
    for _ in range(k - 1):
        gap = ((points[:, None] - chosen[-1][:, :, None]) ** 2).sum(axis=3)
        nearest = np.minimum(nearest, gap)
        chosen.append(points[rows, np.argmax(nearest, axis=2)])
    return np.stack(chosen, axis=2)


def _cut_best(across: list[Array], inside: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return by how much the best cut across each direction lowers the sum of squares, and both means.

    The points and who is inside are sorted along each direction (clouds x directions x points). Gains are
    clouds x directions, means clouds x directions x 2 x 2; a group of one point is not cut.
    """
    members = inside.astype(across[0].dtype)
    sums = [np.cumsum(one * members, axis=2) for one in across]
    counts = np.cumsum(members, axis=2)
    size = counts[:, :, -1:]
    rest = size - counts
    gain = _squares(sums) / np.maximum(counts, 1)
    gain += _squares([one[:, :, -1:] - one for one in sums]) / np.maximum(rest, 1)
    gain -= _squares([one[:, :, -1:] for one in sums]) / np.maximum(size, 1)
    gain[(rest <= 0) | (counts <= 0)] = -1.0
    place = np.argmax(gain, axis=2)[:, :, None]
    total = np.stack([one[:, :, -1:] for one in sums], axis=3)
    low = np.stack([np.take_along_axis(one, place, axis=2) for one in sums], axis=3)
    n_low = np.take_along_axis(counts, place, axis=2)
    halves = np.concatenate(
        [
            low / np.maximum(n_low, 1)[..., None],
            (total - low) / np.maximum(size - n_low, 1)[..., None],
        ],
        axis=2,
    )
    mean = total / np.maximum(size, 1)[..., None]
    return gain.max(axis=2), np.where((size < 2)[..., None], mean, halves)


def _squares(parts: list[Array]) -> Array:
    return parts[0] ** 2 + parts[1] ** 2


def _means(points: Array, labels: Labels, k: int) -> Array:
    members = one_hot(labels, k).transpose(0, 2, 1).astype(points.dtype)
    return members @ points / np.maximum(members.sum(axis=2, keepdims=True), 1)


def _descend(points: Array, centres: Array) -> Labels:
    """Run Lloyd's steps from all starts (clouds x starts x k x 2); keep the best partition of each cloud.

    Above 60 points only the two starts that are best after three steps are followed further.
    """
    clouds, starts = centres.shape[:2]
    across = np.ascontiguousarray(points.transpose(0, 2, 1))
    if points.shape[1] > _FAR_UP_TO and starts > _FOLLOWED:
        _, centres, costs = _run_steps(points, across, centres, _FIRST_STEPS)
        best = np.argsort(costs, axis=1, kind="stable")[:, :_FOLLOWED]
        starts, centres = _FOLLOWED, centres[np.arange(clouds)[:, None], best]
    labels, _, costs = _run_steps(points, across, centres, _LLOYD_STEPS)
    if starts == 1:
        return labels[:, 0].astype(np.int64)
    return labels[np.arange(clouds), np.argmin(costs, axis=1)].astype(np.int64)


def _run_steps(
    points: Array, across: Array, centres: Array, steps: int
) -> tuple[NDArray[np.int8], Array, Array]:
    """Run Lloyd's steps; return labels, centres and, up to the same sum per cloud, the sums of squares."""
    clouds, starts, k = centres.shape[:3]
    owner = np.repeat(np.arange(clouds), starts)
    centres = centres.reshape(-1, k, 2).copy()
    labels = np.full((len(owner), points.shape[1]), -1, dtype=np.int8)
    active, group = np.arange(len(owner)), np.arange(k, dtype=np.int8)[:, None]
    for _ in range(steps):
        moved = _nearest(_gaps(across[owner[active]], centres[active]))
        changed = (moved != labels[active]).any(axis=1)
        labels[active] = moved
        active = active[changed]
        if not len(active):
            break
        members = (moved[changed][:, None, :] == group).astype(points.dtype)
        counts = members.sum(axis=2, keepdims=True)
        means = members @ points[owner[active]] / np.maximum(counts, 1)
        centres[active] = np.where(counts > 0, means, centres[active])
    shaped = labels.reshape(clouds, starts, -1), centres.reshape(clouds, starts, k, 2)
    if starts == 1:
        return *shaped, np.zeros((clouds, 1))
    costs = _gaps(across[owner], centres).min(axis=1).sum(axis=1).reshape(clouds, starts)
    spread = (points**2).sum(axis=(1, 2))[:, None]
    return *shaped, np.round((costs + spread) / np.maximum(spread, 1e-300), 9)


def _gaps(across: Array, centres: Array) -> Array:
    """Return |p - c|2 up to |p|2, clouds x k x points, from clouds x 2 x points."""
    gaps = centres @ across
    gaps *= -2
    gaps += (centres**2).sum(axis=2)[:, :, None]
    return gaps


def _nearest(gaps: Array) -> NDArray[np.int8]:
    """Return the centre nearest to each point; for few centres a loop over them is the fastest."""
    labels = np.zeros((len(gaps), gaps.shape[2]), dtype=np.int8)
    least = gaps[:, 0].copy()
    for group in range(1, gaps.shape[1]):
        closer = gaps[:, group] < least
        labels[closer] = group
        np.minimum(least, gaps[:, group], out=least)
    return labels


def clearness(
    points: Array, sizes: Sequence[int], smallest: int, sample: Labels
) -> tuple[Array, list[Labels]]:
    """Return the mean silhouette of each cloud at each k (clouds x sizes) and the partitions.

    `sizes` are 2, 3 and so on. A partition with a group of fewer than `smallest` points counts as -1.
    The silhouettes are those of the points in `sample`. Source: Rousseeuw 1987.
    """
    partitions = grow_parts(points, max(sizes))
    widths = np.concatenate(
        [
            _silhouettes(points[i : i + 1, sample], [labels[i : i + 1, sample] for labels in partitions])
            for i in range(len(points))
        ]
    )
    for column, (k, labels) in enumerate(zip(sizes, partitions, strict=True)):
        least = one_hot(labels, k).sum(axis=1).min(axis=1)
        widths[:, column] = np.where(least < smallest, -1.0, widths[:, column])
    return widths, partitions


def _silhouettes(points: Array, partitions: list[Labels]) -> Array:
    """Return the mean silhouette of each partition of the clouds, from one table of distances."""
    if points.shape[1] > _DOUBLE_UP_TO:
        points = points.astype(np.float32)
    squares = (points**2).sum(axis=2)
    gaps = points @ (-2 * points.transpose(0, 2, 1))
    gaps += squares[:, :, None]
    gaps += squares[:, None, :]
    np.sqrt(np.maximum(gaps, 0.0, out=gaps), out=gaps)
    diagonal = np.arange(points.shape[1])
    gaps[:, diagonal, diagonal] = 0.0
    members = [one_hot(labels, int(labels.max()) + 1).astype(points.dtype) for labels in partitions]
    totals = gaps @ np.concatenate(members, axis=2)
    widths, begin = [], 0
    for own in members:
        widths.append(_silhouette(totals[:, :, begin : begin + own.shape[2]], own))
        begin += own.shape[2]
    return np.stack(widths, axis=1)


def _silhouette(totals: Array, own: Array) -> Array:
    """Return the mean of (b - a) / max(a, b) from the sums of distances to each group; 0 for one alone."""
    sizes = own.sum(axis=1)[:, None, :]
    others = (sizes * own).sum(axis=2) - 1
    inside = (totals * own).sum(axis=2) / np.maximum(others, 1)
    outside = np.where((own > 0) | (sizes == 0), np.inf, totals / np.maximum(sizes, 1)).min(axis=2)
    width = (outside - inside) / np.maximum(np.maximum(outside, inside), 1e-12)
    return np.where((others < 1) | ~np.isfinite(width), 0.0, width).mean(axis=1)


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
