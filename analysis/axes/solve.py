"""Cluster a panel's drivers, test the clusters against chance, and judge the result gate by gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.axes import gates as limits
from analysis.axes.clusters import Labels
from analysis.axes.components import leave_unassigned, mean_loadings
from analysis.axes.evidence import Evidence, choose_k, cluster
from analysis.axes.gates import Gate, judge, not_applied
from analysis.axes.input import Panel
from analysis.axes.order import order_p
from analysis.axes.pairs import Pair, rank_pairs
from analysis.axes.tests import (
    N_PERMUTATIONS,
    Stability,
    coherence_p,
    mantel_p,
    measure_stability,
    parallel_analysis,
    stability_without_structure,
)
from analysis.errors import InvalidSetting

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """Hold the partition of the usable drivers and the tests it went through."""

    correlations: Array
    similarity: Array
    labels: Labels
    assigned: Labels
    scores: dict[int, float]
    stability: Stability
    null: tuple[float, float] | None
    parallel: tuple[float, float]
    pairs: tuple[Pair, ...]
    coherence: float | None
    support: float
    channels: float | None
    asking_order: float

    @property
    def k(self) -> int:
        """Count the clusters."""
        return int(self.labels.max()) + 1


def solve(
    panel: Panel, method: str, k: int | None, bootstrap: int, streams: Sequence[np.random.Generator]
) -> Solution:
    """Cluster the drivers, redraw and permute the panel, and rank the pairs of clusters.

    `streams` are independent generators: for the redrawn panels, the permuted ratings, the panels without
    structure, the agreement of the channels and the asking order. Authored axes are kept as they are.
    Source: docs/methods.md.
    """
    evidence, authored = panel.evidence, panel.authored
    whole = evidence.whole()
    correlations = evidence.correlations(whole)
    similarity = evidence.similarity(correlations, whole.weights)
    scores: dict[int, float] = {}
    labels = assigned = authored
    if authored is None:
        chosen, scores = _number_of_clusters(panel, correlations, similarity, method, k)
        labels = cluster(correlations, similarity, chosen, method, aligned=evidence.aligned)[0]
        assigned = leave_unassigned(correlations, labels[None], evidence.n_experts)[0]
    n_clusters = int(labels.max()) + 1
    permuted = evidence.correlate(evidence.permute_ratings(streams[1], N_PERMUTATIONS))
    pairs = rank_pairs(correlations[0], assigned, panel.facts(), panel.n_effective)
    if authored is not None:
        pairs = tuple(pair.in_order() for pair in pairs)
    follows = leave_unassigned(correlations, labels[None], evidence.n_experts)[0] >= 0
    coherence = None
    if pairs:
        weaker = mean_loadings(correlations, labels[None])[0, list(pairs[0].clusters)].min()
        coherence = coherence_p(evidence, permuted, float(weaker), method, authored, n_clusters)
    return Solution(
        correlations=correlations,
        similarity=similarity,
        labels=labels,
        assigned=assigned,
        scores=scores,
        stability=measure_stability(evidence, labels, method, streams[0], bootstrap, panel.groups),
        null=None if authored is not None
        else stability_without_structure(evidence, n_clusters, method, streams[2]),
        parallel=parallel_analysis(correlations[0], permuted),
        pairs=pairs,
        coherence=coherence,
        channels=_channels_agree(evidence, correlations, streams[3]),
        asking_order=order_p(evidence, correlations, labels, method, streams[4], k=k, authored=authored),
        support=float(follows.sum() / max(1, (labels >= 0).sum())),
    )  # fmt: skip


def _channels_agree(evidence: Evidence, correlations: Array, rng: np.random.Generator) -> float | None:
    """Return the p of the agreement of ratings and structural answers, None without the latter."""
    if not evidence.tensors:
        return None
    rated = (1 + correlations[0]) / 2 if evidence.aligned else np.abs(correlations[0])
    return mantel_p(rated, evidence.structural_similarity(evidence.whole().weights)[0], rng)


def _number_of_clusters(
    panel: Panel, correlations: Array, similarity: Array, method: str, k: int | None
) -> tuple[int, dict[int, float]]:
    chosen, scores = choose_k(correlations, similarity, method, panel.evidence)
    if k is None:
        return chosen, scores
    most = int(panel.usable.sum()) // 2
    if not 2 <= k <= most:
        raise InvalidSetting("k", k, f"2 to {most}, half the number of drivers")
    return k, scores


def judge_solution(panel: Panel, solution: Solution) -> list[Gate]:
    """Return every gate in fixed order; those that do not fit the evidence are marked as not applied.

    Ratings alone: parallel analysis on two eigenvalues and the fixed threshold of stability. With
    structural answers parallel analysis says nothing about the fused solution; instead the ratings must
    be coherent along both axes and the fused solution must be more stable than answers without
    structure. Authored axes: coherence, no stability.
    """
    fused, authored = bool(panel.evidence.tensors), panel.authored is not None
    pair = solution.pairs[0] if solution.pairs else None
    known = pair is not None and None not in pair.alpha
    sizes = np.bincount(solution.assigned[solution.assigned >= 0], minlength=2)
    on_ratings = not fused and not authored
    mean = solution.stability.mean

    def when(applies: bool, code: str, figure: float | None, threshold: float) -> Gate:
        return (judge if applies else not_applied)(code, figure, threshold)

    return [
        judge("too_few_experts", panel.n_effective, limits.MIN_EXPERTS),
        judge("too_few_drivers", int(sizes.sum()), limits.MIN_DRIVERS),
        judge("no_pair", int((sizes >= limits.MIN_DRIVERS_PER_AXIS).sum()), 2),
        when(on_ratings, "parallel_first", solution.parallel[0], limits.MAX_P),
        when(on_ratings, "parallel_second", solution.parallel[1], limits.MAX_P),
        when(fused, "channels_agree", solution.channels, limits.MAX_P),
        when(not on_ratings, "coherence", solution.coherence, limits.MAX_P),
        when(not on_ratings, "support", solution.support, limits.MIN_SUPPORT),
        when(not authored, "stability", None if authored else mean, limits.MIN_STABILITY),
        when(
            fused and not authored,
            "stability_null",
            None if authored else mean,
            limits.MIN_STABILITY if solution.null is None else solution.null[1],
        ),
        judge("asking_order", solution.asking_order, limits.MAX_P_ORDER),
        judge("alpha", min(pair.alpha) if known else None, limits.MIN_ALPHA),
        judge("phi", pair.phi if pair else None, limits.MAX_PHI),
        judge("independence", pair.independence if pair else None, limits.MAX_P_INDEPENDENCE),
    ]
