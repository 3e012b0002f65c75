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
    most = max(known)
    leading = [q for q, share in shares.items() if share == most]
    figure = most - (sum(known) - most) / (len(known) - 1)
    tied = {} if len(leading) == 1 else {"scenario": "several scenarios share the largest figure"}
    return Signpost(name, shares, n, leading[0] if len(leading) == 1 else None, figure, tied)


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
