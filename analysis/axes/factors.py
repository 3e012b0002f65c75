"""Group drivers by common factors or by a concept map: the alternatives to clusters of ratings.

Like `analysis.axes.clusters`, for stacks of panels at once and without anything random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, cluster_hierarchical, varimax

Array = NDArray[np.float64]

PROMAX_POWER = 4
HEYWOOD = 0.995  # a communality above it would leave a driver without anything of its own
_FACTOR_STEPS = 60
_SETTLED = 1e-6


def multiple_correlations(correlations: Array) -> Array:
    """Return each driver's squared multiple correlation with all others, panels x drivers.

    R2_j = 1 - 1 / (R^-1)_jj. Where a matrix has no inverse (fewer experts than drivers) or gives a value
    outside 0 to `HEYWOOD`, the largest |r| of the driver takes its place. Source: Guttman 1956.
    """
    d = correlations.shape[-1]
    largest = np.abs(correlations - np.eye(d)).max(axis=2)
    values, vectors = np.linalg.eigh(correlations)
    sound = values[:, 0] > 1e-6
    inverse = np.einsum("pjk,pk->pj", vectors**2, 1 / np.where(sound[:, None], values, 1.0))
    squared = 1 - 1 / np.maximum(inverse, 1e-12)
    fits = sound[:, None] & (squared >= 0) & (squared <= HEYWOOD)
    return np.clip(np.where(fits, squared, largest), 0.0, HEYWOOD)


def principal_factors(correlations: Array, k: int, steps: int = _FACTOR_STEPS) -> Array:
    """Return the unrotated loadings of k principal axis factors, panels x drivers x k.

    The diagonal of R holds the communalities h2, first the squared multiple correlations; loadings are
    sqrt(eigenvalue) x eigenvector of that matrix, h2 their sums of squares, until nothing moves or `steps`
    are done (steps=1 is the principal factor method without iteration). A Heywood case, h2 above .995, is
    held at .995; negative eigenvalues count as 0. Source: Harman 1976, ch. 8.
    """
    communalities = multiple_correlations(correlations)
    diagonal = np.arange(correlations.shape[-1])
    reduced = np.array(correlations, dtype=np.float64)
    loadings = np.zeros((*correlations.shape[:2], k))
    for _ in range(steps):
        reduced[:, diagonal, diagonal] = communalities
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, :, -k:] * np.sqrt(np.maximum(values[:, None, -k:], 0.0))
        explained = np.minimum((loadings**2).sum(axis=2), HEYWOOD)
        moved = np.abs(explained - communalities).max(initial=0.0)
        communalities = explained
        if moved < _SETTLED:
            break
    return loadings[:, :, ::-1]


def varimax_by_kaiser(loadings: Array) -> Array:
    """Rotate by varimax, rows brought to unit length first and back afterwards. Source: Kaiser 1958."""
    size = np.sqrt((loadings**2).sum(axis=2, keepdims=True))
    return varimax(loadings / np.maximum(size, 1e-12)) * size


def promax(loadings: Array, power: float = PROMAX_POWER) -> tuple[Array, Array]:
    """Rotate to oblique simple structure; return the pattern (panels x drivers x k) and phi (panels x k x k).

    L by varimax with Kaiser's normalisation; target Q_ja = L_ja |L_ja|^(power - 1); U = (L'L)^-1 L'Q with
    columns scaled so that factors keep unit variance; pattern L U, phi = (U'U)^-1. Source: Hendrickson &
    White 1964, with the power of four of R's `promax`.
    """
    rotated = varimax_by_kaiser(loadings)
    target = rotated * np.abs(rotated) ** (power - 1)
    turn = np.linalg.pinv(rotated) @ target
    inverse = np.linalg.pinv(turn.transpose(0, 2, 1) @ turn)
    scale = np.sqrt(np.maximum(np.einsum("paa->pa", inverse), 0.0))
    phi = inverse / np.maximum(scale[:, :, None] * scale[:, None, :], 1e-12)
    return rotated @ (turn * scale[:, None, :]), phi


def cluster_factors(correlations: Array, k: int, *, aligned: bool = False) -> Labels:
    """Label every driver by its largest promax loading on principal axis factors.

    Absolute loadings, or signed ones, each factor turned to its larger side, where poles are aligned.
    """
    pattern, _ = promax(principal_factors(correlations, k))
    if not aligned:
        return np.argmax(np.abs(pattern), axis=2)
    direction = np.sign((pattern**3).sum(axis=1, keepdims=True))
    return np.argmax(pattern * np.where(direction == 0, 1.0, direction), axis=2)


def map_places(similarity: Array, dimensions: int = 2) -> Array:
    """Return places on a map whose distances approach 1 - s, panels x drivers x dimensions.

    Classical scaling: the leading eigenvectors, times the roots of their eigenvalues, of -1/2 J D2 J, with
    D2 the squared distances and J the centring matrix. Source: Torgerson 1952.
    """
    squared = (1.0 - similarity) ** 2
    squared = squared - squared.mean(axis=1, keepdims=True)
    products = -(squared - squared.mean(axis=2, keepdims=True)) / 2
    values, vectors = np.linalg.eigh((products + products.transpose(0, 2, 1)) / 2)
    return (vectors[:, :, -dimensions:] * np.sqrt(np.maximum(values[:, None, -dimensions:], 0.0)))[:, :, ::-1]


def cluster_map(similarity: Array, k: int) -> Labels:
    """Cut a concept map into k groups: classical scaling to two dimensions, then Ward on the places.

    Source: Trochim 1989, with classical for his non-metric scaling, which keeps it free of random starts.
    """
    return cluster_hierarchical(map_places(similarity), k, linkage="ward")
