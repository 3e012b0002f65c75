"""Turn two axes into four scenarios: outcomes, differentiation, preferred future, confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings
from analysis.ratings import Scale
from analysis.scenarios.confirmation import Confirmation, confirm
from analysis.scenarios.quadrants import MIN_RATERS, QUADRANTS, SIGNS, median_of_enough, read_quadrants

__all__ = [
    "QUADRANTS",
    "SIGNS",
    "Confirmation",
    "Outcomes",
    "Preferred",
    "confirm",
    "differentiate",
    "outcomes",
    "plausibility_gap",
    "preferred",
]

Array = NDArray[np.float64]

MIN_LOADING = 0.3
MAX_SHARED = 0.75
_RESAMPLES = 1000
_INTERVAL = (0.1, 0.9)


@dataclass(frozen=True)
class Outcomes:
    """Hold the end state of every driver in every scenario and how far the scenarios differ.

    `states[Q][item]` is "high", "low" or "open"; `basis[item]` says why: "axis", "predetermined", "vote"
    or "open". `shared[Q][Q']` is the share of drivers decided in both, without the predetermined, with the
    same end state; None where none are. `distance` counts those that end otherwise (Hamming).
    """

    states: dict[str, dict[str, str]]
    basis: dict[str, str]
    shared: dict[str, dict[str, float | None]]
    too_alike: tuple[tuple[str, str], ...]
    distance: dict[str, dict[str, int]]

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "states": self.states,
            "basis": self.basis,
            "shared": self.shared,
            "too_alike": [list(pair) for pair in self.too_alike],
            "distance": self.distance,
            "undefined": {}
            if any(value is not None for row in self.shared.values() for value in row.values())
            else {"shared": "no driver differs between the scenarios"},
        }


def outcomes(
    loadings: Mapping[str, float | None],
    assignments: Mapping[str, str | None],
    cells: Mapping[str, str | None],
    expectation_medians: Mapping[str, float | None],
    scale: Scale,
    votes: Mapping[str, Mapping[str, Sequence[str | None]]] | None = None,
) -> Outcomes:
    """Say where every driver ends in each of the four scenarios.

    An assigned driver with |loading| >= .3 follows its axis: "high" where sign(axis) x sign(loading) >
    0, else "low". A predetermined driver (high impact, low uncertainty) ends the same in all four, on
    the side of the middle of the scale where the median expectation lies. Where loadings are silent, the
    panel's `votes` decide, scenario by scenario: {driver: {scenario: "high", "low", "open" (it cannot be
    said) or None of each expert}}, more than half of five votes or more, those for "open" among them.
    Everything else is "open": never invented; so is a
    predetermined driver whose median is the middle or missing. Predetermined goes before assignment: what
    is certain is no axis.

    `loadings`: signed loading on the own axis by driver; `assignments`: "A", "B" or None; `cells`: as in
    criticality; `expectation_medians`: median expected state. Scenarios are Q1 (A+, B+), Q2 (A-, B+), Q3
    (A-, B-), Q4 (A+, B-). The differentiation of two scenarios is the share of drivers decided in both,
    without the predetermined, that end alike; more than 75 % makes them too alike. Source:
    docs/methods.md.
    """
    states: dict[str, dict[str, str]] = {quadrant: {} for quadrant in QUADRANTS}
    basis = {}
    for item, axis in assignments.items():
        is_fixed = cells.get(item) == "predetermined"
        fixed = _fixed_state(cells.get(item), expectation_medians.get(item), scale)
        loading = loadings.get(item)
        if fixed:
            basis[item], ends = "predetermined", dict.fromkeys(QUADRANTS, fixed)
        elif not is_fixed and axis in ("A", "B") and loading is not None and abs(loading) >= MIN_LOADING:
            signs = {q: SIGNS[q]["AB".index(axis)] * loading for q in QUADRANTS}
            basis[item], ends = "axis", {q: "high" if sign > 0 else "low" for q, sign in signs.items()}
        else:
            given = {} if is_fixed else (votes or {}).get(item, {})
            ends = {q: _majority(given.get(q, ())) for q in QUADRANTS}
            basis[item] = "open" if set(ends.values()) == {"open"} else "vote"
        for quadrant in QUADRANTS:
            states[quadrant][item] = ends[quadrant]
    return Outcomes(states, basis, *differentiate(states, basis))


def _majority(votes: Sequence[str | None]) -> str:
    """Return the end that more than half of five votes or more name, else "open"."""
    cast = [vote for vote in votes if vote is not None]
    strange = set(cast) - {"high", "low", "open"}
    if strange:
        raise InvalidRatings(f"{min(strange)!r} is no vote; expected high, low, open or None")
    most = max(("high", "low"), key=cast.count)
    return most if len(cast) >= MIN_RATERS and 2 * cast.count(most) > len(cast) else "open"


def _fixed_state(cell: str | None, median: float | None, scale: Scale) -> str | None:
    middle = (scale.low + scale.high) / 2
    if cell != "predetermined" or median is None or np.isnan(median) or median == middle:
        return None
    return "high" if median > middle else "low"


def differentiate(
    states: Mapping[str, Mapping[str, str]], basis: Mapping[str, str]
) -> tuple[dict, tuple[tuple[str, str], ...], dict]:
    """Return shares of equal ends, the pairs of scenarios that share too many, and Hamming distances.

    `states` is scenario -> driver -> "high", "low" or "open"; drivers whose `basis` is "predetermined" or
    "open" do not count. A share is None where no driver is decided in both; above 75 % is too many.
    """
    asked = [item for item, why in basis.items() if why not in ("predetermined", "open")]
    shared: dict[str, dict[str, float | None]] = {q: {} for q in QUADRANTS}
    distance: dict[str, dict[str, int]] = {q: {} for q in QUADRANTS}
    too_alike = []
    for one, other in product(QUADRANTS, repeat=2):
        decided = [item for item in asked if "open" not in (states[one][item], states[other][item])]
        apart = sum(states[one][item] != states[other][item] for item in decided)
        share = 1 - apart / len(decided) if decided else None
        shared[one][other], distance[one][other] = share, apart
        if one < other and share is not None and share > MAX_SHARED:
            too_alike.append((one, other))
    return shared, tuple(too_alike), distance


@dataclass(frozen=True)
class Preferred:
    """Hold the preferred quadrant, or None with the reason, and the figures behind the choice."""

    quadrant: str | None
    reason_code: str
    reason: str
    medians: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]
    n: dict[str, int]
    by_group: dict[str, dict[str, float | None]]
    undefined: dict[str, str]

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "quadrant": self.quadrant,
            "reason_code": self.reason_code,
            "reason": self.reason,
            "medians": self.medians,
            "intervals": {q: None if ends is None else list(ends) for q, ends in self.intervals.items()},
            "n": self.n,
            "by_group": self.by_group,
            "undefined": self.undefined,
        }


_PREFERRED = {
    "preferred": (
        "{first} is the preferred future: "
        "even its lower bound of {low:.1f} exceeds the median of {second}, {median:.1f}."
    ),
    "no_agreement": (
        "There is no agreed preferred future: "
        "the lower bound of {first}, {low:.1f}, does not exceed the median of {second}, {median:.1f}."
    ),
    "too_few": "Fewer than five experts rated the desirability of two scenarios.",
}


def preferred(
    desirability: ArrayLike, rng: np.random.Generator, *, groups: Sequence[str | None] | None = None
) -> Preferred:
    """Name the preferred future if the panel agrees on one.

    The quadrant of highest median desirability is preferred if the lower end of its 80 % bootstrap
    interval (experts redrawn) exceeds the median of the second; else nobody is. `desirability` is
    experts x 4 in the order Q1..Q4, NaN for missing. Quadrants with fewer than five ratings have None.
    With `groups`, medians are given for every group of five or more. Ties of the medians are broken by
    the mean, then by order; a tie cannot pass the rule unless the bound is above it. Source: docs/methods.md.
    """
    values = read_quadrants(desirability, "desirability")
    medians, intervals, n, undefined = _median_figures(values, rng)
    known = [q for q in QUADRANTS if medians[q] is not None]
    by_group = _group_medians(values, groups)
    if len(known) < 2:
        return Preferred(None, "too_few", _PREFERRED["too_few"], medians, intervals, n, by_group, undefined)
    means = {q: float(np.nanmean(values[:, QUADRANTS.index(q)])) for q in known}
    first, second = sorted(known, key=lambda q: (-medians[q], -means[q], q))[:2]
    low = intervals[first][0]
    code = "preferred" if low > medians[second] else "no_agreement"
    reason = _PREFERRED[code].format(first=first, second=second, low=low, median=medians[second])
    chosen = first if code == "preferred" else None
    return Preferred(chosen, code, reason, medians, intervals, n, by_group, undefined)


def _median_figures(values: Array, rng: np.random.Generator) -> tuple[dict, dict, dict, dict]:
    rows = rng.integers(0, max(len(values), 1), (_RESAMPLES, len(values)))
    medians, intervals, n, undefined = {}, {}, {}, {}
    for column, quadrant in enumerate(QUADRANTS):
        answers = values[:, column]
        n[quadrant] = int((~np.isnan(answers)).sum())
        medians[quadrant] = intervals[quadrant] = None
        if n[quadrant] < MIN_RATERS:
            undefined[quadrant] = "fewer than five experts rated this scenario"
            continue
        medians[quadrant] = float(np.nanmedian(answers))
        drawn = answers[rows]
        drawn = drawn[~np.isnan(drawn).all(axis=1)]
        low, high = np.quantile(np.nanmedian(drawn, axis=1), _INTERVAL)
        intervals[quadrant] = (float(low), float(high))
    return medians, intervals, n, undefined


def _group_medians(values: Array, groups: Sequence[str | None] | None) -> dict[str, dict[str, float | None]]:
    answer: dict[str, dict[str, float | None]] = {}
    for group in sorted({name for name in groups or () if name is not None}):
        rows = values[np.array([name == group for name in groups])]
        counts = (~np.isnan(rows)).sum(axis=0)
        answer[group] = {
            q: float(np.nanmedian(rows[:, c])) if counts[c] >= MIN_RATERS else None
            for c, q in enumerate(QUADRANTS)
        }
    return answer


def plausibility_gap(plausibility: ArrayLike, desirability: ArrayLike) -> dict[str, dict]:
    """Return per quadrant the median plausibility, the median desirability and their gap.

    The gap is desirability - plausibility; a large positive one is the work list of strategy: wanted, but
    not expected. Both arrays are experts x 4 on one scale; a median needs five answers, else it and the gap
    are None with the reason. Source: docs/methods.md.
    """
    plausible, wanted = (
        read_quadrants(plausibility, "plausibility"),
        read_quadrants(desirability, "desirability"),
    )
    answer = {}
    for column, quadrant in enumerate(QUADRANTS):
        figures = {
            "plausibility": median_of_enough(plausible[:, column]),
            "desirability": median_of_enough(wanted[:, column]),
        }
        undefined = {
            name: "fewer than five experts rated it" for name, value in figures.items() if value is None
        }
        gap = None if undefined else figures["desirability"] - figures["plausibility"]
        if undefined:
            undefined["gap"] = "fewer than five experts rated it"
        answer[quadrant] = figures | {"gap": gap, "undefined": undefined}
    return answer
