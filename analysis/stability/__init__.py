"""Stability of a panel between two rounds, beside consensus and never in its place."""

from analysis.stability.assess import (
    TOO_FEW,
    VERDICTS,
    Advice,
    ItemStability,
    StabilityResult,
    advise,
    assess_stability,
    compare_verdicts,
    parse_stability_rule,
)

__all__ = [
    "TOO_FEW",
    "VERDICTS",
    "Advice",
    "ItemStability",
    "StabilityResult",
    "advise",
    "assess_stability",
    "compare_verdicts",
    "parse_stability_rule",
]
