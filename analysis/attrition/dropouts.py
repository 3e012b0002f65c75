"""Did those who left think otherwise? Completers and drop-outs on the last round that both answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.agreement.rank_tests import LARGE_DELTA, cliffs_delta, mann_whitney
from analysis.ratings import Ratings
from analysis.stability.change import holm


@dataclass(frozen=True)
class DropoutItem:
    """Compare, for one item, the answers of those who left with those of the completers.

    `round` is the last one before the later round in which both groups answered the item. Cliff's delta
    is above 0 where those who left answered higher. None is explained in `undefined`.
    """

    item: str
    round: int | None
    n_completers: int
    n_dropouts: int
    median_completers: float | None
    median_dropouts: float | None
    cliffs_delta: float | None
    mann_whitney_u: float | None
    mann_whitney_p: float | None
    mann_whitney_p_holm: float | None
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return self.__dict__ | {"undefined": dict(self.undefined)}


def compare_dropouts(
    ratings: Ratings, first: int, second: int, left: NDArray[np.bool_], stayed: NDArray[np.bool_]
) -> tuple[DropoutItem, ...]:
    """Compare those who left with those who stayed, item by item, with Holm's correction across items.

    `left` and `stayed` mark the experts. The answers are those of the last round from `first` up to the
    one before `second` in which both groups answered the item.
    """
    places = range(ratings.index_of(second) - 1, ratings.index_of(first) - 1, -1)
    found = [_compare_item(ratings, j, places, left, stayed) for j in range(len(ratings.items))]
    corrected = holm([figures["mann_whitney_p"] for figures in found])
    return tuple(
        DropoutItem(**figures, mann_whitney_p_holm=p, undefined=_explain(figures))
        for figures, p in zip(found, corrected, strict=True)
    )


def count_large(items: tuple[DropoutItem, ...]) -> int:
    """Count the items on which those who left stood clearly apart (|delta| above .33)."""
    return sum(abs(item.cliffs_delta) > LARGE_DELTA for item in items if item.cliffs_delta is not None)


def _compare_item(
    ratings: Ratings, item: int, places: range, left: NDArray[np.bool_], stayed: NDArray[np.bool_]
) -> dict[str, Any]:
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    figures |= {"item": ratings.items[item], "n_completers": 0, "n_dropouts": 0}
    for place in places:
        column = ratings.values[place, :, item]
        known = ~np.isnan(column)
        completers, dropouts = column[known & stayed], column[known & left]
        if completers.size and dropouts.size:
            u, p = mann_whitney(dropouts, completers)
            return figures | {
                "round": ratings.rounds[place],
                "n_completers": completers.size,
                "n_dropouts": dropouts.size,
                "median_completers": float(np.median(completers)),
                "median_dropouts": float(np.median(dropouts)),
                "cliffs_delta": cliffs_delta(dropouts, completers),
                "mann_whitney_u": u,
                "mann_whitney_p": p,
            }
    return figures


_FIGURES = (
    "item", "round", "n_completers", "n_dropouts", "median_completers", "median_dropouts", "cliffs_delta",
    "mann_whitney_u", "mann_whitney_p",
)  # fmt: skip


def _explain(figures: Mapping[str, Any]) -> dict[str, str]:
    if figures["round"] is not None:
        return {}
    names = [name for name in (*_FIGURES, "mann_whitney_p_holm") if figures.get(name) is None]
    return dict.fromkeys(names, "nobody left, or no round was answered both by who left and by who stayed")
