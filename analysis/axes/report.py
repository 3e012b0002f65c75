"""Report how far a partition of the drivers hangs on choices: method, channel, round, group, poles, order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, adjusted_rand, cluster_spectral, component_correlations
from analysis.axes.evidence import METHODS, Evidence, cluster, null_silhouettes, pick_k, try_k
from analysis.axes.input import Panel
from analysis.axes.similarity import normal_scores
from analysis.axes.tests import Stability

Array = NDArray[np.float64]

N_PERMUTATIONS = 199
N_K_PANELS = 50
_FEWEST_EXPERTS = 8


@dataclass(frozen=True)
class Robustness:
    """Hold the agreement (ARI) of the partition in use with what other choices would have given.

    `methods`: every method at the same k; `groups`: without each stakeholder group; `channels`: without
    each kind of answer; `later_round`: from a later round's ratings, with the number of experts in it;
    `orientation`: with poles taken the other way ("aligned" or "unsigned"). `k_shares` is how often each
    number of clusters is chosen over redrawn panels. `general_factor` holds p and each driver's
    correlation with the mean of the others; `asking_order` how far the groups follow the order of asking:
    ARI with runs of neighbours of the same sizes, the share of neighbours in one group, p.
    """

    methods: dict[str, float]
    groups: dict[str, float]
    channels: dict[str, float]
    later_round: dict | None
    orientation: dict
    k_shares: dict[int, float]
    general_factor: dict
    asking_order: dict
    undefined: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "methods": self.methods,
            "groups": self.groups,
            "channels": self.channels,
            "later_round": self.later_round,
            "orientation": self.orientation,
            "k_shares": {str(k): share for k, share in self.k_shares.items()},
            "general_factor": self.general_factor,
            "asking_order": self.asking_order,
            "undefined": self.undefined,
        }


def report_robustness(
    panel: Panel, labels: Labels, stability: Stability, method: str, rng: np.random.Generator
) -> Robustness:
    """Compute the whole report for one partition (`labels`, one row). Source: docs/methods.md."""
    evidence, k = panel.evidence, int(labels.max()) + 1
    undefined = {}
    if panel.groups is None:
        undefined["groups"] = "no stakeholder groups are known"
    if not evidence.tensors:
        undefined["channels"] = "there is one kind of answer"
    if panel.later is None:
        undefined["later_round"] = "no later round was given"
    p = general_factor_p(evidence.values, evidence.permute_ratings(rng, N_PERMUTATIONS))
    return Robustness(
        methods=compare_methods(evidence, labels),
        groups=leave_groups_out(panel, labels, method),
        channels=leave_channels_out(evidence, labels, method),
        later_round=_compare_round(panel, labels, method),
        orientation=_turn_orientation(evidence, labels, method),
        k_shares=_share_of_k(evidence, stability, method),
        general_factor={"p": p, "loadings": _with_the_mean(panel)},
        asking_order=follow_order(labels, evidence.positions, k, rng),
        undefined=undefined,
    )


def general_factor_p(values: Array, permuted: Array) -> float:
    """Return the permutation p of the spread of the experts' mean answers ("optimists against pessimists").

    Compares the variance of the experts' mean normal score with that of panels whose answers were
    shuffled driver by driver. `values` is experts x drivers, `permuted` a stack of such panels. Source:
    docs/methods.md.
    """

    def spread(stack: Array) -> Array:
        scores = normal_scores(stack)
        known = (~np.isnan(scores)).sum(axis=2)
        return np.var(np.nan_to_num(scores).sum(axis=2) / np.maximum(known, 1), axis=1)

    return float((1 + (spread(permuted) >= spread(values[None])[0]).sum()) / (len(permuted) + 1))


def _with_the_mean(panel: Panel) -> dict[str, float]:
    correlations = panel.evidence.correlations(panel.evidence.whole())
    others = 1.0 - np.eye(correlations.shape[-1])
    loadings = np.einsum("jj->j", component_correlations(correlations, others[None])[0])
    return dict(zip(panel.usable_items, loadings.tolist(), strict=True))


def compare_methods(evidence: Evidence, labels: Labels) -> dict[str, float]:
    """Return the agreement (ARI) of every method at the same number of clusters with the partition in use.

    The concept map looks at the sorts alone and is left out without them.
    """
    k, answer = int(labels.max()) + 1, {}
    for method in METHODS:
        if method == "concept-map" and "sorts" not in evidence.channels:
            continue
        found = _group(replace(evidence, sorts_alone=method == "concept-map"), k, method)
        answer[method] = float(adjusted_rand(found, labels)[0])
    return answer


def _group(evidence: Evidence, k: int, method: str) -> Labels:
    whole = evidence.whole()
    correlations = evidence.correlations(whole)
    similarity = evidence.similarity(correlations, whole.weights)
    return cluster(correlations, similarity, k, method, aligned=evidence.aligned)


def leave_groups_out(panel: Panel, labels: Labels, method: str) -> dict[str, float]:
    """Return the agreement (ARI) of the partition without each stakeholder group with the partition in use.

    A group is skipped where fewer than eight experts would remain. Source: docs/methods.md.
    """
    if panel.groups is None:
        return {}
    k = int(labels.max()) + 1
    evidence, answer = panel.evidence, {}
    for group in sorted(set(panel.groups)):
        rest = np.flatnonzero(panel.groups != group)
        if len(rest) < _FEWEST_EXPERTS:
            continue
        correlations = evidence.correlate(evidence.values[rest][None])
        weights = tuple(
            np.isin(np.arange(len(one)), rest).astype(float)[None] if len(one) == evidence.n_experts
            else np.ones((1, len(one)))
            for one in evidence.tensors
        )  # fmt: skip
        similarity = evidence.similarity(correlations, weights)
        found = cluster(correlations, similarity, k, method, aligned=evidence.aligned)
        answer[group] = float(adjusted_rand(found, labels)[0])
    return answer


def leave_channels_out(evidence: Evidence, labels: Labels, method: str) -> dict[str, float]:
    """Return the agreement (ARI) of the partition without each kind of answer with the partition in use.

    Where only ratings are left they are clustered by CLV; without ratings the structural answers are cut by
    the spectral method. Empty where there is one kind of answer.
    """
    if not evidence.tensors:
        return {}
    k = int(labels.max()) + 1
    structure = evidence.structural_similarity(evidence.whole().weights)
    answer = {"ratings": float(adjusted_rand(cluster_spectral(structure, k), labels)[0])}
    for channel in evidence.channels[1:]:
        rest = replace(evidence.without(channel), sorts_alone=False)
        instead = "clv" if not rest.tensors else "spectral-fused" if method == "concept-map" else method
        answer[channel] = float(adjusted_rand(_group(rest, k, instead), labels)[0])
    return answer


def _compare_round(panel: Panel, labels: Labels, method: str) -> dict | None:
    if panel.later is None:
        return None
    later = panel.later[:, panel.usable]
    known = ~np.isnan(later).all(axis=1)
    if known.sum() < _FEWEST_EXPERTS:
        return {"n_experts": int(known.sum()), "ari": None}
    found = _group(replace(panel.evidence, values=later), int(labels.max()) + 1, method)
    return {"n_experts": int(known.sum()), "ari": float(adjusted_rand(found, labels)[0])}


def _turn_orientation(evidence: Evidence, labels: Labels, method: str) -> dict:
    other = replace(evidence, aligned=not evidence.aligned)
    found = _group(other, int(labels.max()) + 1, method)
    name = "aligned" if other.aligned else "unsigned"
    return {"orientation": name, "ari": float(adjusted_rand(found, labels)[0])}


def _share_of_k(evidence: Evidence, stability: Stability, method: str) -> dict[int, float]:
    correlations, similarity = stability.correlations[:N_K_PANELS], stability.similarity[:N_K_PANELS]
    scores, _ = try_k(correlations, similarity, method, aligned=evidence.aligned)
    picked = pick_k(scores, null_silhouettes(evidence, method))
    chosen = np.bincount(picked, minlength=len(scores)) / scores.shape[1]
    return {k: float(share) for k, share in enumerate(chosen, start=2)}


def follow_order(
    labels: Labels, positions: NDArray[np.int64], k: int, rng: np.random.Generator
) -> dict[str, float]:
    """Tell how far groups of drivers follow the order in which these were asked.

    `ari`: agreement with a cut of the questionnaire into k runs of neighbours, as long as the groups, in the
    order of their mean places; 1 if every group is one run. `neighbours`: share of neighbouring drivers in
    the same group, `expected` that share over all pairs; p by permuting the drivers. Source: join counts,
    Moran 1948.
    """
    asked = labels[np.argsort(positions, kind="stable")]
    place = np.arange(len(asked))
    means = [place[asked == c].mean() if (asked == c).any() else np.inf for c in range(k)]
    order = np.argsort(means, kind="stable")
    runs = np.repeat(np.arange(k), np.bincount(asked, minlength=k)[order])
    shuffled = rng.permuted(np.broadcast_to(asked, (N_PERMUTATIONS, len(asked))), axis=1)
    observed = float((asked[1:] == asked[:-1]).mean())
    reached = (shuffled[:, 1:] == shuffled[:, :-1]).mean(axis=1) >= observed - 1e-12
    sizes = np.bincount(asked, minlength=k)
    pairs = len(asked) * (len(asked) - 1)
    return {
        "ari": float(adjusted_rand(runs[None], asked)[0]),
        "neighbours": observed,
        "expected": float((sizes * (sizes - 1)).sum() / pairs),
        "p": float((1 + reached.sum()) / (N_PERMUTATIONS + 1)),
    }
