"""Test a partition of drivers against chance: redrawn panels, parallel analysis, coherence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, adjusted_rand, one_hot
from analysis.axes.components import mean_loadings
from analysis.axes.evidence import Evidence, cluster

Array = NDArray[np.float64]

N_PERMUTATIONS = 199
N_NULL_PANELS = 20
N_NULL_RESAMPLES = 25


@dataclass(frozen=True)
class Stability:
    """Hold the mean agreement (ARI) of redrawn panels, the share that keeps each driver, and them."""

    mean: float
    membership: Array
    correlations: Array
    similarity: Array
    labels: Labels


def measure_stability(
    evidence: Evidence,
    labels: Labels,
    method: str,
    rng: np.random.Generator,
    resamples: int,
    strata: NDArray | None,
) -> Stability:
    """Redraw the experts and cluster again: S = mean ARI of the redrawn partitions with `labels` (one row).

    The membership of a driver is the share of redrawn panels in which it falls into the cluster that
    matches its own, clusters being matched by their largest overlap. Source: docs/methods.md.
    """
    k = int(labels.max()) + 1
    draw = evidence.draw(rng, resamples, strata)
    correlations = evidence.correlations(draw)
    similarity = evidence.similarity(correlations, draw.weights)
    redrawn = cluster(correlations, similarity, k, method, aligned=evidence.aligned)
    mean = float(adjusted_rand(redrawn, labels).mean())
    return Stability(mean, _membership(redrawn, labels, k), correlations, similarity, redrawn)


def _membership(redrawn: Labels, labels: Labels, k: int) -> Array:
    overlap = one_hot(redrawn, k).transpose(0, 2, 1) @ one_hot(labels, k)
    sizes = one_hot(labels, k).sum(axis=0)
    match = np.argmax(overlap / np.maximum(sizes, 1), axis=2)
    return (np.take_along_axis(match, redrawn, axis=1) == labels).mean(axis=0)


def stability_without_structure(
    evidence: Evidence, k: int, method: str, rng: np.random.Generator
) -> tuple[float, float]:
    """Return mean and 95 % quantile of the stability of panels whose answers were shuffled.

    Ratings are shuffled driver by driver and cards judge by judge, so that nothing is left to find; each
    shuffled panel is clustered and redrawn like the true one. Source: docs/methods.md.
    """
    values = []
    for _ in range(N_NULL_PANELS):
        panel = evidence.shuffled(rng)
        whole = panel.whole()
        correlations = panel.correlations(whole)
        labels = cluster(
            correlations, panel.similarity(correlations, whole.weights), k, method, aligned=panel.aligned
        )[0]
        values.append(measure_stability(panel, labels, method, rng, N_NULL_RESAMPLES, None).mean)
    return float(np.mean(values)), float(np.quantile(values, 0.95))


def parallel_analysis(observed: Array, permuted: Array) -> tuple[float, float]:
    """Return the permutation p of the first and the second eigenvalue of the correlations.

    p_i = (1 + number of permuted panels whose i-th eigenvalue reaches the observed) / (B + 1).
    `observed` is one matrix, `permuted` the stack of matrices of shuffled ratings. Source: Horn 1965;
    Buja & Eyuboglu 1992; docs/methods.md.
    """
    top = np.linalg.eigvalsh(observed)[::-1][:2]
    null = np.linalg.eigvalsh(permuted)[:, ::-1][:, :2]
    return tuple(float(p) for p in (1 + (null >= top).sum(axis=0)) / (len(permuted) + 1))


def coherence_p(
    evidence: Evidence, permuted: Array, weaker: float, method: str, authored: Labels | None, k: int
) -> float:
    """Return how often ratings without structure follow two clusters as well as these do.

    The structural answers are kept, the ratings shuffled within drivers, everything is clustered again;
    p = (1 + number of panels whose second best cluster reaches a mean held-out loading of `weaker`) / (B
    + 1), with `weaker` that of the weaker axis. With authored axes the partition stays. This asks what
    parallel analysis cannot once structure comes from elsewhere: do the ratings themselves follow both
    axes? Experts who use the scale widely make the test a little generous, so it stands beside the share
    of drivers that follow (`support`).
    """
    if authored is not None:
        labels = np.broadcast_to(authored, permuted.shape[:2])
    else:
        similarity = evidence.similarity(permuted, evidence.whole().weights)
        labels = cluster(permuted, similarity, k, method, aligned=evidence.aligned)
    second = np.sort(mean_loadings(permuted, labels), axis=1)[:, -2]
    return float((1 + (second >= weaker).sum()) / (len(permuted) + 1))


def mantel_p(first: Array, second: Array, rng: np.random.Generator) -> float:
    """Return the permutation p of the correlation between two similarity matrices of the same drivers.

    r = Pearson correlation of the cells above the diagonal; the drivers of the second matrix are permuted;
    p = (1 + number of permutations whose r reaches the observed) / (B + 1). Constant cells give 1.
    Source: Mantel 1967.
    """
    d = len(first)
    rows, columns = np.triu_indices(d, 1)
    one = first[rows, columns] - first[rows, columns].mean()
    orders = np.argsort(rng.random((N_PERMUTATIONS, d)), axis=1)
    orders = np.concatenate([np.arange(d)[None], orders])
    products = second[orders[:, rows], orders[:, columns]] @ one
    # the first row is the observed one; equal sums may differ in the last digits
    return float((products >= products[0] - 1e-9).mean())
