"""Who took part from round to round, and how those who left had answered, as far as the floors allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.agreement.rank_tests import LARGE_DELTA
from analysis.attrition import Attrition, assess_attrition
from analysis.ratings import Ratings
from survey.models import FLOOR
from survey.results.floors import BELOW_FLOOR, show_leavers

Frozen = Mapping[str, Any]

FIVE_OR_MORE = "five or more"
NOBODY_LEFT = "nobody left"
FEW_LEFT = "fewer than five left"
FEW_STAYED = "fewer than five stayed"


def describe_flow(answers: Frozen, earlier: Sequence[Frozen]) -> dict[str, Any]:
    """Return who answered a round, who is new in it, who came back, and who answered the round before only.

    How many answered is told as it is. Of those who came or went, a few are told as fewer than five; and
    as soon as some of these counts is that small, no other is told exactly, since the counts of two rounds
    would give it away.
    """
    here, *before = (set(frozen["panelists"]) for frozen in (answers, *reversed(earlier)))
    last, ever = (before[0] if before else set()), set().union(*before)
    counts = {"joined": len(here - ever), "returned": len((here & ever) - last), "lapsed": len(last - here)}
    is_exact = not any(0 < n < FLOOR for n in counts.values())
    return {
        "n_invited": answers["n_panel"],
        "n_answered": len(here),
        "n_before": len(last),
        **{name: n if is_exact else None for name, n in counts.items()},
        "stayed": len(here & last) if is_exact else None,
        "ranges": {} if is_exact else {name: _range(n) for name, n in counts.items()},
        "groups": show_group_sizes(answers["groups"]),
    }


def _range(n: int) -> str:
    return BELOW_FLOOR if n < FLOOR else FIVE_OR_MORE


def show_group_sizes(groups: Sequence[str | None]) -> dict[str, int | None]:
    """Return how many of each group answered; None where they, or all those not told, are one to four."""
    sizes = {name: sum(group == name for group in groups) for name in sorted({g for g in groups if g})}
    shown = {name for name, n in sizes.items() if n >= FLOOR}
    while shown and 0 < len(groups) - sum(sizes[name] for name in shown) < FLOOR:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return {name: n if name in shown else None for name, n in sizes.items()}


def describe_leavers(tables: Mapping[str, Ratings], quantile_method: str) -> dict[str, Any] | None:
    """Return what is told of those who answered the round fed back and not this one; None without one.

    Args:
        tables: by question, the ratings of both rounds; those with a single round are passed over.
        quantile_method: how the middle half is computed.
    """
    pairs = {name: ratings for name, ratings in tables.items() if len(ratings.rounds) > 1}
    if not pairs:
        return None
    found = {
        name: assess_attrition(ratings, *ratings.rounds[-2:], quantile_method)
        for name, ratings in pairs.items()
    }
    first = next(iter(found.values()))
    return {
        "first": first.first,
        "second": first.second,
        "questions": {name: _show_question(attrition) for name, attrition in found.items()},
    }


def _show_question(attrition: Attrition) -> dict[str, Any]:
    """Return, item by item, on which side of the completers those who left had answered, and whether the
    minority left more often; neither of fewer than five who left, nor beside fewer than five who stayed.
    """
    reason = _why_hidden(attrition)
    if reason:
        return {"items": {}, "n_compared": 0, "undefined": reason}
    minority = set(show_leavers(attrition))
    compared = {
        each.item: {"side": _side(each.cliffs_delta), "minority_left": each.item in minority}
        for each in attrition.dropouts
        if each.n_dropouts >= FLOOR and each.n_completers >= FLOOR
    }
    return {"items": compared, "n_compared": len(compared), "undefined": None}


def _why_hidden(attrition: Attrition) -> str | None:
    if attrition.n_left == 0:
        return NOBODY_LEFT
    if attrition.n_left < FLOOR:
        return FEW_LEFT
    return FEW_STAYED if attrition.n_stayed < FLOOR else None


def _side(delta: float | None) -> str | None:
    """Return on which side those who left stood: clearly lower, clearly higher, or not clearly apart."""
    if delta is None:
        return None
    if abs(delta) <= LARGE_DELTA:
        return "alike"
    return "higher" if delta > 0 else "lower"
