"""Settings of a protocol that analysis understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.consensus import parse_rule
from analysis.consensus.rule_choice import sensitivity_rules
from analysis.errors import AnalysisError
from analysis.quantiles import QUANTILE_METHODS
from analysis.ratings import Scale
from analysis.stability.rules import parse_stability_rule
from survey.errors import BadStudyFile

STABILITY_RULES = ("net change<0.15", "net change<0.15 and kappa>=0.6", "changed<0.15", "kappa>=0.6")
"""Rules of stability that are offered; others can be typed."""

__all__ = [
    "QUANTILE_METHODS",
    "STABILITY_RULES",
    "list_consensus_rules",
    "read_consensus_rule",
    "read_stability_rule",
]


def read_consensus_rule(protocol: Mapping[str, Any]) -> str:
    """Return a protocol's consensus rule as it is written, once it is sure that it fits the scale.

    Raises:
        BadStudyFile: with what is wrong with the rule.
    """
    try:
        rule = parse_rule(protocol["consensus_rule"])
        rule.check(Scale(*protocol["scale"]))
    except AnalysisError as error:
        raise BadStudyFile("%(why)s", why=error) from error
    return rule.text


def read_stability_rule(protocol: Mapping[str, Any]) -> str:
    """Return a protocol's stability rule as it is written.

    Raises:
        BadStudyFile: with what is wrong with the rule.
    """
    try:
        return parse_stability_rule(protocol["stability_rule"]).text
    except AnalysisError as error:
        raise BadStudyFile("%(why)s", why=error) from error


def list_consensus_rules(scale: Sequence[int]) -> list[str]:
    """Return the rules of consensus that are in use on a scale, the usual one first."""
    return list(dict.fromkeys(rule.text for rule in sensitivity_rules(Scale(*scale))))
