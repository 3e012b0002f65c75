"""Simulate whole Delphi panels: ratings, re-ratings, pile sorts, pairs, allocations, option values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.simulate.drivers import SimulatedDriver, loadings_of, plant_drivers
from analysis.simulate.simulated import SimulatedPanel, rerate, simulate_panel

Array = NDArray[np.float64]

__all__ = [
    "SimulatedDriver",
    "SimulatedPanel",
    "name_groups",
    "plant_drivers",
    "rerate",
    "simulate_allocations",
    "simulate_pairs",
    "simulate_panel",
    "simulate_sorts",
    "simulate_values",
    "true_dependence",
]

_LETTERS = ("A", "B")


def simulate_sorts(
    panel: SimulatedPanel,
    rng: np.random.Generator,
    *,
    noise: float = 0.75,
    ambiguity: float = 0.45,
    piles: tuple[int, int] = (2, 4),
    structured: bool = True,
) -> list[dict[str, int]]:
    """Let every expert sort the drivers into 2-4 piles that "would move together".

    Driver j lies at e_a(j) (its axis as a unit vector; the origin for none) plus N(0, `ambiguity`), the
    same for all experts; each expert perceives it there plus N(0, `noise`) and forms m_i piles by k-means
    of what is perceived, never more piles than drivers. The defaults are mediocre sorters: split-half
    reliability about .6 with fifteen of them. `structured=False` puts every driver at the origin, so the
    piles are pure noise. The answer is one {driver: pile} per expert. Source: docs/methods.md.
    """
    from sklearn.cluster import KMeans

    if not 1 <= piles[0] <= piles[1]:
        raise InvalidSetting("piles", piles, "the fewest and the most piles, from 1 up")
    for name, spread in (("noise", noise), ("ambiguity", ambiguity)):
        if not 0 <= spread < np.inf:
            raise InvalidSetting(name, spread, "a number from 0 up")
    n, items = len(panel.groups), panel.items
    true = np.eye(panel.factors.shape[1])
    places = np.array([true[a] if a >= 0 and structured else true[0] * 0 for a in panel.truth])
    places = places + rng.normal(0, ambiguity, places.shape) * structured
    sorts = []
    for _ in range(n):
        perceived = places + rng.normal(0, noise, places.shape)
        count = min(int(rng.integers(piles[0], piles[1] + 1)), len(items))
        model = KMeans(count, n_init=3, random_state=int(rng.integers(2**31 - 1)))
        sorts.append(dict(zip(items, (int(label) for label in model.fit_predict(perceived)), strict=True)))
    return sorts


def simulate_pairs(
    panel: SimulatedPanel, rng: np.random.Generator, *, per_expert: int = 20, effect: float = 0.7
) -> list[list[tuple[str, str, int]]]:
    """Let every expert judge random pairs: "if the first ends high, does the second?", -2..+2.

    The judgement is `effect` x sign_j sign_k for drivers of one axis and 0 otherwise, plus N(0, 1), rounded.
    The answer is one list of (driver, driver, value) per expert.
    """
    items, axis = panel.items, panel.truth
    signs = np.array([driver.sign for driver in panel.drivers])
    if per_expert < 0:
        raise InvalidSetting("per_expert", per_expert, "at least 0")
    first, second = np.triu_indices(len(items), 1)
    judged = []
    for _ in panel.groups:
        chosen = rng.choice(max(len(first), 1), size=min(per_expert, len(first)), replace=False)
        triples = []
        for index in chosen:
            a, b = first[index], second[index]
            same = axis[a] >= 0 and axis[a] == axis[b]
            value = effect * signs[a] * signs[b] * same + rng.normal()
            triples.append((items[a], items[b], int(np.clip(np.round(value), -2, 2))))
        judged.append(triples)
    return judged


def simulate_allocations(
    panel: SimulatedPanel, rng: np.random.Generator, *, p_correct: float = 0.67
) -> list[dict[str, str]]:
    """Let every expert give each driver to A, B or neither, correctly with probability `p_correct`.

    A wrong answer is one of the two others with equal chance. Drivers of a third or later axis count as
    neither.
    """
    if not 0 <= p_correct <= 1:
        raise InvalidSetting("p_correct", p_correct, "a share from 0 to 1")
    classes = np.array([*_LETTERS, "neither"])
    true = np.where((panel.truth >= 0) & (panel.truth < 2), panel.truth, 2)
    answers = []
    for _ in panel.groups:
        wrong = (true + rng.integers(1, 3, len(true))) % 3
        chosen = np.where(rng.random(len(true)) < p_correct, true, wrong)
        answers.append(dict(zip(panel.items, (str(name) for name in classes[chosen]), strict=True)))
    return answers


def simulate_values(
    rng: np.random.Generator,
    profiles: ArrayLike,
    n_experts: int,
    scale: Scale,
    *,
    noise: float = 0.8,
    leniency: float = 0.3,
    missing: float = 0.0,
) -> Array:
    """Let experts rate things whose true values are given, such as options by scenario.

    `profiles` has any shape (options x scenarios); the answer is experts x that shape: profile + expert
    leniency N(0, `leniency`) + N(0, `noise`), rounded and clipped to the scale, NaN with probability
    `missing`.
    """
    profiles = np.asarray(profiles, dtype=float)
    lenient = rng.normal(0, leniency, (n_experts, *([1] * profiles.ndim)))
    spoken = profiles + lenient + rng.normal(0, noise, (n_experts, *profiles.shape))
    answers = np.clip(np.floor(spoken + 0.5), scale.low, scale.high)
    return np.where(rng.random(answers.shape) < missing, np.nan, answers)


def true_dependence(panel: SimulatedPanel) -> Array:
    """Return the correlations that the true loadings imply between drivers, for orthogonal axes."""
    loadings = loadings_of(panel.drivers, panel.factors.shape[1])
    return loadings @ loadings.T


def name_groups(sizes: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Spell out group sizes, such as (("institutes", 6), ("ventures", 6)), as one name per expert."""
    return tuple(name for name, size in sizes for _ in range(size))
