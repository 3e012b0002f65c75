"""Say which signposts tell the scenarios apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import InvalidRatings
from analysis.scenarios.quadrants import MIN_RATERS, QUADRANTS, read_quadrants

KEPT_PER_SCENARIO = 3
_FEWEST_SCENARIOS = 2


@dataclass(frozen=True)
class Signpost:
    """Hold how often a signpost would be seen in each scenario and how well it tells one from the others.

    `scenario` is the one it speaks for, None where two share the largest figure. `diagnosticity` is None
    unless five experts or more judged it in every scenario.
    """

    name: str
    shares: dict[str, float | None]
    n: dict[str, int]
    scenario: str | None
    diagnosticity: float | None
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self)


def assess_signpost(name: str, seen: ArrayLike) -> Signpost:
    """Return the diagnosticity D = max p_s - mean of the other p_s of one signpost.

    `seen` is experts x 4 scenarios: 1 if the expert says that the indicator would be seen there by its
    year, 0 if not, NaN for no answer; p_s is the share of ones. D is 1 for a signpost of one scenario
    alone, 0 for one common to all. Source: docs/methods.md; Heuer 1999, ch. 8, on diagnostic evidence.
    """
    values = read_quadrants(seen, "seen")
    if not np.isin(values[~np.isnan(values)], (0, 1)).all():
        raise InvalidRatings(
            "a signpost is judged by another number; expected 1 (seen), 0 (not) or no answer"
        )
    counts = (~np.isnan(values)).sum(axis=0)
    shares = {
        q: float(np.nanmean(values[:, s])) if counts[s] >= MIN_RATERS else None
        for s, q in enumerate(QUADRANTS)
    }
    n = dict(zip(QUADRANTS, counts.tolist(), strict=True))
    known = [share for share in shares.values() if share is not None]
    if len(known) < len(QUADRANTS):
        reason = "fewer than five experts judged it in some scenario"
        return Signpost(name, shares, n, None, None, {"diagnosticity": reason, "scenario": reason})
    ends = {q: (share, share) for q, share in shares.items() if share is not None}
    judged = judge_shares(ends)
    tied = {} if judged.scenario else {"scenario": "several scenarios share the largest figure"}
    return Signpost(name, shares, n, judged.scenario, judged.low, tied)


@dataclass(frozen=True)
class Diagnosticity:
    """Hold the ends of the diagnosticity, and the scenario it speaks for, if that is certain."""

    low: float
    high: float
    scenario: str | None


def judge_shares(ends: Mapping[str, tuple[float, float]]) -> Diagnosticity:
    """Return the diagnosticity D = max_s (p_s - mean of the other p) where shares are known within ends.

    `ends` holds (lowest, highest) of the share of every scenario; both are the same where it is known. With
    l and h the ends, D lies from max_s (l_s - mean of the other h), at least 0, to max_s (h_s - mean of the
    other l): D grows with the leading share and falls with the others, so the ends are taken at corners.
    `scenario` is the one whose lowest share exceeds the highest of all others, None where there is none.
    Shares of small counts may be given as (0, 4/n), so that no count below five is told. Source:
    docs/methods.md; interval arithmetic, Moore 1966.
    """
    for scenario, (low, high) in ends.items():
        if not 0 <= low <= high <= 1:
            raise InvalidRatings(f"the share in {scenario} lies from {low} to {high}; expected 0 to 1")
    if len(ends) < _FEWEST_SCENARIOS:
        raise InvalidRatings(f"shares of {len(ends)} scenarios; expected those of two or more")

    def lead(own: int, other: int) -> float:
        totals = sum(pair[other] for pair in ends.values())
        return max(pair[own] - (totals - pair[other]) / (len(ends) - 1) for pair in ends.values())

    certain = [
        q
        for q, (low, _) in ends.items()
        if all(low > high for other, (_, high) in ends.items() if other != q)
    ]
    return Diagnosticity(max(0.0, lead(0, 1)), lead(1, 0), certain[0] if certain else None)


def rank_signposts(seen: Mapping[str, ArrayLike], keep: int = KEPT_PER_SCENARIO) -> dict[str, list[Signpost]]:
    """Return for every scenario its signposts, the most diagnostic first, at most `keep` of them.

    Signposts without a scenario of their own stand nowhere.
    """
    judged = [assess_signpost(name, values) for name, values in seen.items()]
    return {
        q: sorted((one for one in judged if one.scenario == q), key=lambda one: -(one.diagnosticity or 0))[
            :keep
        ]
        for q in QUADRANTS
    }
