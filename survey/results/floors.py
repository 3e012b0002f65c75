"""Floors of anonymity, applied where results are computed: what may not be shown is never stored.

A figure needs five contributors. A stakeholder group is shown when five of its members answered the item
and the rest of the answers are none or at least five; below eight, only its median; when all agree, only that
they do. How many changed, and what is computed from their pairs of answers, is told only when none changed or
at least five. On which items those who left stood apart is told only when at least five left.

Two rounds side by side may tell more than each alone: who knows that one expert joined or left could find
that expert's answer by subtraction. Where fewer than five answers differ from an earlier round, a joined
or missing one among them, no distribution is shown; in a panel below twenty the median alone, and only while
it is still the earlier one. And where all but two at most give one answer, one of the two would know nearly
all others: there too only the median is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attrition import Attrition
from analysis.consensus import ItemConsensus
from analysis.consensus.dispersion import quartiles
from analysis.stability import ItemStability
from survey.models import FLOOR
from survey.results.frozen import CANNOT_JUDGE

GROUP_FLOOR_FOR_SPREAD = 8
SPREAD_FLOOR_BESIDE_EARLIER = 20
"""Fewest answers of which a middle half is shown where fewer than five differ from an earlier round."""
N_APART_TO_SHOW_SPREAD = 3
"""Fewest answers beside the most frequent one for which more than the median is shown."""
SIGNIFICANT = 0.05
BELOW_FLOOR = "fewer than five answers"
FEW_CHANGED = "fewer than five experts changed"
ALL_AGREE = "all agree"
NEARLY_ALL_AGREE = "nearly all agree"
FEW_DIFFER = "fewer than five answers differ from an earlier round"
OTHERS_BELOW_FLOOR = "the other answers would be fewer than five"
TOO_FEW = "too few answers"

_CHANGE_FIGURES = (
    "share_changed",
    "share_towards_median",
    "share_towards_median_movable",
    "net_change",
    "weighted_kappa",
    "wilcoxon_p",
    "wilcoxon_p_holm",
)
_PAIRED_FIGURES = ("median_change", "iqr_change")
_ALWAYS = ("item", "question", "round", "n", "n_missing", "n_cannot_judge", "rule", "verdict", "undefined")
_MIDDLE = (*_ALWAYS, "median", "met", "polarised")
_MIDDLE_HALF = (*_MIDDLE, "q1", "q3", "iqr")
_EMPTY: Mapping[str, Any] = {"counts": {}, "sensitivity": {}}


@dataclass(frozen=True)
class Difference:
    """How the answers to an item differ from those of an earlier round, in experts."""

    n_joined_or_left: int = 0
    """Gave a number here and took no part there, or the other way round."""
    n_changed: int = 0
    """Took part in both and do not say the same."""
    moves_median: bool = False
    """Whether the middle answer is another one than there."""

    @property
    def is_few(self) -> bool:
        """Say whether the answer of one who joined or left could be found by subtraction."""
        return self.n_joined_or_left > 0 and self.n_joined_or_left + self.n_changed < FLOOR


def compare_answers(here: Mapping[str, Any], before: Mapping[str, Any]) -> Difference:
    """Return how two rounds differ on an item, from the answer of each expert who took part in them."""
    once = [here.get(expert, before.get(expert)) for expert in here.keys() ^ before.keys()]
    return Difference(
        n_joined_or_left=sum(answer is not None and answer != CANNOT_JUDGE for answer in once),
        n_changed=sum(here[expert] != before[expert] for expert in here.keys() & before.keys()),
        moves_median=_median_of(here) != _median_of(before),
    )


def _median_of(answers: Mapping[str, Any]) -> float | None:
    numbers = [answer for answer in answers.values() if isinstance(answer, (int, float))]
    return float(np.median(numbers)) if numbers else None


def show_consensus(item: ItemConsensus, differences: Sequence[Difference] = ()) -> dict[str, Any]:
    """Return an item's figures as far as its own answers and those of earlier rounds allow."""
    figures = item.as_dict()
    if item.n < FLOOR:
        # A protocol may ask for fewer answers than the floor: its verdict would tell what the figures hide.
        return _keep(figures, _ALWAYS, BELOW_FLOOR) | {"verdict": TOO_FEW}
    if item.n - max(item.counts.values()) < N_APART_TO_SHOW_SPREAD:
        return _keep(figures, _MIDDLE, NEARLY_ALL_AGREE)
    few = [difference for difference in differences if difference.is_few]
    if few and item.n >= SPREAD_FLOOR_BESIDE_EARLIER:
        return _keep(figures, _MIDDLE_HALF, FEW_DIFFER)
    if any(difference.moves_median for difference in few):
        return _keep(figures, _ALWAYS, FEW_DIFFER) | {"verdict": TOO_FEW}
    if few:
        # That a few who moved made two camps of it would tell on which side they are.
        verdict = "no consensus" if item.verdict == "polarised" else item.verdict
        return _keep(figures, (*_ALWAYS, "median", "met"), FEW_DIFFER) | {"verdict": verdict}
    return figures


def _keep(figures: Mapping[str, Any], kept: Sequence[str], reason: str) -> dict[str, Any]:
    hidden = [key for key in figures if key not in kept]
    undefined = {**figures["undefined"], **dict.fromkeys(hidden, reason)}
    return {**figures, **dict.fromkeys(hidden), **_EMPTY, "undefined": undefined}


def show_stability(
    item: ItemStability, shown: Mapping[str, Any] | None = None, differences: Sequence[Difference] = ()
) -> dict[str, Any]:
    """Return an item's change between rounds, without what would single out the few who changed or left.

    Args:
        item: the change.
        shown: the figures of the later round as `show_consensus` returned them.
        differences: how the later round differs from earlier ones.
    """
    figures = item.as_dict()
    n_changed = round((item.share_changed or 0) * item.n_paired)
    if item.n_paired < FLOOR:
        hidden = [key for key, value in figures.items() if isinstance(value, (float, bool))]
        undefined = {**figures["undefined"], **dict.fromkeys(hidden, BELOW_FLOOR)}
        few = dict.fromkeys(("verdict", "verdict_constant_panel"), TOO_FEW)
        return figures | dict.fromkeys(hidden) | few | {"undefined": undefined}
    hidden = dict.fromkeys(_CHANGE_FIGURES if 0 < n_changed < FLOOR else (), FEW_CHANGED)
    if any(0 < difference.n_joined_or_left < FLOOR for difference in differences):
        hidden |= dict.fromkeys(
            _PAIRED_FIGURES if item.n_second < SPREAD_FLOOR_BESIDE_EARLIER else (), FEW_DIFFER
        )
    if shown is not None and not shown["counts"]:
        # Even that nobody changed would tell what the newcomer must have said.
        hidden |= dict.fromkeys(_CHANGE_FIGURES, shown["undefined"]["counts"])
    if shown is not None and shown["iqr"] is None:
        hidden |= dict.fromkeys(("iqr_change", "iqr_second"), shown["undefined"]["iqr"])
    return figures | dict.fromkeys(hidden) | {"undefined": {**figures["undefined"], **hidden}}


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
    column: NDArray[np.float64],
    groups: tuple[str | None, ...] | None,
    method: str,
    differences: Mapping[str, Sequence[Difference]] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return each stakeholder group's figures for one item, as far as the floors allow.

    Args:
        column: one answer per expert, NaN where there is no number.
        groups: the experts' groups.
        method: how quartiles are computed.
        differences: by group, how its answers differ from those of earlier rounds.
    """
    if not groups or not any(groups):
        return {}
    answered = ~np.isnan(column)
    names = np.array([group or "" for group in groups])
    shown = {
        name: _show_group(column[answered & (names == name)], int(answered.sum()), method)
        for name in sorted(set(names) - {""})
    }
    for name, found in (differences or {}).items():
        if any(each.is_few for each in found) and shown[name]["n"] is not None:
            shown[name] = _narrow_group(shown[name])
    return shown


def _narrow_group(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a group's median beside that of an earlier round, unless the group is small."""
    is_small = shown["n"] < GROUP_FLOOR_FOR_SPREAD
    kept = {"n": None, "median": None} if is_small else {}
    return {**shown, **kept, "q1": None, "q3": None, "reason": shown["reason"] or FEW_DIFFER}


def _show_group(values: NDArray[np.float64], n_all: int, method: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"n": None, "median": None, "q1": None, "q3": None, "reason": None}
    n_others = n_all - values.size
    if values.size < FLOOR:
        return shown | {"reason": BELOW_FLOOR}
    if 0 < n_others < FLOOR:
        return shown | {"reason": OTHERS_BELOW_FLOOR}
    if np.all(values == values[0]):
        return shown | {"n": int(values.size), "reason": ALL_AGREE}
    shown |= {"n": int(values.size), "median": float(np.median(values))}
    n_apart = values.size - max(np.unique(values, return_counts=True)[1])
    if values.size >= GROUP_FLOOR_FOR_SPREAD and n_apart >= N_APART_TO_SHOW_SPREAD:
        q1, _median, q3 = quartiles(values, method)
        shown |= {"q1": q1, "q3": q3}
    return shown


def may_show_groups(groups: Mapping[str, str | None]) -> bool:
    """Say whether every group, those without one included, has at least five respondents."""
    sizes = [list(groups.values()).count(group) for group in set(groups.values())]
    return any(groups.values()) and min(sizes) >= FLOOR


def shown_ends(shown: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the lowest and highest answer of shown figures; nothing where few answered.

    An end may be the answer of one expert: it is told among twice the floor, and only where the whole
    distribution is.
    """
    given = [float(answer) for answer, count in (shown.get("counts") or {}).items() if count]
    if not given or shown["n"] < 2 * FLOOR:
        return None, None
    return min(given), max(given)
