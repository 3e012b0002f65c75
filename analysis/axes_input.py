"""Check what a proposal of axes is given and bring it into one shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.axes_gates import MIN_SHARE_ANSWERED
from analysis.axes_pairs import DriverFacts
from analysis.clusters import Labels
from analysis.components import NO_AXIS
from analysis.criticality import Criticality
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.evidence import METHODS, Evidence
from analysis.ratings import Scale
from analysis.similarity import (
    MAX_MISSING_PAIRWISE,
    MIN_PAIRED,
    allocation_tensor,
    pair_tensor,
    sort_tensor,
)

Array = NDArray[np.float64]

AUTHORED = "authored"

_TENSORS = {"sorts": sort_tensor, "pairs": pair_tensor, "allocations": allocation_tensor}


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


def check_settings(
    method: str | None, orientation: str, bootstrap: int, *, has_authored: bool, has_sorts: bool
) -> None:
    """Refuse settings outside their allowed values, and methods without the answers that they need."""
    if method not in (None, *METHODS, AUTHORED):
        raise InvalidSetting("method", method, (*METHODS, AUTHORED))
    if method == AUTHORED and not has_authored:
        raise InvalidSetting("method", method, "authored axes, given with it")
    if method == "concept-map" and not has_sorts:
        raise InvalidSetting("method", method, "pile sorts of the drivers, given with it")
    if orientation not in ("unsigned", "aligned"):
        raise InvalidSetting("orientation", orientation, ("unsigned", "aligned"))
    if bootstrap < 1:
        raise InvalidSetting("bootstrap", bootstrap, "at least 1")


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
    expectation: Array,
    items: Sequence[str],
    structure: Mapping[str, Sequence | None],
    *,
    aligned: bool,
    n_jobs: int,
    asked: NDArray[np.int64] | None = None,
    sorts_alone: bool = False,
) -> Evidence:
    """Join the ratings with the structural answers that say anything about these drivers.

    `asked` is the place of each driver in the questionnaire, the order of `items` if None.
    """
    channels, tensors = ["ratings"], []
    for name, answers in structure.items():
        if not answers:
            continue
        if name != "pairs" and len(answers) != len(expectation):
            raise InvalidRatings(
                f"{name} come from {len(answers)} experts, the ratings from {len(expectation)}"
            )
        tensor = _TENSORS[name](answers, items)
        if np.isfinite(tensor).any():
            channels.append(name)
            tensors.append(tensor)
    imputed = bool(expectation.size and np.isnan(expectation).mean() > MAX_MISSING_PAIRWISE)
    return Evidence(
        expectation,
        tuple(channels),
        tuple(tensors),
        aligned=aligned,
        imputed=imputed,
        n_jobs=n_jobs,
        asked=asked,
        sorts_alone=sorts_alone and "sorts" in channels,
    )


def read_panel(
    expectation: Array,
    criticality: Criticality,
    items: Sequence[str],
    scale: Scale,
    *,
    control: ArrayLike | None,
    later: ArrayLike | None,
    structure: Mapping[str, Sequence | None],
    categories: Mapping[str, str] | None,
    authored: Mapping[str, str] | None,
    groups: Sequence[str | None] | None,
    aligned: bool,
    sorts_alone: bool,
    n_jobs: int,
) -> Panel:
    """Check the whole input of a proposal and keep the drivers that can be correlated."""
    usable = find_usable(expectation)
    names = [item for item, use in zip(items, usable, strict=True) if use]
    if groups is not None and len(groups) != len(expectation):
        raise InvalidRatings(f"{len(groups)} groups do not fit {len(expectation)} experts")
    return Panel(
        items=tuple(items),
        scale=scale,
        expectation=expectation,
        control=optional_ratings(control, expectation.shape, "control"),
        criticality=criticality,
        usable=usable,
        evidence=gather_evidence(
            expectation[:, usable],
            names,
            structure,
            aligned=aligned,
            n_jobs=n_jobs,
            asked=np.flatnonzero(usable),
            sorts_alone=sorts_alone,
        ),
        later=None if later is None else optional_ratings(later, expectation.shape, "later round"),
        groups=None if groups is None else np.array([str(group) for group in groups]),
        categories=categories,
        authored=authored_labels(authored, names),
    )


def authored_labels(authored: Mapping[str, str] | None, items: Sequence[str]) -> Labels | None:
    """Turn {driver: "A" | "B"} into labels 0, 1 and -1 for neither, in the order of `items`."""
    if authored is None:
        return None
    places = {"A": 0, "B": 1}
    return np.array([places.get(authored.get(item), NO_AXIS) for item in items], dtype=np.int64)
