"""Pile sorts: how many sorted, and how often any two drivers came to lie on the same pile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from survey.results.floors import FEW_DIFFER, FLOOR
from survey.results.kinds.shares import is_shown


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the share of experts who put two drivers together, for pairs that at least five sorted.

    Those who put them together, and those who did not, are none or at least five; other pairs are left out.
    The names of the piles are texts that may give their authors away; they are not part of it.
    """
    sorts = [answer["piles"] for answer in answers if answer["piles"]]
    pairs = []
    for first, second in combinations(settings.get("items", []), 2):
        both = [sort[first] == sort[second] for sort in sorts if first in sort and second in sort]
        if len(both) >= FLOOR and is_shown(sum(both), len(both)):
            pairs.append({"items": [first, second], "n": len(both), "together": sum(both) / len(both)})
    pairs.sort(key=lambda pair: -pair["together"])
    return {"n_sorts": len(sorts), "pairs": pairs}


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep no share: beside that of an earlier round it would tell how one who joined or left sorted."""
    return {**summary, "pairs": [], "reason": FEW_DIFFER}
