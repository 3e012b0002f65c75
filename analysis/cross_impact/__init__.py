"""Cross-impact balance: which combinations of states support each other (Weimer-Jehle 2006)."""

from analysis.cross_impact.balance import (
    BUDGET,
    LIMIT,
    MODES,
    ConsistentScenarios,
    CrossImpactMatrix,
    NearestConsistent,
    ScenarioBalance,
    Succession,
    assess_scenario,
    find_consistent,
    from_pairs,
    mean_judgements,
    nearest_consistent,
    succeed,
)

__all__ = [
    "BUDGET",
    "LIMIT",
    "MODES",
    "ConsistentScenarios",
    "CrossImpactMatrix",
    "NearestConsistent",
    "ScenarioBalance",
    "Succession",
    "assess_scenario",
    "find_consistent",
    "from_pairs",
    "mean_judgements",
    "nearest_consistent",
    "succeed",
]
