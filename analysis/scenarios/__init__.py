"""Turn two axes into four scenarios: outcomes, differentiation, preferred future, confirmation."""

from analysis.scenarios.outcomes import (
    MAX_SHARED,
    MIN_LOADING,
    QUADRANTS,
    SIGNS,
    Array,
    Confirmation,
    Outcomes,
    Preferred,
    confirm,
    differentiate,
    outcomes,
    plausibility_gap,
    preferred,
)
from analysis.scenarios.signposts import KEPT_PER_SCENARIO, Diagnosticity, judge_shares

__all__ = [
    "KEPT_PER_SCENARIO",
    "MAX_SHARED",
    "MIN_LOADING",
    "QUADRANTS",
    "SIGNS",
    "Array",
    "Confirmation",
    "Diagnosticity",
    "Outcomes",
    "Preferred",
    "confirm",
    "differentiate",
    "judge_shares",
    "outcomes",
    "plausibility_gap",
    "preferred",
]
