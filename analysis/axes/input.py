"""Check what a proposal of axes is given and bring it into one shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.axes.clusters import Labels
from analysis.axes.components import NO_AXIS
from analysis.axes.evidence import METHODS, Evidence
from analysis.axes.gates import MIN_SHARE_ANSWERED
from analysis.axes.pairs import DriverFacts
from analysis.axes.similarity import (
    MAX_MISSING_PAIRWISE,
    MIN_PAIRED,
    allocation_leans,
    pair_tensor,
    sort_tensor,
)
from analysis.criticality import Criticality
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale

Array = NDArray[np.float64]

AUTHORED = "authored"

_TENSORS = {"sorts": sort_tensor, "pairs": pair_tensor, "allocations": allocation_leans}


@dataclass(frozen=True)
class Panel:
    """Hold the checked input of one proposal.

    `usable` marks the drivers that can be correlated; `evidence`, `authored` and `facts` cover those alone.
    """

    items: tuple[str, ...]
    scale: Scale
    expectation: Array
    control: Array
    criticality: Criticality
    usable: NDArray[np.bool_]
    evidence: Evidence
    groups: NDArray | None
    later: Array | None
    categories: Mapping[str, str] | None
    authored: Labels | None

    @property
    def usable_items(self) -> list[str]:
        """List the drivers that can be correlated."""
        return [item for item, use in zip(self.items, self.usable, strict=True) if use]

    @property
    def n_effective(self) -> int:
        """Count the experts who answered at least 60 % of the drivers."""
        if not self.items:
            return 0
        share = (~np.isnan(self.expectation)).mean(axis=1)
        return int((share >= MIN_SHARE_ANSWERED).sum())

    def facts(self) -> DriverFacts:
        """Return what the choice of a pair needs to know of the usable drivers."""
        cells = np.array([cell == "critical" for cell in self.criticality.cells()], dtype=bool)
        known = ~np.isnan(self.control)
        mean = np.nan_to_num(self.control).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        control = np.where(known.any(axis=0), mean, np.nan)
        use = self.usable
        return DriverFacts(
            self.criticality.values()[use], self.criticality.draws[:, use], cells[use], control[use]
        )


@dataclass(frozen=True)
class Given:
    """Hold what a proposal was given beside the three ratings that it needs; None for what was not asked."""

    control: ArrayLike | None = None
    later: ArrayLike | None = None
    sorts: Sequence | None = None
    pairs: Sequence | None = None
    allocations: Sequence | None = None
    categories: Mapping[str, str] | None = None
    authored: Mapping[str, str] | None = None
    groups: Sequence[str | None] | None = None


@dataclass(frozen=True)
class Settings:
    """Hold how axes are to be looked for."""

    k: int | None
    bootstrap: int
    method: str | None
    orientation: str
    n_jobs: int

    @property
    def aligned(self) -> bool:
        """Tell whether poles are trusted to point the same way."""
        return self.orientation == "aligned"


def check_settings(settings: Settings, given: Given) -> None:
    """Refuse settings outside their allowed values, and methods without the answers that they need."""
    method = settings.method
    if method not in (None, *METHODS, AUTHORED):
        raise InvalidSetting("method", method, (*METHODS, AUTHORED))
    if method == AUTHORED and given.authored is None:
        raise InvalidSetting("method", method, "authored axes, given with it")
    if method == "concept-map" and not any(given.sorts or ()):
        raise InvalidSetting("method", method, "pile sorts of the drivers, given with it")
    if settings.orientation not in ("unsigned", "aligned"):
        raise InvalidSetting("orientation", settings.orientation, ("unsigned", "aligned"))
    if settings.bootstrap < 1:
        raise InvalidSetting("bootstrap", settings.bootstrap, "at least 1")


def find_usable(expectation: Array) -> NDArray[np.bool_]:
    """Mark the drivers with six answers or more that are not all alike."""
    known = ~np.isnan(expectation)
    low = np.where(known, expectation, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, expectation, -np.inf).max(axis=0, initial=-np.inf)
    return (known.sum(axis=0) >= MIN_PAIRED) & (high > low)


def optional_ratings(values: ArrayLike | None, shape: tuple[int, ...], name: str) -> Array:
    """Return the ratings as an array of the given shape, all NaN if there are none."""
    if values is None:
        return np.full(shape, np.nan)
    values = np.array(values, dtype=float)
    if values.shape != shape:
        raise InvalidRatings(f"{name} has the shape {values.shape}; the expected state has {shape}")
    return values


def gather_evidence(
    expectation: Array, items: Sequence[str], given: Given, settings: Settings, asked: NDArray[np.int64]
) -> Evidence:
    """Join the ratings with the structural answers that say anything about these drivers.

    `asked` is the place of each driver in the questionnaire.
    """
    channels, tensors = ["ratings"], []
    for name, tensor_of in _TENSORS.items():
        answers = getattr(given, name)
        if not answers:
            continue
        if name != "pairs" and len(answers) != len(expectation):
            raise InvalidRatings(
                f"{name} come from {len(answers)} experts, the ratings from {len(expectation)}"
            )
        tensor = tensor_of(answers, items)
        if np.isfinite(tensor).any():
            channels.append(name)
            tensors.append(tensor)
    return Evidence(
        expectation,
        tuple(channels),
        tuple(tensors),
        aligned=settings.aligned,
        imputed=bool(expectation.size and np.isnan(expectation).mean() > MAX_MISSING_PAIRWISE),
        n_jobs=settings.n_jobs,
        sorts_alone=settings.method == "concept-map" and "sorts" in channels,
        asked=asked,
    )


def read_panel(
    expectation: Array,
    criticality: Criticality,
    items: Sequence[str],
    scale: Scale,
    given: Given,
    settings: Settings,
) -> Panel:
    """Check the whole input of a proposal and keep the drivers that can be correlated."""
    usable = find_usable(expectation)
    names = [item for item, use in zip(items, usable, strict=True) if use]
    groups, later = given.groups, given.later
    if groups is not None and len(groups) != len(expectation):
        raise InvalidRatings(f"{len(groups)} groups do not fit {len(expectation)} experts")
    return Panel(
        items=tuple(items),
        scale=scale,
        expectation=expectation,
        control=optional_ratings(given.control, expectation.shape, "control"),
        criticality=criticality,
        usable=usable,
        evidence=gather_evidence(expectation[:, usable], names, given, settings, np.flatnonzero(usable)),
        later=None if later is None else optional_ratings(later, expectation.shape, "later round"),
        groups=None if groups is None else np.array([str(group) for group in groups]),
        categories=given.categories,
        authored=authored_labels(given.authored, names),
    )


def authored_labels(authored: Mapping[str, str] | None, items: Sequence[str]) -> Labels | None:
    """Turn {driver: "A" | "B"} into labels 0, 1 and -1 for neither, in the order of `items`."""
    if authored is None:
        return None
    places = {"A": 0, "B": 1}
    return np.array([places.get(authored.get(item), NO_AXIS) for item in items], dtype=np.int64)
