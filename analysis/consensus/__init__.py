"""Consensus of a panel on each item, within one round."""

from analysis.consensus.assess import (
    DENOMINATORS,
    ItemConsensus,
    Rule,
    Settings,
    Verdict,
    assess_consensus,
    check_settings,
    default_rule,
    judge_items,
    parse_rule,
)

__all__ = [
    "DENOMINATORS",
    "ItemConsensus",
    "Rule",
    "Settings",
    "Verdict",
    "assess_consensus",
    "check_settings",
    "default_rule",
    "judge_items",
    "parse_rule",
]
