"""Numbers that were typed: the middle of the panel and its middle half; “never” is a count, no number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.consensus.dispersion import quartiles
from survey.questions.amounts import is_whole
from survey.results.floors import (
    BELOW_FLOOR,
    FEW_DIFFER,
    FLOOR,
    N_APART_TO_SHOW_SPREAD,
    NEARLY_ALL_AGREE,
    SPREAD_FLOOR_BESIDE_EARLIER,
)
from survey.results.kinds.shares import is_shown

_COUNTS = ("n_numbers", "never", "share_never")
_HALF = ("q1", "q3")


def summarise(
    answers: Sequence[float | Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return median and quartiles of the numbers, by the protocol's definition, and the share of “never”.

    How many said “never” is told when nobody did or at least five, and the others are none or at least five;
    else it is not told either how many gave a number.
    """
    numbers = [float(answer) for answer in answers if not isinstance(answer, Mapping)]
    n, n_never = len(answers), len(answers) - len(numbers)
    summary: dict[str, Any] = dict.fromkeys((*_COUNTS, "median", *_HALF))
    summary["is_whole"] = is_whole(settings)
    if n >= FLOOR and is_shown(n_never, n):
        summary |= {"n_numbers": len(numbers), "never": n_never, "share_never": n_never / n}
    if len(numbers) < FLOOR:
        return summary | {"reason": BELOW_FLOOR}
    q1, median, q3 = quartiles(numbers, protocol["quantile_method"])
    if len(numbers) - max(Counter(numbers).values()) < N_APART_TO_SHOW_SPREAD:
        return summary | {"median": median, "reason": NEARLY_ALL_AGREE}
    return summary | {"median": median, "q1": q1, "q3": q3, "reason": None}


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep median and middle half of a large panel; of a small one a median that is still the earlier one.

    The rest would tell what one who joined or left answered.
    """
    is_small = summary["n"] < SPREAD_FLOOR_BESIDE_EARLIER
    hidden = (*_COUNTS, *(_HALF if is_small else ()), *(("median",) if is_small and moves_median else ()))
    return {**summary, **dict.fromkeys(hidden), "reason": summary["reason"] or FEW_DIFFER}
