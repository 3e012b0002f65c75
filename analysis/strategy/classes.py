"""Class options by how they do across scenarios; the first rule that fits decides."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLASSES = ("no_regret", "core_with_exit", "big_bet", "contingent", "hedge", "abandon", "undetermined")
CODE_OF = {name: code for code, name in enumerate(CLASSES)}


def classify(values: Array) -> NDArray[np.int64]:
    """Return the class code of every option from its medians, panels x options x scenarios.

    In this order, S the number of scenarios (4):

    - no_regret: v >= +1 in all;
    - core_with_exit: v >= +1 in all but one, and >= -1 there;
    - big_bet: v >= +2 in one or two, and <= -1 in one or more;
    - hedge: v >= +1 in exactly the scenarios where some core option (first two classes) has v <= 0;
    - contingent: v >= +1 in one or two, no v <= -1;
    - abandon: v >= +1 in none;
    - undetermined: anything else, or a missing value.

    Hedge is asked before contingent: after it, the rule could only ever catch options that do harm elsewhere.
    Source: docs/methods.md (Courtney, Kirkland & Viguerie 1997; Dewar 2002).
    """
    n_scenarios = values.shape[2]
    good = values >= 1
    n_good = good.sum(axis=2)
    bad = (values <= -1).any(axis=2)
    n_strong = (values >= 2).sum(axis=2)
    no_regret = n_good == n_scenarios
    with_exit = (n_good == n_scenarios - 1) & (values.min(axis=2) >= -1)
    core = no_regret | with_exit
    gap = ((values <= 0) & core[:, :, None]).any(axis=1)
    rules = {
        "no_regret": no_regret,
        "core_with_exit": with_exit,
        "big_bet": (n_strong >= 1) & (n_strong <= 2) & bad,
        "hedge": gap.any(axis=1)[:, None] & (good == gap[:, None, :]).all(axis=2),
        "contingent": (n_good >= 1) & (n_good <= 2) & ~bad,
        "abandon": n_good == 0,
    }
    found = np.select(list(rules.values()), [CODE_OF[name] for name in rules], CODE_OF["undetermined"])
    return np.where(np.isnan(values).any(axis=2), CODE_OF["undetermined"], found)


def name_open_scenarios(intervals: Mapping[str, tuple[float, float] | None]) -> list[str]:
    """Return the scenarios whose interval of redrawn medians crosses a threshold of the rules.

    `intervals` are the ends by scenario. The rules ask whether v >= +2, v >= +1, v <= 0 and v <= -1: with the
    ends (l, h) the answer is open where l and h answer differently. Source: docs/methods.md.
    """

    def answers(value: float) -> tuple[bool, ...]:
        return value >= 2, value >= 1, value <= 0, value <= -1

    return [scenario for scenario, ends in intervals.items() if ends and answers(ends[0]) != answers(ends[1])]
