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
from analysis.strategy.backcast import CELLS, Link, backcast, sort_inside, sort_outside, tows
from analysis.strategy.classes import name_open_scenarios

__all__ = [
    "CELLS",
    "CLASSES",
    "HURWICZ",
    "MIN_PROBABILITY",
    "MIN_RATERS",
    "SHAPING",
    "TAUS",
    "Array",
    "Link",
    "Option",
    "Phase",
    "Strategy",
    "assess_options",
    "backcast",
    "name_open_scenarios",
    "phases",
    "sort_inside",
    "sort_outside",
    "tows",
]
