"""Numbers that were typed: the middle of the panel and its middle half; “never” is a count, no number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.dispersion import quartiles
from survey.results.floors import BELOW_FLOOR, FLOOR
from survey.results.kinds.shares import is_shown


def summarise(
    answers: Sequence[float | Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return median and quartiles of the numbers, by the protocol's definition, and the share of “never”.

    How many said “never” is told when nobody did or at least five, and the others are none or at least five;
    else it is not told either how many gave a number.
    """
    numbers = [float(answer) for answer in answers if not isinstance(answer, Mapping)]
    n, n_never = len(answers), len(answers) - len(numbers)
    summary: dict[str, Any] = dict.fromkeys(("n_numbers", "median", "q1", "q3", "never", "share_never"))
    if n >= FLOOR and is_shown(n_never, n):
        summary |= {"n_numbers": len(numbers), "never": n_never, "share_never": n_never / n}
    if len(numbers) < FLOOR:
        return summary | {"reason": BELOW_FLOOR}
    q1, median, q3 = quartiles(numbers, protocol["quantile_method"])
    return summary | {"median": median, "q1": q1, "q3": q3, "reason": None}
