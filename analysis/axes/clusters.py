"""Group drivers into clusters, many panels at once: CLV from PCA-varimax, spectral, hierarchical.

Nothing here is random: every start is derived from the matrix itself, so the partition does not depend on the
order of drivers or experts, nor on a seed.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

_VARIMAX_SWEEPS = 12
_CLV_STEPS = 25
_POWER_STEPS = 30
_LLOYD_STEPS = 15


def first_components(correlations: Array, masks: Array, steps: int = _POWER_STEPS) -> Array:
    """Return the weights of the first principal component of chosen drivers, many choices at once.

    `correlations` is panels x drivers x drivers, `masks` panels (or 1) x drivers x choices with 1 for a
    chosen driver. The answer has unit columns, panels x drivers x choices, 0 outside the choice, any
    sign; an empty choice is 0. Power iteration from the chosen driver that correlates most with the rest
    of the choice.
    """
    masks = np.broadcast_to(masks, (len(correlations), *masks.shape[1:]))
    strength = (correlations**2 @ masks) * masks
    start = np.argmax(strength, axis=1)
    weights = np.take_along_axis(correlations, start[:, None, :], axis=2) * masks
    for _ in range(steps):
        weights = (correlations @ weights) * masks
        weights = weights / np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-12)
    return weights


def varimax(loadings: Array) -> Array:
    """Rotate loadings (panels x drivers x k) to the varimax criterion, all panels at once.

    Maximises the variance of squared loadings per factor by exact rotations of two factors at a time:
    the angle is atan2(D - 2 A B / d, C - (A2 - B2) / d) / 4 with u = x2 - y2, v = 2 x y, A = sum u, B =
    sum v, C = sum (u2 - v2), D = 2 sum u v. Source: Kaiser 1958, without his normalisation of rows.
    """
    rotated = np.array(loadings, dtype=np.float64)
    for _ in range(_VARIMAX_SWEEPS):
        largest = 0.0
        for a, b in combinations(range(rotated.shape[2]), 2):
            angle = _varimax_angle(rotated[:, :, a], rotated[:, :, b])
            cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
            x, y = rotated[:, :, a].copy(), rotated[:, :, b].copy()
            rotated[:, :, a], rotated[:, :, b] = cosine * x + sine * y, cosine * y - sine * x
            largest = max(largest, float(np.abs(angle).max()))
        if largest < 1e-5:
            break
    return rotated


def _varimax_angle(x: Array, y: Array) -> Array:
    u, v = x**2 - y**2, 2 * x * y
    a, b = u.sum(axis=1), v.sum(axis=1)
    c, d = (u**2 - v**2).sum(axis=1), 2 * (u * v).sum(axis=1)
    count = x.shape[1]
    return np.arctan2(d - 2 * a * b / count, c - (a**2 - b**2) / count) / 4


def component_loadings(correlations: Array, k: int) -> Array:
    """Return the first k principal component loadings, sqrt(eigenvalue) x eigenvector, of each matrix."""
    values, vectors = np.linalg.eigh(correlations)
    return vectors[:, :, -k:] * np.sqrt(np.maximum(values[:, None, -k:], 0.0))


def cluster_varimax(correlations: Array, k: int, *, aligned: bool = False) -> Labels:
    """Label every driver by its largest varimax loading (absolute, or signed when poles are aligned)."""
    rotated = varimax(component_loadings(correlations, k))
    if not aligned:
        return np.argmax(np.abs(rotated), axis=2)
    direction = np.sign((rotated**3).sum(axis=1, keepdims=True))
    return np.argmax(rotated * np.where(direction == 0, 1.0, direction), axis=2)


def cluster_clv(correlations: Array, k: int, *, aligned: bool = False) -> Labels:
    """Cluster variables around latent variables, started from PCA-varimax.

    Unsigned ("directional groups"): maximise sum_k sum_{j in k} cov2(x_j, c_k), c_k the first principal
    component of cluster k. Aligned ("local groups"): maximise sum cov(x_j, c_k), c_k the mean of cluster
    k. With standardised variables both need the correlation matrix only: cov(x_j, c_k) = (R v)_j /
    sqrt(v' R v), v the weights of k. `correlations` is panels x drivers x drivers; the answer is panels
    x drivers with labels 0..k-1. A cluster that would become empty keeps its drivers. Source: Vigneau &
    Qannari 2003.
    """
    labels = cluster_varimax(correlations, k, aligned=aligned)
    for _ in range(_CLV_STEPS):
        closeness = _closeness(correlations, labels, k, aligned=aligned)
        moved = np.argmax(closeness, axis=2)
        emptied = (one_hot(moved, k).sum(axis=1) == 0).any(axis=1)
        moved[emptied] = labels[emptied]
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _closeness(correlations: Array, labels: Labels, k: int, *, aligned: bool) -> Array:
    members = one_hot(labels, k)
    weights = members if aligned else first_components(correlations, members)
    closeness = component_correlations(correlations, weights)
    return closeness if aligned else closeness**2


def component_correlations(correlations: Array, weights: Array) -> Array:
    """Correlate drivers with weighted sums of drivers: (R w)_j / sqrt(w' R w), panels x drivers x sums."""
    covariances = correlations @ weights
    spread = (covariances * weights).sum(axis=1, keepdims=True)
    return covariances / np.sqrt(np.maximum(spread, 1e-12))


def one_hot(labels: Labels, k: int) -> Array:
    """Return panels x drivers x k indicators of labels (a label below 0 belongs to no cluster)."""
    return (labels[..., None] == np.arange(k)).astype(np.float64)


def cluster_spectral(similarity: Array, k: int) -> Labels:
    """Cut each similarity by the normalised Laplacian: k leading vectors, rows to unit length, k-means.

    `similarity` is panels x drivers x drivers, not negative. Instead of random starts k-means is begun
    once from every driver by farthest-first choice and the least inertia is kept, so the answer needs no
    seed. Source: Ng, Jordan & Weiss 2002.
    """
    d = similarity.shape[-1]
    weights = similarity * (1.0 - np.eye(d))
    degree = np.sqrt(np.maximum(weights.sum(axis=2), 1e-12))
    scaled = weights / degree[:, :, None] / degree[:, None, :]
    _, vectors = np.linalg.eigh(scaled)
    points = vectors[:, :, -k:]
    points = points / np.maximum(np.linalg.norm(points, axis=2, keepdims=True), 1e-12)
    return _kmeans(points, k)


def _kmeans(points: Array, k: int) -> Labels:
    panels, d, _ = points.shape
    gaps = ((points[:, :, None] - points[:, None]) ** 2).sum(axis=3)
    chosen = np.broadcast_to(np.arange(d), (panels, d))[..., None]
    nearest = gaps
    for _ in range(k - 1):
        farthest = np.argmax(nearest, axis=2)
        chosen = np.concatenate([chosen, farthest[..., None]], axis=2)
        nearest = np.minimum(nearest, np.take_along_axis(gaps, farthest[..., None], axis=1))
    centres = points[np.arange(panels)[:, None, None], chosen]
    labels = np.zeros((panels, d, d), dtype=np.int64)
    for _ in range(_LLOYD_STEPS):
        # |p - c|2 up to |p|2, which is the same for every centre
        distance = (centres**2).sum(axis=3)[:, :, None] - 2 * points[:, None] @ centres.transpose(0, 1, 3, 2)
        moved = np.argmin(distance, axis=3)
        if np.array_equal(moved, labels):
            break
        labels = moved
        members = one_hot(labels, k)
        sums = members.transpose(0, 1, 3, 2) @ points[:, None]
        counts = members.sum(axis=2)[..., None]
        centres = np.where(counts > 0, sums / np.maximum(counts, 1.0), centres)
    inertia = np.take_along_axis(distance, labels[..., None], axis=3)[..., 0].sum(axis=2)
    best = np.argmin(np.round(inertia, 9), axis=1)
    return labels[np.arange(panels), best]


def cluster_hierarchical(similarity: Array, k: int, *, linkage: str = "average") -> Labels:
    """Cut an agglomerative tree at k clusters: average linkage on 1 - s, or Ward on the rows of s.

    `similarity` is panels x drivers x drivers between 0 and 1. Kept for comparison; both lag behind CLV
    on small panels. Source: Sokal & Michener 1958; Ward 1963.
    """
    from scipy.cluster.hierarchy import fcluster
    from scipy.cluster.hierarchy import linkage as grow

    upper = np.triu_indices(similarity.shape[-1], 1)
    answers = []
    for matrix in similarity:
        data = matrix if linkage == "ward" else np.clip(1.0 - matrix[upper], 0.0, None)
        answers.append(fcluster(grow(data, method=linkage), k, criterion="maxclust") - 1)
    return np.array(answers)


def silhouettes(similarity: Array, labels: Labels) -> Array:
    """Return the mean silhouette of each partition on the distance 1 - s.

    s_j = (b_j - a_j) / max(a_j, b_j), a_j the mean distance to the own cluster, b_j to the nearest
    other; a driver alone in its cluster counts 0. Shapes: panels x drivers x drivers and panels x
    drivers. Source: Rousseeuw 1987.
    """
    k = int(labels.max()) + 1
    distance = 1.0 - similarity
    distance = distance * (1.0 - np.eye(distance.shape[-1]))
    members = one_hot(labels, k)
    sizes = members.sum(axis=1)[:, None, :]
    totals = distance @ members
    own = members.astype(bool)
    inside = (totals * members).sum(axis=2) / np.maximum((sizes * members).sum(axis=2) - 1, 1)
    outside = np.where(own | (sizes == 0), np.inf, totals / np.maximum(sizes, 1)).min(axis=2)
    alone = (sizes * members).sum(axis=2) <= 1
    width = (outside - inside) / np.maximum(np.maximum(outside, inside), 1e-12)
    return np.where(alone | ~np.isfinite(width), 0.0, width).mean(axis=1)


def adjusted_rand(labels: Labels, reference: Labels) -> Array:
    """Return the adjusted Rand index of each row of labels against a reference partition.

    ARI = (sum C(n_ij,2) - E) / (mean - E), E = sum C(a_i,2) sum C(b_j,2) / C(n,2); 1 for equal
    partitions, 0 expected by chance. `labels` is panels x drivers; `reference` drivers, or panels x
    drivers. Two trivial partitions give 1. Source: Hubert & Arabie 1985.
    """
    reference = np.broadcast_to(reference, labels.shape)
    table = one_hot(labels, int(labels.max()) + 1).transpose(0, 2, 1) @ one_hot(
        reference, int(reference.max()) + 1
    )
    d = labels.shape[1]
    together = _choose2(table).sum(axis=(1, 2))
    rows = _choose2(table.sum(axis=2)).sum(axis=1)
    columns = _choose2(table.sum(axis=1)).sum(axis=1)
    expected = rows * columns / max(_choose2(np.float64(d)), 1.0)
    spread = (rows + columns) / 2 - expected
    return np.where(np.abs(spread) < 1e-12, 1.0, (together - expected) / np.where(spread == 0, 1.0, spread))


def _choose2(count: Array) -> Array:
    return count * (count - 1) / 2
