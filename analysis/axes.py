"""Propose two scenario axes from a panel's answers, or say why they do not support two ("axes-v1")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis import axes_gates as limits
from analysis.axes_build import LETTERS, build_axes, is_transformation_grid, label_axes, place
from analysis.axes_gates import Gate, judge, not_applied
from analysis.axes_input import (
    Panel,
    authored_labels,
    check_settings,
    find_usable,
    gather_evidence,
    optional_ratings,
)
from analysis.axes_notes import collect_notes, compare_methods, leave_groups_out
from analysis.axes_pairs import Pair, rank_pairs
from analysis.axes_result import AxesProposal
from analysis.axes_tests import (
    N_PERMUTATIONS,
    Stability,
    coherence_p,
    measure_stability,
    parallel_analysis,
    stability_without_structure,
)
from analysis.clusters import Labels
from analysis.components import NO_AXIS, leave_unassigned
from analysis.criticality import assess_criticality
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.evidence import choose_k, cluster
from analysis.ratings import Scale

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Solution:
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

    @property
    def k(self) -> int:
        """Count the clusters."""
        return int(self.labels.max()) + 1


def propose_axes(
    expectation: ArrayLike,
    impact: ArrayLike,
    uncertainty: ArrayLike,
    items: Sequence[str],
    scale: Scale,
    rng: np.random.Generator,
    *,
    control: ArrayLike | None = None,
    sorts: Sequence[Mapping[str, object] | None] | None = None,
    pairs: Sequence[Sequence] | None = None,
    allocations: Sequence[Mapping[str, str] | None] | None = None,
    categories: Mapping[str, str] | None = None,
    authored: Mapping[str, str] | None = None,
    groups: Sequence[str | None] | None = None,
    k: int | None = None,
    bootstrap: int = 200,
    method: str | None = None,
    orientation: str = "unsigned",
    n_jobs: int = 1,
) -> AxesProposal:
    """Propose two independent axes of critical uncertainties, or refuse in words.

    Drivers are clustered by how they move together across experts (|Spearman| of the expected state) and, if given, by
    how experts sort, pair or allocate them; two clusters are chosen by criticality, and every gate is reported with
    its figure and threshold. All answers must come from the first independent round.

    `expectation`, `impact`, `uncertainty`, `control`: experts x drivers, points of `scale`, NaN for no number (never the
    midpoint). `sorts`: one {driver: pile} or None per expert; `pairs`: one list of (driver, driver, value) per expert, or
    one flat list; `allocations`: one {driver: "A" | "B" | "both" | "neither"} or None per expert. `categories` names
    the theme of a driver (compared, never used); `groups` the stakeholder group per expert (experts are then redrawn
    within groups); `authored` {driver: "A" | "B"} sets the axes and only tests them. `k` fixes the number of clusters;
    `method` is `clv` (default for ratings alone), `spectral-fused` (default with structure), `hac-average` or
    `hac-ward`; `orientation` is `unsigned` or `aligned` (poles are trusted to point the same way). Missing: pairwise
    up to 15 %, else rank-2 imputation. Constant drivers and those with fewer than six answers get no axis. The answer
    is the same for any `n_jobs`. Source: method 2.5 and 2.6; the sources of the parts stand with the parts.
    """
    check_settings(method, orientation, bootstrap)
    streams = rng.spawn(6)
    criticality = assess_criticality(impact, uncertainty, expectation, scale, items, streams[0])
    expectation = np.array(expectation, dtype=float)
    usable = find_usable(expectation)
    names = [item for item, use in zip(items, usable, strict=True) if use]
    structure = {"sorts": sorts, "pairs": pairs, "allocations": allocations}
    aligned = orientation == "aligned"
    if groups is not None and len(groups) != len(expectation):
        raise InvalidRatings(f"{len(groups)} groups do not fit {len(expectation)} experts")
    panel = Panel(
        items=tuple(items),
        scale=scale,
        expectation=expectation,
        control=optional_ratings(control, expectation.shape, "control"),
        criticality=criticality,
        usable=usable,
        evidence=gather_evidence(expectation[:, usable], names, structure, aligned=aligned, n_jobs=n_jobs),
        groups=None if groups is None else np.array([str(group) for group in groups]),
        categories=categories,
        authored=authored_labels(authored, names),
    )
    method = method or ("spectral-fused" if panel.evidence.tensors else "clv")
    if panel.n_effective < limits.MIN_EXPERTS or usable.sum() < limits.MIN_DRIVERS:
        return _refuse_early(panel, method)
    return _conclude(panel, _solve(panel, method, k, bootstrap, streams[1:]), method, streams[-1])


def _refuse_early(panel: Panel, method: str) -> AxesProposal:
    """Refuse a panel that is too small to be clustered at all."""
    gates = [
        judge("too_few_experts", panel.n_effective, limits.MIN_EXPERTS),
        judge("too_few_drivers", int(panel.usable.sum()), limits.MIN_DRIVERS),
    ]
    code, reason = limits.summarise(gates, tentative=False)
    missing = "the panel is too small to be clustered"
    blank = ("k", "stability", "stability_null", "parallel_p", "coherence_p", "transformation_grid")
    return AxesProposal(
        declared=False,
        status="none",
        reason_code=code,
        reason=reason,
        gates=tuple(gates),
        items=panel.items,
        criticality=panel.criticality,
        method="authored" if panel.authored is not None else method,
        channels=panel.evidence.channels,
        n_experts=panel.n_effective,
        assignments=dict.fromkeys(panel.items),
        clusters=dict.fromkeys(panel.items),
        membership=dict.fromkeys(panel.items),
        advice=tuple(limits.advise(gates, has_structure=bool(panel.evidence.tensors))),
        undefined=dict.fromkeys(blank, missing),
    )


def _solve(
    panel: Panel, method: str, k: int | None, bootstrap: int, streams: Sequence[np.random.Generator]
) -> _Solution:
    evidence = panel.evidence
    whole = evidence.whole()
    correlations = evidence.correlations(whole)
    similarity = evidence.similarity(correlations, whole.weights)
    scores: dict[int, float] = {}
    if panel.authored is not None:
        labels = assigned = panel.authored
    else:
        k, scores = _number_of_clusters(panel, correlations, similarity, method, k)
        labels = cluster(correlations, similarity, k, method, aligned=evidence.aligned)[0]
        assigned = leave_unassigned(correlations, labels[None], evidence.n_experts)[0]
    stability = measure_stability(evidence, labels, method, streams[0], bootstrap, panel.groups)
    permuted = evidence.correlate(evidence.permute_ratings(streams[1], N_PERMUTATIONS))
    pairs = rank_pairs(correlations[0], assigned, panel.facts())
    coherence = None
    if pairs and None not in pairs[0].alpha:
        weaker = min(pairs[0].alpha)
        coherence = coherence_p(evidence, permuted, weaker, method, panel.authored, int(labels.max()) + 1)
    return _Solution(
        correlations=correlations,
        similarity=similarity,
        labels=labels,
        assigned=assigned,
        scores=scores,
        stability=stability,
        null=None if panel.authored is not None
        else stability_without_structure(evidence, int(labels.max()) + 1, method, streams[2]),
        parallel=parallel_analysis(correlations[0], permuted),
        pairs=pairs,
        coherence=coherence,
    )  # fmt: skip


def _number_of_clusters(
    panel: Panel, correlations: Array, similarity: Array, method: str, k: int | None
) -> tuple[int, dict[int, float]]:
    chosen, scores = choose_k(correlations, similarity, method, aligned=panel.evidence.aligned)
    if k is None:
        return chosen, scores
    most = int(panel.usable.sum()) // 2
    if not 2 <= k <= most:
        raise InvalidSetting("k", k, f"2 to {most}, half the number of drivers")
    return k, scores


def _judge(panel: Panel, solution: _Solution) -> list[Gate]:
    """Return every gate in fixed order; those that do not fit this kind of evidence are marked as not applied.

    Ratings alone: parallel analysis on two eigenvalues and the fixed threshold of stability. With structural answers
    parallel analysis says nothing about the fused solution; instead the ratings must be coherent along both axes and
    the fused solution must be more stable than answers without structure. Authored axes: coherence, no stability.
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
        when(not on_ratings, "coherence", solution.coherence, limits.MAX_P),
        when(not authored, "stability", None if authored else mean, limits.MIN_STABILITY),
        when(
            fused and not authored,
            "stability_null",
            None if authored else mean,
            limits.MIN_STABILITY if solution.null is None else solution.null[1],
        ),
        judge("alpha", min(pair.alpha) if known else None, limits.MIN_ALPHA),
        judge("phi", pair.phi if pair else None, limits.MAX_PHI),
    ]


def _conclude(panel: Panel, solution: _Solution, method: str, rng: np.random.Generator) -> AxesProposal:
    gates = _judge(panel, solution)
    authored = panel.authored is not None
    declared = not limits.failed_codes(gates)
    tentative = not authored and limits.is_tentative(gates)
    code, reason = limits.summarise(gates, tentative=tentative)
    proposal = AxesProposal(
        declared=declared,
        status="declared" if declared else "tentative" if tentative else "none",
        reason_code=code,
        reason=reason,
        gates=tuple(gates),
        items=panel.items,
        criticality=panel.criticality,
        method="authored" if authored else method,
        channels=panel.evidence.channels,
        n_experts=panel.n_effective,
        k=solution.k,
        k_silhouette=solution.scores,
        stability=None if authored else solution.stability.mean,
        stability_null=solution.null,
        parallel_p=solution.parallel,
        coherence_p=solution.coherence,
        assignments=dict.fromkeys(panel.items),
        clusters=_spread(panel, [int(c) if c != NO_AXIS else None for c in solution.assigned]),
        membership=_spread(panel, [float(share) for share in solution.stability.membership]),
        pairs=solution.pairs,
        alternatives={} if authored else compare_methods(
            solution.correlations, solution.similarity, solution.labels, aligned=panel.evidence.aligned
        ),
        without_group={} if authored else leave_groups_out(panel, solution.labels, method),
        advice=tuple(limits.advise(gates, has_structure=bool(panel.evidence.tensors))),
    )  # fmt: skip
    return _add_axes(proposal, panel, solution, rng)


def _spread(panel: Panel, values: Sequence) -> dict:
    """Return {driver: value} over all drivers, None for those that could not be correlated."""
    return dict.fromkeys(panel.items) | dict(zip(panel.usable_items, values, strict=True))


def _add_axes(
    proposal: AxesProposal, panel: Panel, solution: _Solution, rng: np.random.Generator
) -> AxesProposal:
    shown = proposal.declared or proposal.method == "authored"
    if not solution.pairs or not (shown or proposal.status == "tentative"):
        return replace(proposal, notes=collect_notes(panel, solution.labels, (), rng, is_grid=None))
    on_axis = label_axes(solution.assigned, solution.pairs[0])
    axes, places = build_axes(panel, solution.correlations[0], on_axis, solution.pairs[0])
    assignments = _spread(panel, [LETTERS[label] if label >= 0 else None for label in on_axis])
    if not shown:
        candidate = {"axes": [axis.as_dict() for axis in axes], "assignments": assignments}
        return replace(
            proposal,
            candidate=candidate,
            notes=collect_notes(panel, solution.labels, (), rng, is_grid=None),
        )
    grid = is_transformation_grid(panel, axes)
    return replace(
        proposal,
        axes=axes,
        assignments=assignments,
        placement=place(
            panel, solution.correlations[0], solution.stability.correlations, on_axis, places, rng
        ),
        transformation_grid=grid,
        notes=collect_notes(panel, solution.labels, axes, rng, is_grid=grid),
    )
