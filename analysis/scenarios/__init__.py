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

__all__ = [
    "MAX_SHARED",
    "MIN_LOADING",
    "QUADRANTS",
    "SIGNS",
    "Array",
    "Confirmation",
    "Outcomes",
    "Preferred",
    "confirm",
    "differentiate",
    "outcomes",
    "plausibility_gap",
    "preferred",
]
