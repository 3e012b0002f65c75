"""Lay experts out on the plane of the two directions in which their answers differ most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = NDArray[np.float64]

# Up to this many experts or items the whole spectrum is cheaper than an iteration.
_EXACT_SIDE = 150
_DENSE_SHARE = 0.3
_SPARSE_FROM = 500_000
_BLOCK = 4
_KRYLOV_STEPS = 80
_STEPS_BETWEEN = 4
_EXACT = 1e-11


@dataclass(frozen=True, eq=False)
class Plane:
    """Hold places of experts (experts x 2), components (2 x items) and the shares of variance (2)."""

    places: Array
    components: Array
    shares: Array


def principal_plane(values: Array, tolerance: float = _EXACT) -> Plane:
    """Return the first two principal components of experts x items, NaN where there is no answer.

    A missing answer takes the mean of its item, so it moves nobody along that item; items are centred
    and not standardised. The smaller of X'X and XX' is solved whole up to 150 experts or items; beyond,
    the two directions come from a block Krylov space, grown until |X'X v - s v| <= tolerance x the
    largest s, on a sparse table where missing answers take no room. The largest loading of a component
    is positive. A component without variance is 0, with share 0. Source: Pearson 1901; Golub &
    Underwood 1977.
    """
    is_small = min(values.shape) <= _EXACT_SIDE
    centred = _centre(values, may_be_sparse=not is_small and values.size >= _SPARSE_FROM)
    total = float((centred.data**2).sum() if _is_sparse(centred) else np.vdot(centred, centred))
    solve = _solve_whole if is_small else _iterate
    components, strengths = solve(centred, tolerance)
    components = np.where((strengths > 1e-12 * total)[:, None], components, 0.0)
    largest = np.take_along_axis(components, np.abs(components).argmax(axis=1)[:, None], axis=1)
    components = components * np.where(largest < 0, -1.0, 1.0)
    shares = np.where(strengths > 1e-12 * total, strengths, 0.0) / max(total, 1e-300)
    return Plane(centred @ components.T, components, shares)


def stretch(places: Array, answered: NDArray[np.int64], n_items: int) -> Array:
    """Return places x sqrt(items / answered), so that few answers do not draw an expert to the middle.

    A place is a sum over the answers given: without common views its spread grows with their root. After
    stretching it is the same for all, however much is missing; a complete table stays as it is. Source:
    Small et al. 2021.
    """
    return places * np.sqrt(n_items / np.maximum(answered, 1))[:, None]


def _centre(values: Array, *, may_be_sparse: bool) -> Array | csr_array:
    """Take the means of the items off; a table where most answers are missing may become a sparse one."""
    known = ~np.isnan(values)
    if may_be_sparse and np.count_nonzero(known) < _DENSE_SHARE * values.size:
        return _centre_sparse(values, known)
    filled = np.where(known, values, 0.0)
    filled -= filled.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    filled *= known
    return filled


def _centre_sparse(values: Array, known: NDArray[np.bool_]) -> csr_array:
    from scipy.sparse import csr_array

    n_items = values.shape[1]
    filled = np.flatnonzero(known)
    ends = np.concatenate([[0], np.cumsum(np.count_nonzero(known, axis=1))]).astype(np.int32)
    items = np.remainder(filled.astype(np.int32), np.int32(n_items))
    answers = values.reshape(-1)[filled]
    means = np.bincount(items, answers, n_items) / np.maximum(np.bincount(items, minlength=n_items), 1)
    return csr_array((answers - means[items], items, ends), shape=values.shape)


def _is_sparse(centred: Array | csr_array) -> bool:
    return not isinstance(centred, np.ndarray)


def _solve_whole(centred: Array, _: float) -> tuple[Array, Array]:
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


def _iterate(centred: Array | csr_array, tolerance: float) -> tuple[Array, Array]:
    """Return the same from the span of B, X'X B, (X'X)2 B ..., B a fixed start of four columns."""
    back = centred.T
    n_items = centred.shape[1]
    # A start without a pattern; a constant one would be orthogonal to centred answers.
    start = np.cos(np.outer(np.arange(1.0, n_items + 1), np.sqrt(np.arange(2.0, 2 + _BLOCK))))
    basis = latest = np.linalg.qr(start)[0]
    images, returns = np.zeros((centred.shape[0], 0)), np.zeros((n_items, 0))
    for step in range(1, _KRYLOV_STEPS + 1):
        image = centred @ latest
        images, returns = np.hstack([images, image]), np.hstack([returns, back @ image])
        is_last = step == _KRYLOV_STEPS or basis.shape[1] + _BLOCK > n_items
        if is_last or step % _STEPS_BETWEEN == 0:
            strengths, turns = np.linalg.eigh(images.T @ images)
            strengths, turns = strengths[:-3:-1], turns[:, :-3:-1]
            components = basis @ turns
            missing = np.linalg.norm(returns @ turns - components * strengths, axis=0).max()
            if is_last or missing <= tolerance * strengths[0]:
                break
        latest = returns[:, -_BLOCK:]
        for _ in range(2):  # twice is enough for an orthogonal basis
            latest = latest - basis @ (basis.T @ latest)
        latest = np.linalg.qr(latest)[0]
        basis = np.hstack([basis, latest])
    return components.T, np.maximum(strengths, 0.0)


def permute_answers(values: Array, rng: np.random.Generator) -> Array:
    """Shuffle the answers to each item among the experts who gave one.

    What is left is how each item was answered and by whom, not who agrees with whom.
    """
    known = ~np.isnan(values.T)
    item = np.nonzero(known)[0]
    shuffled = np.full(known.shape, np.nan)
    # Items stay in their order, because the draws lie between 0 and 1.
    order = np.argsort(item + rng.random(len(item)))
    shuffled[known] = values.T[known][order]
    return shuffled.T


def draw_clouds(spread: Array, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Draw clouds x points x 2 from one normal cloud with the standard deviations `spread` (2).

    Source: Liu, Hayes, Nobel & Marron 2008 (SigClust).
    """
    return rng.standard_normal((*shape, 2)) * spread
