"""Propose two scenario axes from a panel's answers, or say why they do not support two ("axes-v1")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.axes import gates as limits
from analysis.axes.build import LETTERS, build_axes, is_transformation_grid, label_axes, place
from analysis.axes.cohesion import describe_clusters
from analysis.axes.components import NO_AXIS
from analysis.axes.gates import judge
from analysis.axes.input import AUTHORED, Given, Panel, Settings, check_settings, read_panel
from analysis.axes.notes import collect_notes
from analysis.axes.pairs import Pair
from analysis.axes.report import N_PERMUTATIONS, general_factor_p, report_robustness
from analysis.axes.result import AxesProposal, Axis
from analysis.axes.solve import Solution, judge_solution, solve
from analysis.criticality import assess_criticality
from analysis.ratings import Scale

Array = NDArray[np.float64]


def propose_axes(
    expectation: ArrayLike,
    impact: ArrayLike,
    uncertainty: ArrayLike,
    items: Sequence[str],
    scale: Scale,
    rng: np.random.Generator,
    *,
    control: ArrayLike | None = None,
    later: ArrayLike | None = None,
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

    Drivers are clustered by how they move together across experts (rank correlation of the expected
    state) and, if given, by how experts sort, pair or allocate them; two clusters are chosen by
    criticality, and every gate is reported with its figure and threshold. All answers must come from the
    first independent round.

    `expectation`, `impact`, `uncertainty`, `control`: experts x drivers in the order of asking, points of
    `scale`, NaN for no number (never the midpoint); `later` is the expected state of a later round of the
    same experts, compared and never used. `sorts`: one {driver: pile} or None per expert; `pairs`: one
    list of (driver, driver, value) per expert, or one flat list; `allocations`: one {driver: "A" | "B" |
    "both" | "neither"} or None per expert. `categories` names the theme of a driver (compared, never
    used); `groups` the stakeholder group per expert (experts are then redrawn within groups); `authored`
    {driver: "A" | "B"} sets the axes and only tests them. `k` fixes the number of clusters; `method` is
    `clv` (default for ratings alone), `spectral-fused` (default with structure), `hac-average`,
    `hac-ward`, `paf-promax`, `concept-map` (needs sorts) or `authored`; `orientation` is `unsigned` or
    `aligned` (poles are trusted to point the same way). Missing: pairwise up to 15 %, else rank-2
    imputation. Constant drivers and those with fewer than six answers get no axis. The answer is the same
    for any `n_jobs`. Source: docs/methods.md; the sources of the parts stand with the parts.
    """
    given = Given(control, later, sorts, pairs, allocations, categories, authored, groups)
    settings = Settings(k, bootstrap, method, orientation, n_jobs)
    check_settings(settings, given)
    streams = rng.spawn(7)
    criticality = assess_criticality(impact, uncertainty, expectation, scale, items, streams[0])
    panel = read_panel(np.array(expectation, dtype=float), criticality, items, scale, given, settings)
    if method in (None, AUTHORED):
        method = "spectral-fused" if panel.evidence.tensors else "clv"
    if panel.n_effective < limits.MIN_EXPERTS or panel.usable.sum() < limits.MIN_DRIVERS:
        return _refuse_early(panel, method)
    solution = solve(panel, method, k, bootstrap, [*streams[1:5], streams[6]])
    return _conclude(panel, solution, method, streams[5])


def _refuse_early(panel: Panel, method: str) -> AxesProposal:
    """Refuse a panel that is too small to be clustered at all."""
    gates = [
        judge("too_few_experts", panel.n_effective, limits.MIN_EXPERTS),
        judge("too_few_drivers", int(panel.usable.sum()), limits.MIN_DRIVERS),
    ]
    code, reason = limits.summarise(gates, tentative=False)
    missing = "the panel is too small to be clustered"
    blank = (
        "k",
        "stability",
        "stability_null",
        "parallel_p",
        "coherence_p",
        "transformation_grid",
        "robustness",
    )
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


def _conclude(panel: Panel, solution: Solution, method: str, rng: np.random.Generator) -> AxesProposal:
    gates = judge_solution(panel, solution)
    authored = panel.authored is not None
    declared = not limits.failed_codes(gates)
    tentative = not authored and limits.is_tentative(gates)
    code, reason = limits.summarise(gates, tentative=tentative)
    robustness = (
        None if authored else report_robustness(panel, solution.labels, solution.stability, method, rng)
    )
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
        clusters=_spread(panel, [int(c) if c != NO_AXIS else None for c in solution.labels]),
        membership=_spread(panel, [float(share) for share in solution.stability.membership]),
        pairs=solution.pairs,
        pair_axes=tuple(_axes_of(panel, solution, pair)[0] for pair in solution.pairs),
        cohesion=describe_clusters(
            panel, solution.correlations[0], solution.labels, solution.stability.membership
        ),
        alternatives={} if robustness is None else robustness.methods,
        without_group={} if robustness is None else robustness.groups,
        robustness=robustness,
        advice=tuple(limits.advise(gates, has_structure=bool(panel.evidence.tensors))),
    )  # fmt: skip
    return _add_axes(proposal, panel, solution, rng)


def _axes_of(panel: Panel, solution: Solution, pair: Pair) -> tuple[tuple[Axis, ...], Array]:
    return build_axes(panel, solution.correlations[0], label_axes(solution.assigned, pair), pair)


def _spread(panel: Panel, values: Sequence) -> dict:
    """Return {driver: value} over all drivers, None for those that could not be correlated."""
    return dict.fromkeys(panel.items) | dict(zip(panel.usable_items, values, strict=True))


def _add_axes(
    proposal: AxesProposal, panel: Panel, solution: Solution, rng: np.random.Generator
) -> AxesProposal:
    shown = proposal.declared or proposal.method == "authored"
    p = _general_factor(proposal, panel, rng)
    if not solution.pairs or not (shown or proposal.status == "tentative"):
        return replace(proposal, notes=collect_notes(panel, solution.labels, (), p, is_grid=None))
    on_axis = label_axes(solution.assigned, solution.pairs[0])
    axes, places = _axes_of(panel, solution, solution.pairs[0])
    assignments = _spread(panel, [LETTERS[label] if label >= 0 else None for label in on_axis])
    if not shown:
        candidate = {"axes": [axis.as_dict() for axis in axes], "assignments": assignments}
        return replace(
            proposal,
            candidate=candidate,
            notes=collect_notes(panel, solution.labels, (), p, is_grid=None),
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
        notes=collect_notes(panel, solution.labels, axes, p, is_grid=grid),
    )


def _general_factor(proposal: AxesProposal, panel: Panel, rng: np.random.Generator) -> float:
    if proposal.robustness is not None:
        return proposal.robustness.general_factor["p"]
    evidence = panel.evidence
    return general_factor_p(evidence.values, evidence.permute_ratings(rng, N_PERMUTATIONS))
