"""Ask the panel whether it recognises the proposed axes: allocation, dependence, plausible corners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.axes.clusters import adjusted_rand
from analysis.errors import InvalidRatings
from analysis.scenarios.decoy import Decoy, DecoyTest, compare_with_decoy
from analysis.scenarios.quadrants import MIN_RATERS, QUADRANTS, median_of_enough, read_quadrants

Array = NDArray[np.float64]

MIN_SHARE_AS_PROPOSED = 0.6
MAX_DEPENDENCE = 1.0
MIN_PLAUSIBILITY = 3.0
MAX_P = 0.05
ANSWERS = ("A", "B", "both", "neither")

_SENTENCES = {
    "allocated_as_proposed": "The panel gives {percent:.0f} % of the drivers to the axis proposed; "
    "at least {threshold:.0f} % are needed.",
    "dependence_ab": "If A ends high, B is judged to move by {figure:+.1f} (median); "
    "at most {threshold:.0f} either way is allowed.",
    "dependence_ba": "If B ends high, A is judged to move by {figure:+.1f} (median); "
    "at most {threshold:.0f} either way is allowed.",
    "better_than_decoy": "{percent:.0f} % of the drivers are given as proposed, {decoy:.0f} % as in the "
    "decoy; chance gives such a lead with p = {figure:.3f}, at most {threshold} is allowed.",
    "corner_plausible": "The least plausible scenario is {quadrant} with a median of {figure:.1f}; "
    "at least {threshold:.0f} is needed.",
}
_MISSING = "Fewer than five experts answered this."


@dataclass(frozen=True)
class ConfirmationGate:
    """Hold one condition of the confirmation with its figure, threshold and sentence."""

    code: str
    passed: bool
    figure: float | None
    threshold: float
    text: str
    n: int
    quadrant: str | None = None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "code": self.code,
            "passed": self.passed,
            "figure": self.figure,
            "threshold": self.threshold,
            "text": self.text,
            "n": self.n,
            "quadrant": self.quadrant,
        }


@dataclass(frozen=True)
class Confirmation:
    """Hold whether the panel accepts the axes, gate by gate, and what the majority made of every driver.

    `majority[item]` is A, B, both, neither or None without a single largest answer; `shares[item]` the
    share of each answer; `agreement` the ARI of the majority with the proposal over drivers with a
    majority; `decoy` the comparison with the half that saw another pair, None if there was none.
    """

    accepted: bool
    gates: tuple[ConfirmationGate, ...]
    majority: dict[str, str | None]
    shares: dict[str, dict[str, float] | None]
    plausibility: dict[str, float | None]
    dependence: dict[str, float | None]
    agreement: float | None
    undefined: dict[str, str]
    decoy: DecoyTest | None = None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "accepted": self.accepted,
            "gates": [gate.as_dict() for gate in self.gates],
            "majority": self.majority,
            "shares": self.shares,
            "plausibility": self.plausibility,
            "dependence": self.dependence,
            "agreement": self.agreement,
            "decoy": None if self.decoy is None else self.decoy.as_dict(),
            "undefined": self.undefined,
        }


def confirm(
    allocations: Sequence[Mapping[str, str] | None],
    assignments: Mapping[str, str | None],
    dependence_ab: ArrayLike,
    dependence_ba: ArrayLike,
    plausibility: ArrayLike,
    *,
    scale_low: float = 1.0,
    scale_high: float = 7.0,
    decoy: Decoy | None = None,
) -> Confirmation:
    """Decide whether the panel confirms the proposed axes.

    Accepted if all hold: at least 60 % of the drivers that the proposal assigns are given to the
    proposed axis by the largest share of experts; the median stated dependence |"if A ends high, B
    becomes ..."| and its reverse, -3..+3, are at most 1; no corner has a median plausibility below 3 of
    7 (the same share of any other scale); and, where the other half of the panel saw another pair of
    axes (`decoy`), the proposal is accepted better than that one with p <= .05.

    `allocations`: one {driver: "A" | "B" | "both" | "neither"} or None per expert; `assignments` as
    proposed; dependence arrays: one number per expert, NaN for missing; `plausibility`: experts x 4 in
    the order Q1..Q4. Every condition needs five answers, a driver too; a condition without them is not
    passed, a driver without a single largest answer is not "as proposed". Source: docs/methods.md.
    """
    unknown = {value for one in allocations for value in (one or {}).values()} - {*ANSWERS, None}
    if unknown:
        raise InvalidRatings(
            f"{min(unknown, key=str)!r} is no allocation; expected one of {', '.join(ANSWERS)}"
        )
    shares = {item: _shares(allocations, item) for item in assignments}
    majority = {item: _largest(shares[item]) for item in assignments}
    corners, counts = _corner_medians(plausibility)
    dependence = {"ab": median_of_enough(dependence_ab), "ba": median_of_enough(dependence_ba)}
    lowest = (
        MIN_PLAUSIBILITY if (scale_low, scale_high) == (1, 7) else scale_low + (scale_high - scale_low) / 3
    )
    against = None if decoy is None else compare_with_decoy(allocations, assignments, decoy)
    gates = (
        _allocation_gate(assignments, majority, shares),
        _dependence_gate("dependence_ab", dependence_ab),
        _dependence_gate("dependence_ba", dependence_ba),
        _corner_gate(corners, counts, lowest),
        *([] if against is None else [_decoy_gate(against)]),
    )
    agreement = _agreement(assignments, majority)
    undefined = {f"plausibility.{q}": _MISSING for q, value in corners.items() if value is None}
    undefined |= {f"dependence.{way}": _MISSING for way, value in dependence.items() if value is None}
    undefined |= {f"majority.{item}": _MISSING for item, share in shares.items() if share is None}
    if agreement is None:
        undefined["agreement"] = "fewer than two drivers have a majority"
    accepted = all(gate.passed for gate in gates)
    return Confirmation(accepted, gates, majority, shares, corners, dependence, agreement, undefined, against)


def _shares(allocations: Sequence[Mapping[str, str] | None], item: str) -> dict[str, float] | None:
    given = [one[item] for one in allocations if one and one.get(item) is not None]
    if len(given) < MIN_RATERS:
        return None
    return {answer: given.count(answer) / len(given) for answer in ANSWERS}


def _largest(shares: dict[str, float] | None) -> str | None:
    if shares is None:
        return None
    top = max(shares.values())
    winners = [answer for answer, share in shares.items() if share == top]
    return winners[0] if len(winners) == 1 else None


def _allocation_gate(assignments: Mapping, majority: Mapping, shares: Mapping) -> ConfirmationGate:
    proposed = [item for item, axis in assignments.items() if axis in ("A", "B") and shares[item] is not None]
    threshold = MIN_SHARE_AS_PROPOSED
    if not proposed:
        return ConfirmationGate("allocated_as_proposed", False, None, threshold, _MISSING, 0)
    share = sum(majority[item] == assignments[item] for item in proposed) / len(proposed)
    text = _SENTENCES["allocated_as_proposed"].format(percent=100 * share, threshold=100 * threshold)
    return ConfirmationGate(
        "allocated_as_proposed", share >= threshold, share, threshold, text, len(proposed)
    )


def _decoy_gate(found: DecoyTest) -> ConfirmationGate:
    n = min(found.n, found.n_decoy)
    if found.p is None:
        return ConfirmationGate("better_than_decoy", False, None, MAX_P, _MISSING, n)
    text = _SENTENCES["better_than_decoy"].format(
        percent=100 * found.proposal, decoy=100 * found.decoy, figure=found.p, threshold=MAX_P
    )
    return ConfirmationGate("better_than_decoy", found.p <= MAX_P, found.p, MAX_P, text, n)


def _dependence_gate(code: str, values: ArrayLike) -> ConfirmationGate:
    median, n = median_of_enough(values), int((~np.isnan(np.asarray(values, dtype=float))).sum())
    if median is None:
        return ConfirmationGate(code, False, None, MAX_DEPENDENCE, _MISSING, n)
    text = _SENTENCES[code].format(figure=median, threshold=MAX_DEPENDENCE)
    return ConfirmationGate(code, abs(median) <= MAX_DEPENDENCE, median, MAX_DEPENDENCE, text, n)


def _corner_gate(
    corners: Mapping[str, float | None], counts: Mapping[str, int], lowest: float
) -> ConfirmationGate:
    n = min(counts.values())
    if None in corners.values():
        return ConfirmationGate("corner_plausible", False, None, lowest, _MISSING, n)
    quadrant = min(QUADRANTS, key=lambda q: (corners[q], q))
    figure = corners[quadrant]
    text = _SENTENCES["corner_plausible"].format(quadrant=quadrant, figure=figure, threshold=lowest)
    return ConfirmationGate("corner_plausible", figure >= lowest, figure, lowest, text, n, quadrant)


def _corner_medians(plausibility: ArrayLike) -> tuple[dict[str, float | None], dict[str, int]]:
    values = read_quadrants(plausibility, "plausibility")
    medians = {q: median_of_enough(values[:, c]) for c, q in enumerate(QUADRANTS)}
    return medians, {q: int((~np.isnan(values[:, c])).sum()) for c, q in enumerate(QUADRANTS)}


def _agreement(assignments: Mapping[str, str | None], majority: Mapping[str, str | None]) -> float | None:
    items = [item for item in assignments if majority[item] is not None]
    if len(items) < 2:
        return None
    classes = ("A", "B", "other")
    proposed = [classes.index(assignments[item] or "other") for item in items]
    found = [classes.index(majority[item] if majority[item] in ("A", "B") else "other") for item in items]
    return float(adjusted_rand(np.array([found]), np.array(proposed))[0])
