"""Is the order of the items the same in two rounds, and do the experts agree on it more than before?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.agreement import concordance
from analysis.agreement.association import MIN_ITEMS_FOR_ORDER, kendall_tau_b, spearman_rho
from analysis.blocks import row_blocks
from analysis.consensus.tally import Tally, count_table
from analysis.ratings import Ratings


@dataclass(frozen=True)
class ItemOrder:
    """Hold how far the order of the items lasted; None is explained in `undefined`.

    rho and tau-b compare the items by their medians and by their means in the two rounds, over the items
    answered in both. `w_first` and `w_second` are Kendall's W of the same experts and items in both
    rounds, those with an answer to every item in both: W of different panels must not be compared.
    """

    n_items: int
    rho_medians: float | None
    tau_b_medians: float | None
    rho_means: float | None
    tau_b_means: float | None
    n_raters: int
    w_first: float | None
    w_second: float | None
    w_change: float | None
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return self.__dict__ | {"undefined": dict(self.undefined)}


def compare_order(ratings: Ratings, first: int, second: int) -> ItemOrder:
    """Compare the order of the items of one question in two rounds.

    Fewer than five items, or items that all have one median (or mean), have no order.
    """
    tables = [ratings.at(round_)[0] for round_ in (first, second)]
    tallies = [Tally(count_table(table, ratings.scale), ratings.scale) for table in tables]
    both = np.all([np.array(tally.n) > 0 for tally in tallies], axis=0)
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    undefined: dict[str, str] = {}
    n_items = int(both.sum())
    medians = [tally.medians[both] for tally in tallies]
    means = [(tally.counts @ ratings.scale.points)[both] / np.array(tally.n)[both] for tally in tallies]
    for name, points in (("medians", medians), ("means", means)):
        if n_items >= MIN_ITEMS_FOR_ORDER:
            figures[f"rho_{name}"] = spearman_rho(*points)
            figures[f"tau_b_{name}"] = kendall_tau_b(*points)
    few = f"{n_items} items were answered in both rounds; at least {MIN_ITEMS_FOR_ORDER} are needed"
    tied = few if n_items < MIN_ITEMS_FOR_ORDER else "in one round all items have the same place"
    undefined |= {name: tied for name in _FIGURES[:4] if figures[name] is None}
    n_raters = _compare_agreement(tables, both, figures, undefined)
    return ItemOrder(n_items=n_items, n_raters=n_raters, undefined=undefined, **figures)


_FIGURES = (
    *("rho_medians", "tau_b_medians", "rho_means", "tau_b_means"),
    *("w_first", "w_second", "w_change"),
)


def _compare_agreement(
    tables: list[NDArray[np.float64]],
    both: NDArray[np.bool_],
    figures: dict[str, Any],
    undefined: dict[str, str],
) -> int:
    complete = np.zeros(len(tables[0]), dtype=bool)
    for part in row_blocks(*tables[0].shape):
        complete[part] = ~np.isnan(tables[0][part][:, both] + tables[1][part][:, both]).any(axis=1)
    for name, table in zip(("w_first", "w_second"), tables, strict=True):
        figures[name], reason = concordance(table[complete][:, both])
        if reason is not None:
            undefined[name] = undefined["w_change"] = reason
    if "w_change" not in undefined:
        figures["w_change"] = figures["w_second"] - figures["w_first"]
    return int(complete.sum())
