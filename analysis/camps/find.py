"""Find schools of thought among experts, or say why there are none.

Experts are laid out on the plane of the two principal components of their answers and parted by k-means.
Camps are declared only if they are clear, large enough, beyond chance, more than two halves of one cloud,
and found again in redrawn panels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.camps.gates import MIN_CAMP, CampGate
from analysis.camps.report import group_informed_consensus, write_report
from analysis.camps.result import Camp, Camps
from analysis.camps.search import search
from analysis.errors import InvalidRatings, InvalidSetting, ScaleMismatch
from analysis.ratings import Scale

__all__ = ["Camp", "CampGate", "Camps", "find_camps", "group_informed_consensus"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# As many answers as an expert needs on the platform Polis to be put in a camp.
MOST_NEEDED = 7


def find_camps(
    values: ArrayLike,
    experts: Sequence[str],
    items: Sequence[str],
    scale: Scale | Sequence[Scale],
    rng: np.random.Generator,
    *,
    resamples: int | None = None,
    permutations: int | None = None,
    min_answers: int | None = None,
    min_camp: int = MIN_CAMP,
    progress: Callable[[float], None] | None = None,
) -> Camps:
    """Look for 2 to 5 camps in one table of experts x items, NaN where there is no number.

    Every item is brought to -1..1 by its scale (one for all, or one per item); items that all answer
    alike are dropped, missing answers take the mean of their item. `coordinates` are the scores on the
    first two principal components; `places` are these times sqrt(items / answered), so that few answers
    draw nobody to the middle, and they are parted. Experts with fewer than `min_answers` answers (None:
    a quarter of the items, at most 7) have coordinates and no camp.

    `k` is the number of camps of the largest mean silhouette among those without a camp below
    `min_camp`. It must reach .25; exceed, at 5 %, the best silhouettes of tables whose answers were
    shuffled item by item and of normal clouds of the same length and width; and come back in redrawn
    panels with a mean adjusted Rand index, and in every camp a mean Jaccard index, of .6. Without other
    numbers there are 99 `permutations` and 100 `resamples`; above 60 experts 39 permutations, and
    redrawings end once the mean agreement is three standard errors (`stability_error`) from the
    threshold; above 300 experts there are 19 permutations of 200 drawn, and redrawn panels hold 300.
    Camps are numbered by size. The order of the experts changes nothing. An item agrees where the answer
    lies above the middle of its scale. `progress` is told the share done. Source: docs/methods.md.
    """
    _check_settings(resamples, permutations, min_answers, min_camp)
    table = _bring_to_one(values, experts, items, scale)
    varied, known = _varies(table), ~np.isnan(table)
    answered = np.count_nonzero(known & varied, axis=1)
    needed = min_answers or max(1, min(MOST_NEEDED, math.ceil(varied.sum() / 4)))
    rows = np.flatnonzero(known.any(axis=1))
    rows = rows[_order_rows(table[rows], known[rows])]
    takes_part = answered[rows] >= needed
    found = search(
        np.compress(varied, table[rows], axis=1),
        takes_part,
        rng,
        resamples,
        permutations,
        progress,
        min_camp,
    )
    return write_report(found, table, varied, rows, tuple(experts), tuple(items), needed)


def _check_settings(
    resamples: int | None, permutations: int | None, min_answers: int | None, min_camp: int
) -> None:
    limits = {
        "resamples": (resamples, 1),
        "permutations": (permutations, 19),
        "min_answers": (min_answers, 1),
        "min_camp": (min_camp, 2),
    }
    for name, (value, least) in limits.items():
        if value is not None and value < least:
            raise InvalidSetting(name, value, f"{least} or more")


def _bring_to_one(
    values: ArrayLike, experts: Sequence[str], items: Sequence[str], scale: Scale | Sequence[Scale]
) -> Array:
    try:
        table = np.array(values, dtype=float)
    except (TypeError, ValueError) as fault:
        raise InvalidRatings("values is not a table of numbers") from fault
    scales = [scale] * len(items) if isinstance(scale, Scale) else list(scale)
    if table.shape != (len(experts), len(items)) or len(scales) != len(items):
        raise InvalidRatings(
            f"values has the shape {table.shape} with {len(scales)} scales; "
            f"expected {len(experts)} experts x {len(items)} items, and a scale for each item"
        )
    if len(set(experts)) != len(experts) or len(set(items)) != len(items):
        raise InvalidRatings("experts or items hold a name twice; expected each once")
    low = np.array([one.low for one in scales], dtype=float)
    high = np.array([one.high for one in scales], dtype=float)
    off = (table < low) | (table > high)
    if off.any():
        row, column = np.argwhere(off)[0]
        raise ScaleMismatch(
            f"the value {table[row, column]:g} is not on the scale; "
            f"expected a number from {scales[column].low} to {scales[column].high}"
        )
    # In place: a large table is not copied for every step of (2 x - low - high) / (high - low).
    table *= 2
    table -= low
    table -= high
    table /= high - low
    return table


def _varies(table: Array) -> NDArray[np.bool_]:
    # Both pass over NaN.
    least = np.fmin.reduce(table, axis=0, initial=np.inf)
    return np.fmax.reduce(table, axis=0, initial=-np.inf) > least


def _order_rows(keys: Array, known: NDArray[np.bool_]) -> Labels:
    """Put the rows in a fixed order, so that neither draws nor last bits depend on the order given."""
    keys[~known] = 2.0
    keys += 0.0  # there is one zero only
    return np.array(sorted(range(len(keys)), key=lambda row: keys[row].tobytes()), dtype=np.intp)
