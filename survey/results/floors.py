"""Floors of anonymity, applied where results are computed: what may not be shown is never stored.

A figure needs five contributors. A stakeholder group is shown when five of its members answered the item
and the rest of the answers are none or at least five; below eight, only its median; when all agree, only that
they do. How many changed is told only when none did or at least five. On which items those who left stood
apart is told only when at least five left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attrition import Attrition
from analysis.consensus import ItemConsensus
from analysis.dispersion import quartiles
from analysis.stability import ItemStability

FLOOR = 5
GROUP_FLOOR_FOR_SPREAD = 8
SIGNIFICANT = 0.05
BELOW_FLOOR = "fewer than five answers"
FEW_CHANGED = "fewer than five experts changed"
ALL_AGREE = "all agree"
OTHERS_BELOW_FLOOR = "the other answers would be fewer than five"
TOO_FEW = "too few answers"

_CHANGE_FIGURES = ("share_changed", "share_towards_median", "share_towards_median_movable")


def show_consensus(item: ItemConsensus) -> dict[str, Any]:
    """Return an item's figures, or only its counts of missing answers below the floor."""
    figures = item.as_dict()
    if item.n >= FLOOR:
        return figures
    kept = ("item", "question", "round", "n", "n_missing", "n_cannot_judge", "rule", "verdict")
    hidden = [key for key in figures if key not in kept]
    # A protocol may ask for fewer answers than the floor: its verdict would tell what the figures hide.
    empty = {
        "verdict": TOO_FEW,
        "counts": {},
        "sensitivity": {},
        "undefined": dict.fromkeys(hidden, BELOW_FLOOR),
    }
    return figures | dict.fromkeys(hidden) | empty


def show_stability(item: ItemStability) -> dict[str, Any]:
    """Return an item's change between rounds, without what would single out the few who changed."""
    figures = item.as_dict()
    undefined = dict(figures["undefined"])
    n_changed = round((item.share_changed or 0) * item.n_paired)
    if item.n_paired < FLOOR:
        hidden = [key for key, value in figures.items() if isinstance(value, (float, bool))]
        undefined |= dict.fromkeys(hidden, BELOW_FLOOR)
        figures |= dict.fromkeys(("verdict", "verdict_constant_panel"), TOO_FEW)
    else:
        hidden = list(_CHANGE_FIGURES) if 0 < n_changed < FLOOR else []
        undefined |= dict.fromkeys(hidden, FEW_CHANGED)
    return figures | dict.fromkeys(hidden) | {"undefined": undefined}


def show_criticality(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a driver's criticality, or only its count below the floor."""
    if found["n"] >= FLOOR:
        return dict(found)
    hidden = [key for key in found if key not in ("n", "undefined")]
    return found | dict.fromkeys(hidden) | {"undefined": dict.fromkeys(hidden, BELOW_FLOOR)}


def show_leavers(attrition: Attrition) -> list[str]:
    """Return the items on which those who left stood apart; people whose names are known must not be few."""
    if attrition.n_left < FLOOR:
        return []
    return [item.item for item in attrition.items if item.p_holm is not None and item.p_holm < SIGNIFICANT]


def show_groups(
    column: NDArray[np.float64], groups: tuple[str | None, ...] | None, method: str
) -> dict[str, dict[str, Any]]:
    """Return each stakeholder group's figures for one item, as far as the floors allow."""
    if not groups or not any(groups):
        return {}
    answered = ~np.isnan(column)
    names = np.array([group or "" for group in groups])
    return {
        name: _show_group(column[answered & (names == name)], int(answered.sum()), method)
        for name in sorted(set(names) - {""})
    }


def _show_group(values: NDArray[np.float64], n_all: int, method: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"n": None, "median": None, "q1": None, "q3": None, "reason": None}
    n_others = n_all - values.size
    if values.size < FLOOR:
        return shown | {"reason": BELOW_FLOOR}
    if 0 < n_others < FLOOR:
        return shown | {"reason": OTHERS_BELOW_FLOOR}
    if values.size < GROUP_FLOOR_FOR_SPREAD and np.all(values == values[0]):
        return shown | {"n": int(values.size), "reason": ALL_AGREE}
    shown |= {"n": int(values.size), "median": float(np.median(values))}
    if values.size >= GROUP_FLOOR_FOR_SPREAD:
        q1, _median, q3 = quartiles(values, method)
        shown |= {"q1": q1, "q3": q3}
    return shown
