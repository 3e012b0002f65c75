"""Who stayed and who left between two rounds, and whether leaving could fake a consensus."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attrition.dropouts import DropoutItem, compare_dropouts, count_large
from analysis.attrition.responses import group_members, took_part
from analysis.consensus.dispersion import quartiles
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.quantiles import check_quantile_method
from analysis.ratings import Ratings
from analysis.stability.change import holm

__all__ = ["Attrition", "MinorityDropout", "assess_attrition", "fisher_exact", "risk_ratio"]


@dataclass(frozen=True)
class MinorityDropout:
    """Hold, for one item, who left: those inside and those outside the middle half of the first round."""

    item: str
    n_outside: int
    n_outside_left: int
    n_inside: int
    n_inside_left: int
    risk_ratio: float | None
    p: float | None
    p_holm: float | None
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return self.__dict__ | {"undefined": dict(self.undefined)}


@dataclass(frozen=True)
class Attrition:
    """Hold the retention of a panel between two rounds, whole and by group, and the leavers by item."""

    first: int
    second: int
    n_first: int
    n_second: int
    n_stayed: int
    n_left: int
    n_joined: int
    retention: float | None
    groups: Mapping[str, Mapping[str, float | int | None]]
    items: tuple[MinorityDropout, ...]
    dropouts: tuple[DropoutItem, ...]
    n_large_delta: int
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return self.__dict__ | {
            "groups": {name: dict(figures) for name, figures in self.groups.items()},
            "items": [item.as_dict() for item in self.items],
            "dropouts": [item.as_dict() for item in self.dropouts],
            "undefined": dict(self.undefined),
        }


def assess_attrition(ratings: Ratings, first: int, second: int, quantile_method: str = "linear") -> Attrition:
    """Compare who took part in two rounds, and whether the minority left more often.

    Somebody took part in a round who gave a number or said "cannot judge" on any item. Retention is
    the share of the first round's experts who also took part in the second. For each item: of those
    whose answer lay outside Q1-Q3 in the first round, and of those inside, how many left; their risk
    ratio and Fisher's exact p, with Holm's correction across items. This is the loss that fakes
    consensus. Without a rater on one of the sides, or without anyone leaving inside, the ratio is None.
    `dropouts` compares the answers of those who left with those of the completers
    (`analysis.attrition.dropouts`); `n_large_delta` counts the items on which they stood clearly apart.
    """
    check_quantile_method(quantile_method)
    if ratings.index_of(first) >= ratings.index_of(second):
        raise InvalidSetting("rounds", f"{first},{second}", "an earlier and a later round")
    before, after = (took_part(ratings, round_) for round_ in (first, second))
    left = before & ~after
    values = ratings.at(first)[0]
    tables = [_count_leavers(values[:, j], left, quantile_method) for j in range(len(ratings.items))]
    tests = [None if 0 in (t[0], t[2]) or not left.any() else fisher_exact(*t) for t in tables]
    items = tuple(
        _describe(item, table, p, corrected)
        for item, table, p, corrected in zip(ratings.items, tables, tests, holm(tests), strict=True)
    )
    dropouts = compare_dropouts(ratings, first, second, left, before & after)
    n_first, n_stayed = int(before.sum()), int((before & after).sum())
    return Attrition(
        first=first,
        second=second,
        n_first=n_first,
        n_second=int(after.sum()),
        n_stayed=n_stayed,
        n_left=int(left.sum()),
        n_joined=int((after & ~before).sum()),
        retention=n_stayed / n_first if n_first else None,
        groups=_by_group(ratings, before, after),
        items=items,
        dropouts=dropouts,
        n_large_delta=count_large(dropouts),
        undefined={} if n_first else {"retention": "nobody took part in the first round"},
    )


def fisher_exact(n_exposed: int, exposed_hits: int, n_others: int, other_hits: int) -> float:
    """Return the two-sided p of Fisher's exact test for hits among the exposed and the others.

    With fixed margins the hits among the exposed are hypergeometric; p adds the probability of
    every outcome that is at most as likely as the observed one. Source: Fisher (1935).

    >>> round(fisher_exact(4, 3, 4, 1), 4)
    0.4857
    """
    if not (0 <= exposed_hits <= n_exposed and 0 <= other_hits <= n_others):
        raise InvalidRatings("a side has more hits than members")
    hits, n = exposed_hits + other_hits, n_exposed + n_others
    ways = [
        comb(n_exposed, k) * comb(n_others, hits - k)
        for k in range(max(0, hits - n_others), min(n_exposed, hits) + 1)
    ]
    observed = comb(n_exposed, exposed_hits) * comb(n_others, other_hits)
    # Whole numbers throughout: no rounding decides which outcomes are as likely.
    return sum(way for way in ways if way <= observed) / comb(n, hits)


def risk_ratio(n_exposed: int, exposed_hits: int, n_others: int, other_hits: int) -> float | None:
    """Return the risk of the exposed over the risk of the others; None where it has no value."""
    if n_exposed == 0 or n_others == 0 or other_hits == 0:
        return None
    return (exposed_hits / n_exposed) / (other_hits / n_others)


def _count_leavers(
    column: NDArray[np.float64], left: NDArray[np.bool_], method: str
) -> tuple[int, int, int, int]:
    answered = ~np.isnan(column)
    found = quartiles(column[answered], method)
    if found is None:
        return 0, 0, 0, 0
    outside = answered & ((column < found[0]) | (column > found[2]))
    inside = answered & ~outside
    return tuple(int(side.sum()) for side in (outside, outside & left, inside, inside & left))


def _describe(
    item: str, table: tuple[int, int, int, int], p: float | None, corrected: float | None
) -> MinorityDropout:
    ratio = risk_ratio(*table)
    undefined: dict[str, str] = {}
    if p is None:
        reason = "nobody left, or nobody answered outside or inside the middle half"
        undefined |= dict.fromkeys(("p", "p_holm"), reason)
    if ratio is None:
        undefined["risk_ratio"] = "one side is empty, or nobody inside the middle half left"
    return MinorityDropout(item, *table, ratio, p, corrected, undefined)


def _by_group(
    ratings: Ratings, before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> dict[str, dict[str, float | int | None]]:
    """Compare the composition of the panel before and after, in the order of the groups."""
    found = {}
    for group, member in group_members(ratings).items():
        n_first, n_second = int((member & before).sum()), int((member & after).sum())
        stayed = int((member & before & after).sum())
        found[group] = {
            "n_first": n_first,
            "n_second": n_second,
            "retention": stayed / n_first if n_first else None,
            "share_first": n_first / int(before.sum()) if before.any() else None,
            "share_second": n_second / int(after.sum()) if after.any() else None,
        }
    return found
