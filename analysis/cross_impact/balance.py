"""Cross-impact balance: which combinations of states support each other (Weimer-Jehle 2006).

Descriptors have states; a judgement C[i,k -> j,l] says how far state k of descriptor i promotes
(above 0) or hinders (below 0) state l of descriptor j, on paper from -3 to +3. In a scenario, one
state per descriptor, the impact score of a state is the sum of the judgements of all active states
on it. A scenario is consistent if every active state has the best score of its descriptor; its
inconsistency is the largest shortfall (best - active), so 0 where it is consistent.

Source: Weimer-Jehle (2006) Technological Forecasting and Social Change 73:334.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.cross_impact.matrix import CrossImpactMatrix, Scenario, from_pairs, mean_judgements
from analysis.cross_impact.search import HAIR, search_consistent
from analysis.errors import InvalidSetting

__all__ = [
    "ConsistentScenarios",
    "CrossImpactMatrix",
    "NearestConsistent",
    "ScenarioBalance",
    "Succession",
    "assess_scenario",
    "find_consistent",
    "from_pairs",
    "mean_judgements",
    "nearest_consistent",
    "succeed",
]

MODES = ("global", "local")
LIMIT = 10_000
BUDGET = 20_000_000


@dataclass(frozen=True)
class ScenarioBalance:
    """Hold how one scenario stands: scores of all states, the shortfall of each descriptor."""

    scenario: Scenario
    scores: dict[str, dict[str, float]]
    shortfall: dict[str, float]
    inconsistency: float
    consistent: bool
    total_impact_score: float

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return asdict(self)


@dataclass(frozen=True)
class ConsistentScenarios:
    """Hold the scenarios found, sorted by the order of states, each with its figures."""

    consistent: tuple[Scenario, ...]
    inconsistency: tuple[float, ...]
    total_impact_score: tuple[float, ...]
    max_inconsistency: float
    complete: bool

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "consistent": [dict(scenario) for scenario in self.consistent],
            "count": len(self.consistent),
            "inconsistency": list(self.inconsistency),
            "total_impact_score": list(self.total_impact_score),
            "max_inconsistency": self.max_inconsistency,
            "complete": self.complete,
        }


@dataclass(frozen=True)
class Succession:
    """Hold the way from a start: every scenario on it, and the cycle if it ends in one."""

    path: tuple[Scenario, ...]
    end: Scenario | None
    cycle: tuple[Scenario, ...]
    mode: str

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "path": list(self.path),
            "end": self.end,
            "cycle": list(self.cycle),
            "mode": self.mode,
        }


@dataclass(frozen=True)
class NearestConsistent:
    """Hold the consistent scenarios that flip the fewest descriptors; none found is an empty tuple."""

    scenarios: tuple[Scenario, ...]
    flips: tuple[tuple[str, ...], ...]
    distance: int | None
    complete: bool

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "scenarios": list(self.scenarios),
            "flips": [list(names) for names in self.flips],
            "distance": self.distance,
            "complete": self.complete,
        }


def assess_scenario(matrix: CrossImpactMatrix, scenario: Mapping[str, str]) -> ScenarioBalance:
    """Compute the impact scores of one scenario and how far it falls short of consistency."""
    active = matrix.locate(scenario)
    scores = matrix.judgements[active].sum(axis=0)
    shortfall = _shortfall(matrix, active, scores)
    worst = float(shortfall.max())
    return ScenarioBalance(
        scenario=matrix.name(active),
        scores={
            name: dict(zip(own, scores[columns].tolist(), strict=True))
            for name, own, columns in zip(matrix.descriptors, matrix.states, matrix.columns, strict=True)
        },
        shortfall=dict(zip(matrix.descriptors, shortfall.tolist(), strict=True)),
        inconsistency=worst,
        consistent=worst <= HAIR,
        total_impact_score=float(scores[active].sum()),
    )


def _shortfall(
    matrix: CrossImpactMatrix, active: NDArray[np.intp], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    best = np.maximum.reduceat(scores, [columns[0] for columns in matrix.columns])
    return best - scores[active]


def find_consistent(
    matrix: CrossImpactMatrix, max_inconsistency: float = 0.0, limit: int = LIMIT, budget: int = BUDGET
) -> ConsistentScenarios:
    """Find all scenarios whose inconsistency is at most `max_inconsistency` (0: the consistent ones).

    The enumeration is exact. It stops after `limit` scenarios or after `budget` parts of scenarios
    looked at; `complete` is False then, and what was found is a part.
    """
    _check_limits(max_inconsistency, limit, budget)
    found = search_consistent(matrix.judgements, matrix.columns, max_inconsistency, limit, budget)
    balances = [assess_scenario(matrix, matrix.name(columns)) for columns in found.scenarios]
    return ConsistentScenarios(
        consistent=tuple(balance.scenario for balance in balances),
        inconsistency=tuple(balance.inconsistency for balance in balances),
        total_impact_score=tuple(balance.total_impact_score for balance in balances),
        max_inconsistency=float(max_inconsistency),
        complete=found.complete,
    )


def _check_limits(max_inconsistency: float, limit: int, budget: int) -> None:
    if not 0 <= max_inconsistency < np.inf:
        raise InvalidSetting("max_inconsistency", max_inconsistency, "a number from 0 up")
    for name, value in (("limit", limit), ("budget", budget)):
        if value < 1:
            raise InvalidSetting(name, value, "1 or more")


def nearest_consistent(
    matrix: CrossImpactMatrix, scenario: Mapping[str, str], limit: int = LIMIT, budget: int = BUDGET
) -> NearestConsistent:
    """Find the consistent scenarios that differ from a scenario in the fewest descriptors.

    All that are equally near are given, each with the descriptors that flip; a consistent scenario is
    its own nearest one. Without any consistent scenario `distance` is None.
    """
    _check_limits(0, limit, budget)
    start = matrix.locate(scenario)
    complete = True
    for distance in range(start.size + 1):
        found = search_consistent(matrix.judgements, matrix.columns, 0, limit, budget, (start, distance))
        complete = found.complete
        if found.scenarios.shape[0]:
            flips = tuple(
                tuple(np.array(matrix.descriptors, dtype=object)[columns != start])
                for columns in found.scenarios
            )
            named = tuple(matrix.name(columns) for columns in found.scenarios)
            return NearestConsistent(named, flips, distance, complete)
        if not complete:
            break
    return NearestConsistent((), (), None, complete)


def succeed(
    matrix: CrossImpactMatrix, start: Mapping[str, str], mode: str = "global", max_steps: int = 1000
) -> Succession:
    """Follow the impact scores from a start until nothing changes or a scenario comes back.

    "global" moves every descriptor to its best state at once; "local" moves only the one that falls
    short most (the first of several). An active state stays where it ties for the best, else the first
    best state is taken. `end` is the consistent scenario that was reached; None if the way runs into
    `cycle`, or is not done after `max_steps`.
    """
    if mode not in MODES:
        raise InvalidSetting("mode", mode, MODES)
    active = matrix.locate(start)
    path = [active]
    seen = {tuple(active): 0}
    for _ in range(max_steps):
        moved = _step(matrix, active, mode)
        if (moved == active).all():
            return Succession(_named(matrix, path), matrix.name(active), (), mode)
        if tuple(moved) in seen:
            return Succession(_named(matrix, path), None, _named(matrix, path[seen[tuple(moved)] :]), mode)
        seen[tuple(moved)] = len(path)
        path.append(moved)
        active = moved
    return Succession(_named(matrix, path), None, (), mode)


def _step(matrix: CrossImpactMatrix, active: NDArray[np.intp], mode: str) -> NDArray[np.intp]:
    scores = matrix.judgements[active].sum(axis=0)
    shortfall = _shortfall(matrix, active, scores)
    best = np.array([columns[np.argmax(scores[columns])] for columns in matrix.columns])
    moving = shortfall > HAIR
    if mode == "local" and moving.any():
        moving = np.arange(active.size) == np.argmax(shortfall)
    return np.where(moving, best, active)


def _named(matrix: CrossImpactMatrix, path: Sequence[NDArray[np.intp]]) -> tuple[Scenario, ...]:
    return tuple(matrix.name(columns) for columns in path)
