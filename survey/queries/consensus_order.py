"""How far items are from their rule, and in which orders a board lists them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survey.queries.consensus import ItemRow

Figures = dict[str, Any]
Measure = tuple[float, float, float]
"""How far above the limit, how far below it at most, how far above it at most."""

NEARLY_ALL_AGREE = "nearly all agree"
UNKNOWN = float("inf")


def distance_to_rule(figures: Figures) -> float | None:
    """Return how far an item is from meeting its rule: above 0 it is not met, below it is, with that room."""
    measured = _measure(figures, 1.0)
    return None if measured is None else measured[0]


def heat_of(figures: Figures | None, span: float) -> int | None:
    """Return the step of a heat table: 1..3 where the rule is met, -1..-3 where not, by the distance to it.

    None where nothing is judged. Where the distance is not told or the rule has none, it is the palest
    step; where nearly all agree, the deepest.
    """
    if figures is None or figures["met"] is None:
        return None
    sign = 1 if figures["met"] else -1
    measured = _measure(figures, span)
    if measured is None:
        agree = figures["undefined"].get("counts") == NEARLY_ALL_AGREE
        return 3 if agree and figures["met"] else sign
    distance, below, above = measured
    room = below if figures["met"] else above
    share = abs(distance) / room if room > 0 else 1.0
    return sign * min(3, 1 + int(3 * min(share, 1.0)))


def _measure(figures: Figures, span: float) -> Measure | None:
    for pattern, measure in _MEASURES:
        match = re.match(pattern, figures["rule"])
        if match:
            return measure(figures, match, span)
    return None


def _less(figures: Figures, key: str, limit: float, most: float) -> Measure | None:
    return None if figures[key] is None else (figures[key] - limit, limit, most - limit)


def _more(figures: Figures, key: str, limit: float) -> Measure | None:
    return None if figures[key] is None else (limit - figures[key], 1 - limit, limit)


def _comet(figures: Figures, match: re.Match[str], _: float) -> Measure | None:
    shares = [figures["share_top"], figures["share_bottom"]]
    limit = float(match[1]) / 100
    return None if None in shares else (limit - max(shares), 1 - limit, limit)


_MEASURES: tuple[tuple[str, Callable[[Figures, re.Match[str], float], Measure | None]], ...] = (
    (r"iqr<=([\d.]+) of range", lambda found, match, _: _less(found, "relative_iqr", float(match[1]), 1.0)),
    (r"iqr<=([\d.]+)", lambda found, match, span: _less(found, "iqr", float(match[1]), span)),
    (r"share>=([\d.]+)", lambda found, match, _: _more(found, "share_in_rule", float(match[1]))),
    (r"a>=([\d.]+)", lambda found, match, _: _more(found, "van_der_eijk_a", float(match[1]))),
    (r"rand-ucla", lambda found, match, _: _less(found, "disagreement_index", 1.0, 2.0)),
    (r"comet (\d+)", _comet),
)


def group_gap(item: ItemRow) -> float | None:
    """Return how far apart the medians of the shown groups lie, or None with fewer than two of them."""
    medians = [each["median"] for each in item.groups.values() if each["median"] is not None]
    return max(medians) - min(medians) if len(medians) > 1 else None


def _by_code(item: ItemRow) -> list[tuple[int, int, str]]:
    """Order codes as people count: D2 before D10."""
    parts = [part for part in re.split(r"(\d+)", item.code) if part]
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in parts]


def _asked(item: ItemRow) -> tuple[int, int]:
    target = item.question.driver or item.question.option
    return (target.position if target else 0, item.question.position)


def _most_first(figure: float | None) -> float:
    return UNKNOWN if figure is None else -figure


def _movement(item: ItemRow) -> float:
    change = (item.stability or {}).get("median_change")
    return _most_first(None if change is None else abs(change))


def _stability(item: ItemRow) -> tuple[int, float]:
    change = item.stability or {}
    rank = {False: 0, True: 1}.get(change.get("stable"), 2)
    return rank, _most_first(change.get("net_change"))


SORT_KEYS: dict[str, Callable[[ItemRow], Any]] = {
    "order": _asked,
    "spread": lambda item: (_most_first(item.last["iqr"]), _asked(item)),
    "movement": lambda item: (_movement(item), _asked(item)),
    "distance": lambda item: (_most_first(distance_to_rule(item.last)), _asked(item)),
    "stability": lambda item: (_stability(item), _asked(item)),
    "groups": lambda item: (_most_first(group_gap(item)), _asked(item)),
    "code": _by_code,
}
SORTS = tuple(SORT_KEYS)
