"""Ask how far the weight of a scenario may move before another option comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidSetting

Array = NDArray[np.float64]

_HAIR = 1e-9


@dataclass(frozen=True)
class WeightMove:
    """Hold where the first rank changes as one scenario gains or loses weight; None where it never does.

    `down` and `up` are the weights nearest below and above the present one at which another option draws
    level; `down_to` and `up_to` name it. The other weights keep their proportions.
    """

    scenario: str
    weight: float
    down: float | None
    down_to: str | None
    up: float | None
    up_to: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self)


@dataclass(frozen=True)
class WeightSensitivity:
    """Hold the option with the best weighted mean, and the smallest change of a weight that unseats it."""

    first: tuple[str, ...]
    moves: tuple[WeightMove, ...]
    smallest_change: float | None
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return {
            "first": list(self.first),
            "moves": [move.as_dict() for move in self.moves],
            "smallest_change": self.smallest_change,
            "undefined": self.undefined,
        }


def read_weights(weights: Sequence[float] | Mapping[str, float] | None, scenarios: Sequence[str]) -> Array:
    """Return one weight per scenario that sum to 1; uniform for None.

    A mapping names every scenario. Weights are 0 or more and not all 0.
    """
    if weights is None:
        return np.full(len(scenarios), 1 / len(scenarios))
    wanted = f"{len(scenarios)} numbers of 0 or more, not all 0, for {', '.join(scenarios)}"
    if isinstance(weights, Mapping):
        if set(weights) != set(scenarios):
            raise InvalidSetting("weights", dict(weights), wanted)
        weights = [weights[scenario] for scenario in scenarios]
    array = np.array(weights, dtype=float)
    if array.shape != (len(scenarios),) or not (array >= 0).all() or not 0 < array.sum() < np.inf:
        raise InvalidSetting("weights", list(weights), wanted)
    return array / array.sum()


def move_weights(
    medians: ArrayLike, options: Sequence[str], scenarios: Sequence[str], weights: ArrayLike
) -> WeightSensitivity:
    """Return how far each weight may move until the first rank by the weighted mean changes.

    With the weight x of scenario s, and the others scaled to 1 - x, the lead of the first option over
    another is x D_s + (1 - x) R, where D is the difference of their medians and R its mean over the other
    scenarios by their weights (equal ones if all are 0). It vanishes at x = R / (R - D_s). `medians` is
    options x scenarios, NaN rows for options that are not rated; a tie for the first rank is a change of
    0. Source: docs/methods.md; Triantaphyllou & Sanchez 1997.
    """
    medians, weights = np.asarray(medians, dtype=float), np.asarray(weights, dtype=float)
    rated = np.flatnonzero(~np.isnan(medians).any(axis=1))
    if len(rated) < 2:
        reason = "fewer than two options are rated in every scenario"
        return WeightSensitivity((), (), None, {"weight_sensitivity": reason})
    means = medians[rated] @ weights
    leading = means >= means.max() - _HAIR
    first = tuple(options[row] for row in rated[leading])
    if leading.sum() > 1:
        return WeightSensitivity(first, (), 0.0, {"moves": "several options share the first rank"})
    others = [options[row] for row in rated[~leading]]
    leads = medians[rated[leading][0]] - medians[rated[~leading]]
    moves = tuple(_move(scenario, s, leads, weights, others) for s, scenario in enumerate(scenarios))
    changes = [abs(end - move.weight) for move in moves for end in (move.down, move.up) if end is not None]
    undefined = (
        {} if changes else {"smallest_change": "no weight of a single scenario changes the first rank"}
    )
    return WeightSensitivity(first, moves, min(changes, default=None), undefined)


def _move(scenario: str, s: int, leads: Array, weights: Array, others: Sequence[str]) -> WeightMove:
    rest = np.delete(weights, s)
    rest = rest / rest.sum() if rest.sum() > 0 else np.full(len(rest), 1 / max(len(rest), 1))
    elsewhere = np.delete(leads, s, axis=1) @ rest
    slope = elsewhere - leads[:, s]
    crossing = np.where(np.abs(slope) > _HAIR, elsewhere / np.where(slope == 0, 1.0, slope), np.nan)
    weight = float(weights[s])
    down, up = (-1.0, None), (2.0, None)
    for x, name in zip(crossing.tolist(), others, strict=True):
        if down[0] + _HAIR < x < weight and x >= -_HAIR:
            down = (max(x, 0.0), name)
        if weight < x < up[0] - _HAIR and x <= 1 + _HAIR:
            up = (min(x, 1.0), name)
    return WeightMove(
        scenario, weight, down[0] if down[1] else None, down[1], up[0] if up[1] else None, up[1]
    )
