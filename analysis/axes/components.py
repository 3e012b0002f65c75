"""Describe clusters of drivers by their first components: loadings, reliability, correlation of two axes.

All figures come from correlation matrices alone, so whole stacks of resamples are done at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.axes.clusters import Labels, component_correlations, first_components, one_hot

Array = NDArray[np.float64]

NO_AXIS = -1
_ONE_SIDED_95 = 1.64
_ALMOST_ONE = 1 - 1e-9


def held_out_loadings(correlations: Array, labels: Labels) -> Array:
    """Correlate each driver with the first component of its own cluster without the driver itself.

    `correlations` is panels x drivers x drivers, `labels` panels x drivers (a label below 0 means no
    cluster and gives 0). The sign follows the component of the whole cluster as `first_components`
    returns it. Source: docs/methods.md.
    """
    own = (labels[:, :, None] == labels[:, None, :]) & (labels >= 0)[:, None, :]
    masks = (own & ~np.eye(labels.shape[1], dtype=bool)).astype(np.float64)
    weights = first_components(correlations, masks)
    whole = first_components(correlations, one_hot(labels, max(1, int(labels.max()) + 1))).sum(axis=2)
    loadings = np.einsum("pjj->pj", component_correlations(correlations, weights))
    turn = np.einsum("pij,pi->pj", weights, whole)
    return loadings * np.where(turn < 0, -1.0, 1.0)


def mean_loadings(correlations: Array, labels: Labels) -> Array:
    """Return panels x k: the mean |held-out loading| of the drivers of each cluster, 0 for an empty one."""
    members = one_hot(labels, max(2, int(labels.max()) + 1))
    loadings = np.abs(held_out_loadings(correlations, labels))
    return (loadings[:, :, None] * members).sum(axis=1) / np.maximum(members.sum(axis=1), 1)


def leave_unassigned(correlations: Array, labels: Labels, n_experts: int) -> Labels:
    """Take drivers off their cluster whose |held-out loading| is below 1.64 / sqrt(n).

    That is the one-sided 5 % point of a loading of 0. Source: docs/methods.md.
    """
    loadings = np.abs(held_out_loadings(correlations, labels))
    return np.where(loadings >= _ONE_SIDED_95 / np.sqrt(n_experts), labels, NO_AXIS)


def signed_members(correlations: Array, labels: Labels, k: int) -> Array:
    """Return panels x drivers x k of -1, 0, 1: membership with the sign of the loading on the cluster."""
    members = one_hot(labels, k)
    return members * np.sign(first_components(correlations, members))


def alphas(correlations: Array, members: Array) -> Array:
    """Return the standardised Cronbach alpha of each signed cluster, panels x k; NaN below two drivers.

    alpha = m r / (1 + (m - 1) r), r the mean correlation of the m drivers after turning those that load
    negatively. Source: Cronbach 1951.
    """
    sizes = np.abs(members).sum(axis=1)
    sums = np.einsum("pjc,pjk,pkc->pc", members, correlations, members)
    mean = (sums - sizes) / np.where(sizes > 1, sizes * (sizes - 1), 1.0)
    whole = 1 + (sizes - 1) * mean
    known = (sizes > 1) & (whole > 1e-9)
    return np.where(known, sizes * mean / np.where(known, whole, 1.0), np.nan)


def axis_correlations(correlations: Array, members: Array) -> Array:
    """Correlate the signed sums of the clusters with each other, panels x k x k (0 for an empty cluster)."""
    covariances = members.transpose(0, 2, 1) @ correlations @ members
    spread = np.sqrt(np.maximum(np.einsum("pcc->pc", covariances), 1e-12))
    return covariances / spread[:, :, None] / spread[:, None, :]


def disattenuate(correlation: float, alpha_a: float, alpha_b: float) -> float | None:
    """Return |r| / sqrt(alpha_a alpha_b), freed of unreliability; None unless both alphas are positive.

    Source: Spearman 1904.
    """
    if not (alpha_a > 0 and alpha_b > 0):
        return None
    return float(abs(correlation) / np.sqrt(alpha_a * alpha_b))


def independence_p(
    correlation: float, alpha_a: float, alpha_b: float, n_experts: int, dependent: float
) -> float | None:
    """Return how often two axes that correlate with `dependent` look as independent as these or more so.

    p = Phi((atanh |r| - atanh(dependent sqrt(alpha_a alpha_b))) sqrt(n - 3)): the observed correlation of two
    scores of these reliabilities against the one that truly dependent axes would show. A small p says that
    the axes are not that dependent, which a small r of a few experts does not. None unless both alphas are
    positive and n is above 3. Source: Fisher 1921 (z); Spearman 1904 (attenuation).
    """
    if not (alpha_a > 0 and alpha_b > 0 and n_experts > 3):
        return None
    shown = np.arctanh(min(abs(correlation), _ALMOST_ONE))
    expected = np.arctanh(min(dependent * np.sqrt(alpha_a * alpha_b), _ALMOST_ONE))
    return float(ndtr((shown - expected) * np.sqrt(n_experts - 3)))
