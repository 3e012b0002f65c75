"""Settings of a protocol that analysis understands."""

from __future__ import annotations

from analysis.consensus import parse_rule
from analysis.errors import AnalysisError
from analysis.quantiles import QUANTILE_METHODS
from analysis.stability.rules import parse_stability_rule
from survey.errors import BadStudyFile

__all__ = ["QUANTILE_METHODS", "check_consensus_rule", "check_stability_rule"]


def check_consensus_rule(text: str) -> None:
    """Refuse a consensus rule that is none.

    Raises:
        BadStudyFile: with what is wrong with the rule.
    """
    try:
        parse_rule(text)
    except AnalysisError as error:
        raise BadStudyFile("%(why)s", why=error) from error


def check_stability_rule(text: str) -> None:
    """Refuse a stability rule that is none.

    Raises:
        BadStudyFile: with what is wrong with the rule.
    """
    try:
        parse_stability_rule(text)
    except AnalysisError as error:
        raise BadStudyFile("%(why)s", why=error) from error
