"""Uncertain numbers: the medians of what the experts said, and the middle of their distributions together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.camps.pooling import pool_median
from survey.results.floors import BELOW_FLOOR, FEW_DIFFER, FLOOR, SPREAD_FLOOR_BESIDE_EARLIER

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


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep the figures of a large panel: those of a small one would tell on which side one who joined is."""
    if summary["n"] >= SPREAD_FLOOR_BESIDE_EARLIER:
        return dict(summary)
    hidden = dict.fromkeys((*PARTS, "pooled_median"))
    return {**summary, **hidden, "reason": summary["reason"] or FEW_DIFFER}
