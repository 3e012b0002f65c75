"""Measure how alike drivers are: correlations of ratings, sorts, pairs and allocations, one matrix each.

Every function takes a *stack* of panels (resamples or permutations) at once, so that a bootstrap of two
hundred panels is a handful of matrix products and no loop over experts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Array = NDArray[np.float64]

MIN_PAIRED = 6  # fewer common answers say nothing about two drivers
MAX_MISSING_PAIRWISE = 0.15  # above this share missing cells are imputed before correlating
COMPARE_UP_TO = 150  # experts; ranks by comparing everybody with everybody, beyond it by sorting
_LEAST_SIZE = 0.25
_CHUNK_CELLS = 3_000_000
_IMPUTE_STEPS = 8


def map_chunks(function: Callable[[Array], Array], stack: Array, cells: int, n_jobs: int = 1) -> Array:
    """Apply `function` to slices of `stack` along its first axis and join the answers.

    `cells` is the size of the largest temporary of one panel; it sets the slice length. Slices do not
    depend on `n_jobs`, so the answer is the same for one thread or many.
    """
    step = max(1, _CHUNK_CELLS // max(1, cells))
    slices = [stack[start : start + step] for start in range(0, len(stack), step)]
    if n_jobs == 1 or len(slices) == 1:
        return np.concatenate([function(part) for part in slices])
    with ThreadPoolExecutor(max_workers=n_jobs if n_jobs > 0 else None) as pool:
        return np.concatenate(list(pool.map(function, slices)))


def normal_scores(stack: Array) -> Array:
    """Turn answers into van der Waerden scores: Phi^-1(rank / (n_answers + 1)), unit variance per driver.

    `stack` is panels x experts x drivers; NaN stays NaN; ties share the mid-rank; a constant driver
    becomes 0. Source: van der Waerden 1952.
    """
    counts = np.sum(~np.isnan(stack), axis=1, keepdims=True)
    scores = ndtri(_rank(stack) / (counts + 1))
    filled = np.nan_to_num(scores)
    spread = np.sqrt(np.sum(filled**2, axis=1, keepdims=True) / np.maximum(counts, 1))
    return scores / np.where(spread > 1e-9, spread, 1.0)


def _rank(stack: Array) -> Array:
    """Return mid-ranks along the experts, NaN for NaN."""
    if stack.shape[1] > COMPARE_UP_TO:
        return rankdata(stack, axis=1, nan_policy="omit")
    columns = stack.transpose(0, 2, 1).astype(np.float32)
    order = np.nan_to_num(np.sign(columns[..., :, None] - columns[..., None, :]))
    counts = np.sum(~np.isnan(stack), axis=1, keepdims=True)
    ranks = (order.sum(axis=3, dtype=np.float64).transpose(0, 2, 1) + counts + 1) / 2
    return np.where(np.isnan(stack), np.nan, ranks)


def damp(scores: Array) -> Array:
    """Divide every expert's scores by the root of their size, so that wide users of the scale weigh less.

    x_ij / sqrt(s_i), s_i the root mean square of the expert's scores, at least .25. Halfway between taking
    scale use as it is (an expert of twice the spread weighs four times) and taking all of it out (strong
    opinions would weigh nothing). `scores` is panels x experts x drivers with NaN for missing. Measured
    gain and cost: docs/methods.md.
    """
    known = np.sum(~np.isnan(scores), axis=2, keepdims=True)
    size = np.sqrt(np.nansum(scores**2, axis=2, keepdims=True) / np.maximum(known, 1))
    return scores / np.sqrt(np.maximum(size, _LEAST_SIZE))


def pairwise_correlations(scores: Array) -> Array:
    """Return Pearson's r of drivers over the experts who answered both, panels x drivers x drivers.

    `scores` is panels x experts x drivers with NaN for missing. Fewer than six common answers, or a driver
    that is constant among them, gives NaN off the diagonal.
    """
    mask = (~np.isnan(scores)).astype(np.float64)
    values = np.nan_to_num(scores)
    flipped, turned = mask.transpose(0, 2, 1), values.transpose(0, 2, 1)
    counts = flipped @ mask
    sums = turned @ mask
    per = np.maximum(counts, 1)
    squares = (turned**2) @ mask - sums**2 / per
    products = turned @ values - sums * sums.transpose(0, 2, 1) / per
    spread = squares * squares.transpose(0, 2, 1)
    known = (spread > 1e-9) & (counts >= MIN_PAIRED)
    answer = np.where(known, products / np.sqrt(np.where(known, spread, 1.0)), np.nan)
    diagonal = np.arange(answer.shape[-1])
    answer[:, diagonal, diagonal] = 1.0
    return np.clip(answer, -1.0, 1.0)


def impute(scores: Array, rank: int = 2) -> Array:
    """Fill missing normal scores by regularised iterative principal components of rank 2.

    Repeats X_missing <- (X V diag((l - s2) / l) V')_missing, with l and V the leading eigenvalues and
    vectors of X'X and s2 the mean of the others, from X_missing = 0. `scores` is panels x experts x
    drivers with NaN for missing; the observed cells are returned as they are. Source: Josse & Husson
    2012 (regularised iterative PCA).
    """
    missing = np.isnan(scores)
    filled = np.nan_to_num(scores)
    if not missing.any():
        return filled
    n, d = scores.shape[1:]
    rest = max(1, min(n, d) - rank)
    for _ in range(_IMPUTE_STEPS):
        values, vectors = np.linalg.eigh(filled.transpose(0, 2, 1) @ filled)
        leading, basis = values[:, -rank:], vectors[:, :, -rank:]
        noise = np.maximum(values[:, :-rank].sum(axis=1, keepdims=True), 0.0) / rest
        shrink = np.maximum(leading - noise, 0.0) / np.maximum(leading, 1e-12)
        fitted = ((filled @ basis) * shrink[:, None, :]) @ basis.transpose(0, 2, 1)
        filled = np.where(missing, fitted, filled)
    return filled


def correlate(stack: Array, n_jobs: int = 1, *, imputed: bool | None = None) -> Array:
    """Correlate drivers across experts, with missing answers handled as the share of them asks for.

    Pearson's r of damped normal scores (a rank correlation: no monotone recoding of a driver's answers
    changes it), over the experts who answered both drivers; above 15 % missing answers the scores are
    filled by rank-2 components first. Unknown cells (constant drivers, fewer than six common answers)
    become 0, which is "no evidence of likeness". `stack` is panels x experts x drivers; the answer is
    panels x drivers x drivers. Source: docs/methods.md.
    """
    if imputed is None:
        imputed = bool(np.isnan(stack).mean() > MAX_MISSING_PAIRWISE)

    def correlations(part: Array) -> Array:
        scores = damp(normal_scores(part))
        return pairwise_correlations(impute(scores) if imputed else scores)

    n, d = stack.shape[1:]
    return np.nan_to_num(map_chunks(correlations, stack, n * d * min(n, COMPARE_UP_TO), n_jobs))


def sort_tensor(sorts: Sequence[Mapping[str, object] | None], items: Sequence[str]) -> Array:
    """Return experts x drivers x drivers: 1 where an expert put two drivers in one pile, 0 where in two.

    NaN where the expert left out one of the two cards or did not sort at all. Averaged over experts it is the
    share who saw the two drivers move together.
    """
    piles = _codes([sort or {} for sort in sorts], items)
    known = piles >= 0
    together = (piles[:, :, None] == piles[:, None, :]).astype(np.float64)
    return np.where(known[:, :, None] & known[:, None, :], together, np.nan)


def _codes(answers: Sequence[Mapping[str, object]], items: Sequence[str]) -> NDArray[np.int64]:
    codes = np.full((len(answers), len(items)), -1)
    for row, answer in enumerate(answers):
        names: dict[object, int] = {}
        for column, item in enumerate(items):
            if answer.get(item) is not None:
                codes[row, column] = names.setdefault(answer[item], len(names))
    return codes


def pair_tensor(pairs: Sequence[Sequence], items: Sequence[str]) -> Array:
    """Return judges x drivers x drivers of judged co-movement, NaN where a pair was not judged.

    `pairs` is either one list of (item, item, value) per expert, in the order of the ratings, or one
    flat list of such triples; then every judgement counts as its own judge. Values are centred on 0
    (such as -2..+2) and are divided by the largest absolute value, so they lie in -1..1. Unknown items
    are skipped.
    """
    judges = [[triple] for triple in pairs] if pairs and _is_triple(pairs[0]) else list(pairs)
    place = {item: index for index, item in enumerate(items)}
    tensor = np.full((len(judges), len(items), len(items)), np.nan)
    for row, triples in enumerate(judges):
        for first, second, value in triples or []:
            if first in place and second in place and first != second and value is not None:
                a, b = place[first], place[second]
                tensor[row, a, b] = tensor[row, b, a] = float(value)
    largest = np.nanmax(np.abs(tensor)) if np.isfinite(tensor).any() else 1.0
    return tensor / (largest or 1.0)


def _is_triple(entry: object) -> bool:
    return isinstance(entry, (tuple, list)) and len(entry) == 3 and isinstance(entry[0], str)


_LEAN = {"A": 1.0, "B": -1.0, "both": 0.0, "neither": 0.0}


def allocation_leans(allocations: Sequence[Mapping[str, str] | None], items: Sequence[str]) -> Array:
    """Return experts x drivers: 1 for A, -1 for B, 0 for both and neither, NaN for no answer.

    The letters mean the same to every expert. So two drivers are as alike as the product of their mean leans
    says, over pairs of different experts too, which is far less noisy than what each expert did alone.
    """
    rows = [[_LEAN.get((answer or {}).get(item), np.nan) for item in items] for answer in allocations]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(items))


def average_leans(leans: Array, weights: Array) -> Array:
    """Return panels x drivers x drivers: products of mean leans under panels x experts weights."""
    known = (~np.isnan(leans)).astype(np.float64)
    count = weights @ known
    mean = np.where(count > 0, weights @ np.nan_to_num(leans) / np.maximum(count, 1e-12), np.nan)
    return mean[:, :, None] * mean[:, None, :]


def average_tensor(tensor: Array, weights: Array) -> Array:
    """Average a judges x drivers x drivers tensor under panels x judges weights; NaN where nobody judged."""
    n, d, _ = tensor.shape
    flat = tensor.reshape(n, d * d)
    known = (~np.isnan(flat)).astype(np.float64)
    total = weights @ np.nan_to_num(flat)
    count = weights @ known
    return np.where(count > 0, total / np.maximum(count, 1e-12), np.nan).reshape(len(weights), d, d)


def join_signed(channels: Sequence[Array]) -> Array:
    """Join channels whose signs tell poles that agree from poles that oppose each other.

    Each is divided by its root mean square above the diagonal, then summed over the channels known in a
    cell and divided by the root of their number. Its absolute value is a likeness that no reversed pole
    changes; to add signs first lets errors cancel that absolute values would add. `channels` are panels x
    drivers x drivers, NaN for unknown.
    """
    upper = np.triu_indices(channels[0].shape[-1], 1)
    total, count = np.zeros(channels[0].shape), np.zeros(channels[0].shape)
    for channel in channels:
        cells = channel[:, upper[0], upper[1]]
        known = np.maximum((~np.isnan(cells)).sum(axis=1), 1)
        size = np.sqrt(np.nansum(cells**2, axis=1) / known)[:, None, None]
        total += np.nan_to_num(channel / np.where(size > 1e-9, size, 1.0))
        count += ~np.isnan(channel)
    return np.where(count > 0, total / np.sqrt(np.maximum(count, 1)), np.nan)


def fuse(channels: Sequence[Array], weights: Sequence[float] | None = None) -> Array:
    """Fuse similarity channels into one similarity between 0 and 1, with equal weights unless given.

    Each channel (panels x drivers x drivers, NaN = unknown) is z-scored over its known cells above the
    diagonal; a cell is the weighted mean of the channels known there, an unknown cell the mean of the panel;
    the result is shifted to minimum 0 and scaled to maximum 1. A channel without spread counts as 0
    everywhere. Equal weights beat weights by split-half reliability. Source: docs/methods.md.
    """
    d = channels[0].shape[-1]
    upper = np.triu_indices(d, 1)
    stacked = np.stack([_standardise(channel[:, upper[0], upper[1]]) for channel in channels])
    weight = np.ones(len(channels)) if weights is None else np.asarray(weights, dtype=np.float64)
    known = (~np.isnan(stacked)) * weight[:, None, None]
    mean = (np.nan_to_num(stacked) * weight[:, None, None]).sum(axis=0) / np.maximum(known.sum(axis=0), 1e-12)
    mean -= mean.min(axis=1, keepdims=True)
    mean /= np.maximum(mean.max(axis=1, keepdims=True), 1e-12)
    fused = np.zeros((len(mean), d, d))
    fused[:, upper[0], upper[1]] = mean
    return fused + fused.transpose(0, 2, 1) + np.eye(d)


def _standardise(cells: Array) -> Array:
    known = ~np.isnan(cells)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    centred = cells - np.nan_to_num(cells).sum(axis=1, keepdims=True) / count
    spread = np.sqrt((np.nan_to_num(centred) ** 2).sum(axis=1, keepdims=True) / count)
    return centred / np.where(spread > 1e-9, spread, 1.0)
