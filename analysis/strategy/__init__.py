"""Test options against the four scenarios: measures, classes with probabilities, ranks of the rules."""

from analysis.strategy.assess import (
    CLASSES,
    HURWICZ,
    MIN_PROBABILITY,
    MIN_RATERS,
    SHAPING,
    TAUS,
    Array,
    Option,
    Phase,
    Strategy,
    assess_options,
    phases,
)

__all__ = [
    "CLASSES",
    "HURWICZ",
    "MIN_PROBABILITY",
    "MIN_RATERS",
    "SHAPING",
    "TAUS",
    "Array",
    "Option",
    "Phase",
    "Strategy",
    "assess_options",
    "phases",
]
