"""Choose two clusters as axes: by criticality first, with reliability and independence as gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import Labels, one_hot
from analysis.axes.components import alphas, axis_correlations, disattenuate, independence_p, signed_members
from analysis.axes.gates import DEPENDENT_PHI, MAX_P_INDEPENDENCE, MAX_PHI, MIN_ALPHA, MIN_DRIVERS_PER_AXIS

Array = NDArray[np.float64]

N_PAIRS = 5


@dataclass(frozen=True)
class Pair:
    """Hold two clusters as candidate axes, the more critical first.

    `criticality` is sqrt(Crit_a Crit_b); `phi` the correlation of the two after correction for
    unreliability; `independence` the p of so low a correlation if the true one were .8; `coverage` the
    share of critical drivers that the two carry; `p_rank1` the share of resampled panels that rank this
    pair first by criticality; `control` the mean controllability of their drivers on the scale.
    """

    clusters: tuple[int, int]
    criticality: float | None
    phi: float | None
    independence: float | None
    alpha: tuple[float | None, float | None]
    coverage: float | None
    control: float | None
    p_rank1: float | None
    failed: tuple[str, ...]

    def in_order(self) -> Pair:
        """Return the pair with the lower cluster first, as authored axes keep their letters."""
        if self.clusters[0] < self.clusters[1]:
            return self
        return replace(self, clusters=self.clusters[::-1], alpha=self.alpha[::-1])

    @property
    def passed(self) -> bool:
        """Tell whether the pair passes its own gates, reliability and independence."""
        return not self.failed

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "clusters": list(self.clusters),
            "criticality": self.criticality,
            "phi": self.phi,
            "independence_p": self.independence,
            "alpha": list(self.alpha),
            "coverage": self.coverage,
            "control": self.control,
            "p_rank1": self.p_rank1,
            "passed": self.passed,
            "failed": list(self.failed),
        }


@dataclass(frozen=True)
class DriverFacts:
    """Hold per driver what the choice of a pair needs: c, its draws, the critical flag, mean control."""

    criticality: Array
    draws: Array
    critical: NDArray[np.bool_]
    control: Array


def rank_pairs(correlations: Array, labels: Labels, facts: DriverFacts, n_experts: int) -> tuple[Pair, ...]:
    """Return the five most critical pairs of clusters with three drivers or more, the chosen one first.

    Pairs are ranked by sqrt(Crit_a Crit_b), Crit the mean c of a cluster; what ranks below five is not
    considered. Those that pass their gates (alpha >= .5, |phi| <= .6, p <= .03 that a true |phi| of .8 looks
    like this) come first; among them pairs within one bootstrap standard error of the best count as tied
    and are ordered by coverage, then by lower control, then by lower |phi|. `correlations` is one matrix
    over `n_experts`, `labels` one row with -1 for no axis. Source: docs/methods.md.
    """
    k = int(labels.max()) + 1 if labels.size and labels.max() >= 0 else 0
    members = one_hot(labels, k)
    large = [c for c in range(k) if members[:, c].sum() >= MIN_DRIVERS_PER_AXIS]
    places = list(combinations(large, 2))
    if not places:
        return ()
    draws = np.stack([_pair_values(facts.draws, members, pair) for pair in places], axis=1)
    first = np.bincount(np.argmax(np.nan_to_num(draws, nan=-1.0), axis=1), minlength=len(places)) / len(draws)
    signed = signed_members(correlations[None], labels[None], k)
    coherence, between = (
        alphas(correlations[None], signed)[0],
        axis_correlations(correlations[None], signed)[0],
    )
    pairs = []
    for place, share in zip(places, first, strict=True):
        pairs.append(_describe(place, members, facts, (coherence, between, n_experts), float(share)))
    spread = {pair.clusters: column for pair, column in zip(pairs, draws.T, strict=True)}
    return tuple(_in_order(pairs, spread))


def _pair_values(criticality: Array, members: Array, pair: tuple[int, int]) -> Array:
    return np.sqrt(np.prod([_cluster_means(criticality, members[:, c]) for c in pair], axis=0))


def _cluster_means(values: Array, member: Array) -> Array:
    chosen = values[..., member > 0]
    known = ~np.isnan(chosen)
    count = known.sum(axis=-1)
    return np.where(count > 0, np.nan_to_num(chosen).sum(axis=-1) / np.maximum(count, 1), np.nan)


def _describe(
    place: tuple[int, int],
    members: Array,
    facts: DriverFacts,
    figures: tuple[Array, Array, int],
    share: float,
) -> Pair:
    coherence, between, n_experts = figures
    each = [_cluster_means(facts.criticality, members[:, c]) for c in place]
    a, b = place if not each[1] > each[0] else place[::-1]
    phi = disattenuate(between[a, b], coherence[a], coherence[b])
    independence = independence_p(between[a, b], coherence[a], coherence[b], n_experts, DEPENDENT_PHI)
    weakest = min(coherence[a], coherence[b])
    failed = [] if weakest >= MIN_ALPHA else ["alpha"]
    failed += [] if phi is not None and phi <= MAX_PHI else ["phi"]
    failed += [] if independence is not None and independence <= MAX_P_INDEPENDENCE else ["independence"]
    carried = members[:, [a, b]].sum(axis=1) > 0
    critical = facts.critical.sum()
    return Pair(
        clusters=(a, b),
        criticality=_number(np.sqrt(each[0] * each[1])),
        phi=phi,
        independence=independence,
        alpha=(_number(coherence[a]), _number(coherence[b])),
        coverage=float((carried & facts.critical).sum() / critical) if critical else None,
        control=_number(_cluster_means(facts.control, carried.astype(float))),
        p_rank1=share,
        failed=tuple(failed),
    )


def _in_order(pairs: list[Pair], draws: dict[tuple[int, int], Array]) -> list[Pair]:
    def by_criticality(pair: Pair) -> tuple:
        return (-(pair.criticality or 0.0), 9.0 if pair.phi is None else pair.phi)

    most_critical = sorted(pairs, key=by_criticality)[:N_PAIRS]
    ranked = sorted(most_critical, key=lambda pair: not pair.passed)
    best = ranked[0]
    if not best.passed or best.criticality is None:
        return ranked

    def is_tied(pair: Pair) -> bool:
        gap = draws[best.clusters] - draws[pair.clusters]
        return (
            pair.passed
            and pair.criticality is not None
            and (pair is best or best.criticality - pair.criticality < float(np.nanstd(gap)))
        )

    def by_use(pair: Pair) -> tuple:
        return (-(pair.coverage or 0.0), pair.control if pair.control is not None else 9e9, pair.phi)

    tied = sorted((pair for pair in ranked if is_tied(pair)), key=by_use)
    return tied + [pair for pair in ranked if not is_tied(pair)]


def _number(value: float | Array) -> float | None:
    return None if np.isnan(value) else float(value)
