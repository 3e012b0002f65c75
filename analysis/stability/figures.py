"""Figures of change of all items between two rounds, computed from the transitions of the experts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import row_blocks
from analysis.consensus.settings import Settings
from analysis.consensus.tally import Tally, count_blocks
from analysis.ratings import Ratings
from analysis.stability.change import signed_rank_tails
from analysis.stability.transitions import Transitions


def count_constant_panel(ratings: Ratings, last: int) -> tuple[NDArray[np.int64], list[int]]:
    """Count the answers of the last round by experts who answered the item whenever it was asked.

    Returns the counts, items x points, and how many of them cannot judge each item.
    """
    upto, n_items = ratings.index_of(last) + 1, len(ratings.items)
    parts = list(row_blocks(ratings.n_experts, upto * n_items))
    asked = np.zeros((upto, 1, n_items), dtype=bool)
    for part in parts:
        asked |= _answered(ratings, upto, part).any(axis=1, keepdims=True)
    unjudged = np.zeros(n_items, dtype=np.int64)
    values, cannot_judge = ratings.at(last)

    def read_blocks() -> Iterator[NDArray[np.float64]]:
        for part in parts:
            stayed = (_answered(ratings, upto, part) | ~asked).all(axis=0)
            unjudged[:] += (cannot_judge[part] & stayed).sum(axis=0)
            yield np.where(stayed, values[part], np.nan)

    return count_blocks(read_blocks(), n_items, ratings.scale), unjudged.tolist()


def _answered(ratings: Ratings, upto: int, part: slice) -> NDArray[np.bool_]:
    return ~np.isnan(ratings.values[:upto, part]) | ratings.cannot_judge[:upto, part]


def measure_items(
    transitions: Transitions, first: Tally, second: Tally, settings: Settings
) -> list[dict[str, Any]]:
    """Return the figures of change of every item by name; those that are undefined are None."""
    scale, method = transitions.scale, settings.quantile_method
    before, after = (
        Tally(transitions.margin(places), scale) for places in (transitions.first, transitions.second)
    )
    moved = count_moves(transitions, first.medians)
    net = np.abs(after.counts - before.counts).sum(axis=1) / 2
    kappas = _kappas(transitions, before.counts, after.counts)
    p_values = _signed_rank_p(transitions)
    items = []
    for j, n_paired in enumerate(before.n):
        found: dict[str, Any] = dict.fromkeys(_FIGURES)
        for suffix, tally in (("first", first), ("second", second)):
            spread = tally.quartiles(j, method)
            found[f"n_{suffix}"] = tally.n[j]
            found[f"median_{suffix}"] = float(tally.medians[j]) if tally.n[j] else None
            found[f"iqr_{suffix}"] = None if spread is None else spread[2] - spread[0]
        found["n_paired"] = n_paired
        if n_paired >= settings.min_n:
            found |= {name: counts[j] / n_paired for name, counts in moved.items() if name in found}
            if moved["movable"][j]:
                found["share_towards_median_movable"] = moved["share_towards_median"][j] / moved["movable"][j]
            found |= {"wilcoxon_p": p_values[j], "weighted_kappa": kappas[j]}
            found["net_change"] = float(net[j]) / n_paired
            found["median_change"] = float(after.medians[j] - before.medians[j])
            spreads = [tally.quartiles(j, method) for tally in (before, after)]
            if None not in spreads:
                found["iqr_change"] = (spreads[1][2] - spreads[1][0]) - (spreads[0][2] - spreads[0][0])
        items.append(found)
    return items


_FIGURES = (
    "share_changed", "share_towards_median", "share_towards_median_movable", "net_change", "median_change",
    "iqr_change", "weighted_kappa", "wilcoxon_p",
)  # fmt: skip


def count_moves(transitions: Transitions, shown_medians: NDArray[np.float64]) -> dict[str, list[int]]:
    """Count, item by item, who changed, who came nearer to the median shown, and who could."""
    shown = shown_medians[transitions.item] - transitions.scale.low
    before, after = np.abs(transitions.first - shown), np.abs(transitions.second - shown)
    counted = {
        "share_changed": transitions.first != transitions.second,
        "share_towards_median": after < before,
        "movable": before > 0,
    }
    return {name: transitions.total(mask).tolist() for name, mask in counted.items()}


def _kappas(
    transitions: Transitions, before: NDArray[np.int64], after: NDArray[np.int64]
) -> list[float | None]:
    """Compute `agreement.reliability.weighted_kappa` of every item, in whole numbers up to the division."""
    points = np.arange(transitions.scale.n_points)
    observed = transitions.total((transitions.first - transitions.second) ** 2)
    n = before.sum(axis=1)
    squares = n * ((before + after) @ points**2)
    expected = squares - 2 * (before @ points) * (after @ points)
    return [
        None if chance == 0 else 1 - size * seen / chance
        for size, seen, chance in zip(n.tolist(), observed.tolist(), expected.tolist(), strict=True)
    ]


def _signed_rank_p(transitions: Transitions) -> list[float]:
    """Compute the two-sided p of `analysis.stability.change.wilcoxon_signed_rank` for every item."""
    found = []
    for first, second, count in transitions.moves:
        steps = second - first
        sizes = [
            np.bincount(np.abs(steps[side]), weights=count[side], minlength=transitions.scale.n_points)
            for side in (steps > 0, steps < 0)
        ]
        used = sizes[0] + sizes[1] > 0
        _, below, above = signed_rank_tails(*(size[used].astype(int) for size in sizes))
        found.append(min(1.0, 2 * min(below, above)))
    return found
