"""Uncertain numbers: the medians of what the experts said, and the middle of their distributions together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.pooling import pool_median
from survey.results.floors import BELOW_FLOOR, FLOOR

PARTS = ("p5", "p50", "p95")


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the panel's median of each of the three numbers, and the median of the equal-weight pool."""
    if len(answers) < FLOOR:
        return {**dict.fromkeys((*PARTS, "pooled_median")), "reason": BELOW_FLOOR}
    table = np.array([[answer[part] for part in PARTS] for answer in answers], dtype=float)
    medians = {part: float(np.median(table[:, column])) for column, part in enumerate(PARTS)}
    return {**medians, "pooled_median": pool_median(table), "reason": None}
