"""Collect what a careful reader would object to: a general factor, themes, reversed poles, control."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.axes_input import Panel
from analysis.axes_result import Axis, Note
from analysis.clusters import Labels, adjusted_rand
from analysis.evidence import METHODS, cluster
from analysis.similarity import normal_scores

Array = NDArray[np.float64]

_N_PERMUTATIONS = 199
_STRICT_P = 0.01
_THEME_ARI = 0.5


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


def compare_methods(
    correlations: Array, similarity: Array, labels: Labels, *, aligned: bool
) -> dict[str, float]:
    """Return the agreement (ARI) of every method at the same number of clusters with the partition in use."""
    k = int(labels.max()) + 1
    return {
        method: float(adjusted_rand(cluster(correlations, similarity, k, method, aligned=aligned), labels)[0])
        for method in METHODS
    }


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
        if len(rest) < 8:
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


def collect_notes(
    panel: Panel, labels: Labels, axes: tuple[Axis, ...], rng: np.random.Generator, *, is_grid: bool | None
) -> tuple[Note, ...]:
    """Return the notes that hold for this proposal, in a fixed order."""
    notes = []
    values = panel.evidence.values
    p = general_factor_p(values, panel.evidence.permute_ratings(rng, _N_PERMUTATIONS))
    if p < _STRICT_P:
        notes.append(
            Note(
                "general_factor",
                {"p": p},
                f"Experts differ in how high they answer overall (p = {p:.3f}); "
                "part of the common movement may be optimists against pessimists.",
            )
        )
    notes += _theme_note(panel, labels)
    reversed_items = [driver.item for axis in axes for driver in axis.drivers if driver.sign < 0]
    if reversed_items:
        notes.append(
            Note(
                "reversed_drivers",
                {"items": reversed_items, "n": len(reversed_items)},
                f"{len(reversed_items)} drivers run against their axis; their poles are printed reversed.",
            )
        )
    if is_grid:
        notes.append(
            Note(
                "transformation_grid",
                {"control": [axis.control for axis in axes]},
                "Both axes are largely in the hands of those who decide: read the grid as a choice, "
                "not as an environment.",
            )
        )
    return tuple(notes)


def _theme_note(panel: Panel, labels: Labels) -> list[Note]:
    ari = compare_with_themes(panel, labels)
    if ari is None:
        return []
    text = f"The groups of drivers agree with the themes to {ari:.2f} (adjusted Rand index)."
    return [Note("themes", {"ari": ari, "high": ari >= _THEME_ARI}, text)]


def compare_with_themes(panel: Panel, labels: Labels) -> float | None:
    """Return the ARI of the clusters with the given categories of the drivers, None without categories."""
    if not panel.categories:
        return None
    themes = [panel.categories.get(item) for item in panel.usable_items]
    names = sorted({theme for theme in themes if theme is not None})
    known = np.array([theme is not None for theme in themes])
    if len(names) < 2 or known.sum() < 2:
        return None
    codes = np.array([names.index(theme) if theme is not None else -1 for theme in themes])
    return float(adjusted_rand(labels[known][None], codes[known])[0])
