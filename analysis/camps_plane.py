"""Lay experts out on the plane of the two directions in which their answers differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Up to this many experts or items the whole spectrum is cheaper than an iteration.
_EXACT_SIDE = 400
_DENSE_SHARE = 0.3


@dataclass(frozen=True, eq=False)
class Plane:
    """Hold places of experts (experts x 2), components (2 x items) and the shares of variance (2)."""

    places: Array
    components: Array
    shares: Array


def principal_plane(values: Array, tolerance: float = 0.0) -> Plane:
    """Return the first two principal components of experts x items, NaN where there is no answer.

    A missing answer takes the mean of its item, so it moves nobody along that item; items are centred
    and not standardised. The smaller of X'X and XX' is solved whole up to 400 experts or items; beyond,
    two singular vectors are iterated (ARPACK, to `tolerance`, 0 for machine precision) on a sparse table,
    in which missing answers take no room. The largest loading of a component is positive. A component
    without variance is 0, with share 0. Source: Pearson 1901; Lehoucq, Sorensen & Yang 1998.
    """
    centred = _centre(values)
    total = float((centred**2).sum())
    if min(centred.shape) <= _EXACT_SIDE:
        components, strengths = _solve_whole(centred)
    else:
        components, strengths = _iterate(centred, tolerance)
    components = np.where((strengths > 1e-12 * total)[:, None], components, 0.0)
    largest = np.take_along_axis(components, np.abs(components).argmax(axis=1)[:, None], axis=1)
    components = components * np.where(largest < 0, -1.0, 1.0)
    shares = np.where(strengths > 1e-12 * total, strengths, 0.0) / max(total, 1e-300)
    return Plane(centred @ components.T, components, shares)


def _centre(values: Array) -> Array:
    known = ~np.isnan(values)
    means = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known, values - means, 0.0)


def _solve_whole(centred: Array) -> tuple[Array, Array]:
    """Return components (2 x items) and their sums of squares from the smaller cross-product."""
    n_experts, n_items = centred.shape
    if n_items <= n_experts:
        strengths, vectors = np.linalg.eigh(centred.T @ centred)
        components = vectors.T
    else:
        strengths, vectors = np.linalg.eigh(centred @ centred.T)
        components = vectors[:, -2:].T @ centred
        components = components / np.maximum(np.linalg.norm(components, axis=1, keepdims=True), 1e-300)
    found, sums = np.zeros((2, n_items)), np.zeros(2)
    kept = min(2, len(strengths))
    found[:kept], sums[:kept] = components[::-1][:kept], strengths[::-1][:kept]
    return found, np.maximum(sums, 0.0)


def _iterate(centred: Array, tolerance: float) -> tuple[Array, Array]:
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import svds

    is_sparse = np.count_nonzero(centred) < _DENSE_SHARE * centred.size
    # A fixed start without a pattern; a constant one would be orthogonal to centred answers.
    start = np.cos(np.arange(1.0, min(centred.shape) + 1))
    table = csr_array(centred) if is_sparse else centred
    _, singular, components = svds(table, k=2, v0=start, tol=tolerance, solver="arpack")
    order = np.argsort(singular)[::-1]
    return components[order], singular[order] ** 2


def permute_answers(values: Array, rng: np.random.Generator) -> Array:
    """Shuffle the answers to each item among the experts who gave one.

    What is left is how each item was answered and by whom, not who agrees with whom.
    """
    known = ~np.isnan(values.T)
    item = np.nonzero(known)[0]
    shuffled = np.full(known.shape, np.nan)
    order = np.lexsort((rng.random(len(item)), item))
    shuffled[known] = values.T[known][order]
    return shuffled.T


def draw_clouds(places: Array, rng: np.random.Generator, count: int) -> Array:
    """Draw `count` x experts x 2 from one normal cloud as long and as wide as the places are.

    Source: Liu, Hayes, Nobel & Marron 2008 (SigClust).
    """
    return rng.standard_normal((count, *places.shape)) * places.std(axis=0)
