"""What several measures say of a list of numbers: median and middle half, held back below the floor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.consensus.dispersion import quartiles
from survey.results.floors import BELOW_FLOOR, FLOOR


def show_middle(values: Sequence[float], method: str) -> dict[str, Any]:
    """Return how many numbers there are, their median and their middle half, or why these are held back."""
    n = len(values)
    if n < FLOOR:
        return {"n": n, "median": None, "q1": None, "q3": None, "reason": BELOW_FLOOR}
    q1, median, q3 = quartiles(values, method)
    return {"n": n, "median": float(median), "q1": float(q1), "q3": float(q3), "reason": None}
