"""Proposed drivers: how many. What they say is for the organisers to curate and never stands in a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.results.floors import BELOW_FLOOR, FEW_DIFFER, FLOOR


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how many drivers were proposed."""
    if len(answers) < FLOOR:
        return {"n_proposals": None, "reason": BELOW_FLOOR}
    return {"n_proposals": sum(len(answer["proposals"]) for answer in answers), "reason": None}


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep no number: beside that of an earlier round it would tell how many came from one who joined."""
    return {**summary, "n_proposals": None, "reason": summary["reason"] or FEW_DIFFER}
