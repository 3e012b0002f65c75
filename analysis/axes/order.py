"""Tell two axes from a questionnaire whose answers lean on the answers before them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from analysis.axes.clusters import Labels
from analysis.axes.evidence import Evidence, null_silhouettes, pick_k, try_k

Array = NDArray[np.float64]

N_ORDER_PANELS = 99


def order_p(
    evidence: Evidence,
    correlations: Array,
    labels: Labels,
    method: str,
    rng: np.random.Generator,
    *,
    k: int | None = None,
    authored: Labels | None = None,
) -> float:
    """Return how often answers that only lean on their neighbours group the drivers as clearly as these do.

    Two statistics say how much more drivers of one cluster correlate than drivers of two, beyond what their
    distance in the questionnaire explains: `matched_contrast`, strong where clusters stand in blocks, and
    `fitted_contrast`, which also sees clusters that take turns. Null: normal panels of the same size and
    gaps whose correlations depend on that distance alone, as `distance_profile` found them; the structural
    answers are kept, everything is clustered again. Contrasts grow with the number of clusters, so each is
    standardised by mean and spread of the null panels at the same k, and every null panel counts at the k
    it would choose, unless `k` was given; `authored` clusters stay. The larger of the two standardised
    statistics counts, in the panel and in the null panels alike. p = (1 + number of panels that reach the
    observed) / (B + 1). Drivers count in the order given, which must be that of asking.

    `correlations` is a stack of one matrix, `labels` one row. A parametric bootstrap (Davison & Hinkley
    1997, ch. 4). Source: docs/methods.md.
    """
    n, d = evidence.values.shape
    places = evidence.positions
    profile = distance_profile(correlations[0], places)
    root = _square_root(profile[np.abs(places[:, None] - places)])
    panels = rng.normal(size=(N_ORDER_PANELS, n, d)) @ root
    panels[:, np.isnan(evidence.values)] = np.nan
    null = evidence.correlate(panels)
    if authored is not None:
        partitions, own = np.broadcast_to(authored, (1, *null.shape[:2])), np.zeros(len(null), dtype=int)
        row = 0
    else:
        similarity = evidence.similarity(null, evidence.whole().weights)
        scores, partitions = try_k(null, similarity, method, aligned=evidence.aligned, k=k)
        own = pick_k(scores, null_silhouettes(evidence, method) if k is None else None)
        row = int(labels.max()) + 1 - (2 if k is None else k)
    alike = (lambda one: one) if evidence.aligned else np.abs
    standings, observed = [], []
    for measure in (matched_contrast, fitted_contrast):
        contrasts = np.stack([measure(alike(null), one, places) for one in partitions])
        mean, spread = contrasts.mean(axis=1), np.maximum(contrasts.std(axis=1), 1e-12)
        of_null = (contrasts[own, np.arange(len(null))] - mean[own]) / spread[own]
        of_panel = (measure(alike(correlations), labels[None], places)[0] - mean[row]) / spread[row]
        standings.append(of_null)
        observed.append(of_panel)
    reached = np.max(standings, axis=0) >= max(observed)
    return float((1 + reached.sum()) / (N_ORDER_PANELS + 1))


def distance_profile(correlations: Array, positions: NDArray[np.int64]) -> Array:
    """Return the correlation of two drivers by their distance in the questionnaire, never rising with it.

    Entry g is the least-squares fit, weighted by the number of pairs, to the mean correlation at distance g
    (entry 0 is 1). `correlations` is one matrix, `positions` the place of each driver. Source: isotonic
    regression (Barlow et al. 1972).
    """
    upper = np.triu_indices(len(positions), 1)
    gap = np.abs(positions[upper[0]] - positions[upper[1]])
    profile = _profiles(correlations[upper][None], gap)[0]
    profile[0] = 1.0
    return profile


def matched_contrast(similarity: Array, labels: Labels, positions: NDArray[np.int64]) -> Array:
    """Return how much more alike drivers of one cluster are than drivers of two, at equal distance.

    T = sum_g w_g (mean s within clusters - mean s between them), both at distance g, over sum_g w_g, with
    w_g = m_g k_g / (m_g + k_g) for m_g pairs within and k_g between (Mantel & Haenszel 1959). Where no
    distance has both kinds of pairs, 0. `similarity` is panels x drivers x drivers: |r|, or r where
    poles are aligned; `labels` panels x drivers (below 0: left out).
    """
    rows, columns = np.triu_indices(len(positions), 1)
    gap = np.abs(positions[rows] - positions[columns])
    at_gap = (gap[:, None] == np.arange(int(gap.max(initial=0)) + 1)).astype(np.float64)
    size = similarity[:, rows, columns]
    counted = (labels[:, rows] >= 0) & (labels[:, columns] >= 0)
    same = labels[:, rows] == labels[:, columns]
    within, between = (counted & same).astype(np.float64), (counted & ~same).astype(np.float64)
    m, k = within @ at_gap, between @ at_gap
    difference = (within * size) @ at_gap / np.maximum(m, 1) - (between * size) @ at_gap / np.maximum(k, 1)
    weight = m * k / np.maximum(m + k, 1)
    return (weight * difference).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)


def fitted_contrast(similarity: Array, labels: Labels, positions: NDArray[np.int64]) -> Array:
    """Return how much more alike drivers of one cluster are than drivers of two, beyond their distance.

    From every similarity s the fit p(g) of `distance_profile` at its distance g is taken; T = mean (s - p)
    within clusters - mean (s - p) between them. A series whose likeness only fades with distance leaves
    nothing; clusters that stand side by side, or take turns, do. Without pairs of both kinds, 0.
    `similarity` is panels x drivers x drivers: |r|, or r where poles are aligned; `labels` panels x drivers
    (below 0: left out).
    """
    rows, columns = np.triu_indices(len(positions), 1)
    gap = np.abs(positions[rows] - positions[columns])
    size = similarity[:, rows, columns]
    beyond = size - _profiles(size, gap)[:, gap]
    counted = (labels[:, rows] >= 0) & (labels[:, columns] >= 0)
    same = labels[:, rows] == labels[:, columns]
    within, between = counted & same, counted & ~same
    means = [(beyond * kind).sum(axis=1) / np.maximum(kind.sum(axis=1), 1) for kind in (within, between)]
    return np.where(within.any(axis=1) & between.any(axis=1), means[0] - means[1], 0.0)


def _profiles(size: Array, gap: NDArray[np.int64]) -> Array:
    """Fit, for each row of pairs, a mean by distance that never rises; what no pair has is interpolated."""
    count = np.bincount(gap)
    known = np.flatnonzero(count)
    total = size @ (gap[:, None] == known).astype(np.float64)
    fitted = [
        isotonic_regression(one / count[known], weights=count[known], increasing=False).x for one in total
    ]
    return np.array([np.interp(np.arange(len(count)), known, one) for one in fitted])


def _square_root(correlations: Array) -> Array:
    """Return the root of the matrix without its negative eigenvalues, the diagonal brought back to 1."""
    values, vectors = np.linalg.eigh(correlations)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root / np.maximum(np.linalg.norm(root, axis=0), 1e-12)
