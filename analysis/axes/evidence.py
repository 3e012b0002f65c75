"""Hold what a panel said about its drivers, and draw resamples and permutations of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import (
    Labels,
    cluster_clv,
    cluster_hierarchical,
    cluster_spectral,
    silhouettes,
)
from analysis.axes.factors import cluster_factors, cluster_map
from analysis.axes.similarity import average_leans, average_tensor, correlate, fuse, join_signed

Array = NDArray[np.float64]

N_NOISE_PANELS = 40
METHODS = ("clv", "spectral-fused", "hac-average", "hac-ward", "paf-promax", "concept-map")
ON_RATINGS = ("clv", "paf-promax")  # these look at the ratings alone, whatever else was asked


@dataclass(frozen=True)
class Draw:
    """Hold resamples: rows of experts per panel, and weights of the judges of every structural channel."""

    rows: NDArray[np.int64]
    weights: tuple[Array, ...]


@dataclass(frozen=True)
class Evidence:
    """Hold the expected states, experts x drivers, and the structural answers.

    `tensors` are judges x drivers x drivers for sorts and pairs, experts x drivers for allocations.

    `asked` is the place of each driver in the questionnaire, the order of the columns if None.
    `sorts_alone` makes the similarity that of the sorts, as a concept map needs it.
    """

    values: Array
    channels: tuple[str, ...] = ()
    tensors: tuple[Array, ...] = ()
    aligned: bool = False
    imputed: bool = False
    n_jobs: int = 1
    sorts_alone: bool = False
    asked: NDArray[np.int64] | None = None

    @property
    def n_experts(self) -> int:
        """Count the experts."""
        return len(self.values)

    @property
    def positions(self) -> NDArray[np.int64]:
        """Return the place of each driver in the questionnaire."""
        return np.arange(self.values.shape[1]) if self.asked is None else self.asked

    def whole(self) -> Draw:
        """Return the panel itself as a draw."""
        return Draw(np.arange(self.n_experts)[None], tuple(np.ones((1, len(one))) for one in self.tensors))

    def draw(self, rng: np.random.Generator, count: int, strata: NDArray | None = None) -> Draw:
        """Draw experts with replacement, within strata if given; other judges are drawn apart."""
        rows = _draw_rows(rng, count, self.n_experts, strata)
        weights = []
        for tensor in self.tensors:
            judges = (
                rows if len(tensor) == self.n_experts else rng.integers(0, len(tensor), (count, len(tensor)))
            )
            weights.append(_count_rows(judges, len(tensor)))
        return Draw(rows, tuple(weights))

    def correlations(self, draw: Draw) -> Array:
        """Correlate the drivers in every drawn panel."""
        return self.correlate(self.values[draw.rows])

    def correlate(self, stack: Array) -> Array:
        """Correlate the drivers of a stack of panels the way this panel asks for."""
        return correlate(stack, self.n_jobs, imputed=self.imputed)

    def similarity(self, correlations: Array, weights: tuple[Array, ...]) -> Array:
        """Return the similarity 0..1 of every panel: of ratings alone, or fused with the structure.

        Every kind of answer counts once. With unsigned poles ratings and pairs are joined with their signs
        before the absolute value is taken, and count twice.
        """
        structure = self._structure(weights)
        if self.sorts_alone:
            return fuse([np.broadcast_to(structure["sorts"], correlations.shape)])
        rated, rated_weight = ((1 + correlations) / 2 if self.aligned else np.abs(correlations)), 1.0
        if not structure:
            return rated
        if "pairs" in structure and not self.aligned:
            pairs = np.broadcast_to(structure.pop("pairs"), correlations.shape)
            rated, rated_weight = np.abs(join_signed([correlations, pairs])), 2.0
        others = [np.broadcast_to(one, correlations.shape) for one in structure.values()]
        return fuse([rated, *others], [rated_weight, *np.ones(len(others))])

    def structural_similarity(self, weights: tuple[Array, ...]) -> Array:
        """Return the similarity 0..1 of every panel from the structural channels alone."""
        structure = self._structure(weights)
        if "pairs" in structure and not self.aligned:
            structure["pairs"] = np.abs(structure["pairs"])
        return fuse(list(structure.values()))

    def _structure(self, weights: tuple[Array, ...]) -> dict[str, Array]:
        return {
            name: (average_leans if name == "allocations" else average_tensor)(answers, weight)
            for name, answers, weight in zip(self.channels[1:], self.tensors, weights, strict=True)
        }

    def without(self, channel: str) -> Evidence:
        """Return the same panel without one of its structural channels."""
        kept = [name != channel for name in self.channels[1:]]
        return replace(
            self,
            channels=("ratings", *(name for name, keep in zip(self.channels[1:], kept, strict=True) if keep)),
            tensors=tuple(one for one, keep in zip(self.tensors, kept, strict=True) if keep),
        )

    def permute_ratings(self, rng: np.random.Generator, count: int) -> Array:
        """Shuffle each driver's answers among those who gave them: `count` panels without structure."""
        missing = np.isnan(self.values)
        keys = rng.random((count, *self.values.shape))
        keys[:, missing] = 2.0
        source = np.argsort(keys, axis=1)
        target = np.argsort(np.broadcast_to(missing, keys.shape), axis=1, kind="stable")
        values = np.take_along_axis(np.broadcast_to(self.values, keys.shape), source, axis=1)
        shuffled = np.empty_like(keys)
        np.put_along_axis(shuffled, target, values, axis=1)
        return shuffled

    def shuffled(self, rng: np.random.Generator) -> Evidence:
        """Return the panel with ratings shuffled per driver and cards per judge: nothing left to find."""
        tensors = []
        for tensor in self.tensors:
            order = np.argsort(rng.random(tensor.shape[:2]), axis=1)
            if tensor.ndim == 2:
                tensors.append(np.take_along_axis(tensor, order, axis=1))
                continue
            judges = np.arange(len(tensor))[:, None, None]
            tensors.append(tensor[judges, order[:, :, None], order[:, None, :]])
        return replace(self, values=self.permute_ratings(rng, 1)[0], tensors=tuple(tensors))


def _draw_rows(rng: np.random.Generator, count: int, n: int, strata: NDArray | None) -> NDArray[np.int64]:
    if strata is None:
        return rng.integers(0, n, (count, n))
    rows = np.empty((count, n), dtype=np.int64)
    for stratum in np.unique(strata):
        members = np.flatnonzero(strata == stratum)
        rows[:, members] = members[rng.integers(0, len(members), (count, len(members)))]
    return rows


def _count_rows(rows: NDArray[np.int64], n: int) -> Array:
    counts = np.zeros((len(rows), n))
    np.add.at(counts, (np.arange(len(rows))[:, None], rows), 1.0)
    return counts


def cluster(correlations: Array, similarity: Array, k: int, method: str, *, aligned: bool = False) -> Labels:
    """Cluster every panel into k groups by the named method; labels are panels x drivers, 0..k-1."""
    if method == "clv":
        return cluster_clv(correlations, k, aligned=aligned)
    if method == "paf-promax":
        return cluster_factors(correlations, k, aligned=aligned)
    if method == "spectral-fused":
        return cluster_spectral(similarity, k)
    if method == "concept-map":
        return cluster_map(similarity, k)
    linkage = "ward" if method == "hac-ward" else "average"
    return cluster_hierarchical(similarity, k, linkage=linkage)


def choose_k(
    correlations: Array, similarity: Array, method: str, evidence: Evidence
) -> tuple[int, dict[int, float]]:
    """Choose k from 2 to min(6, drivers // 3) by the mean silhouette on 1 - s; return it and the silhouettes.

    See `pick_k`. `correlations` and `similarity` are stacks of one panel.
    """
    scores, _ = try_k(correlations, similarity, method, aligned=evidence.aligned)
    chosen = int(pick_k(scores, null_silhouettes(evidence, method))[0])
    return 2 + chosen, {2 + row: float(score[0]) for row, score in enumerate(scores)}


def try_k(
    correlations: Array, similarity: Array, method: str, *, aligned: bool, k: int | None = None
) -> tuple[Array, Labels]:
    """Cluster every panel at several k: silhouettes (k x panels) and labels (k x panels x drivers).

    k runs from 2 to min(6, drivers // 3), or is the one given.
    """
    most = max(2, min(6, correlations.shape[-1] // 3))
    tried = [
        cluster(correlations, similarity, count, method, aligned=aligned)
        for count in (range(2, most + 1) if k is None else (k,))
    ]
    return np.stack([silhouettes(similarity, labels) for labels in tried]), np.stack(tried)


def pick_k(scores: Array, null: tuple[Array, Array] | None) -> NDArray[np.int64]:
    """Return for every panel the row of `scores` (k x panels) to use.

    Silhouettes of drivers without any structure grow with k. So, where mean and spread of these are known
    (`null`), the row is the smallest k whose lead over them comes within one spread of the largest lead;
    otherwise it is the largest silhouette. Ties go to the smaller k. Source: the gap statistic and its rule
    of one error (Tibshirani, Walther & Hastie 2001), for silhouettes (Rousseeuw 1987).
    """
    if null is None or len(scores) < 2:
        return np.argmax(scores, axis=0)
    mean, spread = null
    lead = scores - mean[:, None]
    best = np.argmax(lead, axis=0)
    enough = np.take_along_axis(lead, best[None], axis=0)[0] - spread[best]
    return np.argmax(lead >= enough - 1e-12, axis=0)


def null_silhouettes(evidence: Evidence, method: str) -> tuple[Array, Array] | None:
    """Return mean and spread, by k, of the silhouettes of ratings without structure; None once fused.

    The panels are normal noise of the size of this one, always the same ones, so that no order of experts or
    drivers can change the choice of k.
    """
    if evidence.tensors:
        return None
    n, d = evidence.values.shape
    answered = 1.0 if not evidence.values.size else float((~np.isnan(evidence.values)).mean())
    return _noise_silhouettes(max(6, round(n * answered)), d, method, evidence.aligned)


@lru_cache(maxsize=64)
def _noise_silhouettes(n: int, d: int, method: str, aligned: bool) -> tuple[Array, Array]:
    noise = np.random.default_rng([n, d]).normal(size=(N_NOISE_PANELS, n, d))
    noise -= noise.mean(axis=1, keepdims=True)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    correlations = noise.transpose(0, 2, 1) @ noise
    similarity = (1 + correlations) / 2 if aligned else np.abs(correlations)
    scores, _ = try_k(correlations, similarity, method, aligned=aligned)
    return scores.mean(axis=1), scores.std(axis=1)
