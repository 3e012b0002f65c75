"""Further figures of change between two rounds, item by item, beside those of `analysis.stability`.

They tell how single experts moved: in and out of the boxes, closer together, predictably. With few
experts such counts single people out, so they are for whoever holds the answers, not for a page.
"""

from typing import Any

import numpy as np

from analysis.agreement.association import goodman_kruskal_lambda, pitman_morgan
from analysis.consensus.dispersion import shares_of_rows, van_der_eijk_a
from analysis.consensus.rules import HAIR
from analysis.consensus.tally import count_table
from analysis.ratings import Ratings
from analysis.stability.change import mcnemar
from analysis.stability.homogeneity import (
    SMALL_PANEL,
    bhapkar,
    exact_homogeneity_p,
    stuart_maxwell,
    three_bands,
)
from analysis.stability.result import ItemStability, StabilityResult
from analysis.stability.transitions import Transitions, count_transitions

_TABLE = (
    *("homogeneity_categories", "stuart_maxwell", "stuart_maxwell_df", "stuart_maxwell_p"),
    *("bhapkar", "bhapkar_p", "homogeneity_p_exact"),
)


def measure_change(ratings: Ratings, result: StabilityResult, min_n: int = 5) -> list[dict[str, Any]]:
    """Return further figures of every item of a result, flat; `undefined` holds the reason of every None.

    net_change_all                net change of the shares of all who answered, the unpaired picture
    share_unchanged               individual stability: who gave the same answer again (Chaffin & Talley 1980)
    goodman_kruskal_lambda        how far the first answer tells the second
    top_entered, top_left,        who entered and who left the upper third, with McNemar's exact p;
    mcnemar_top_p                 `bottom_…` likewise for the lower third
    pitman_morgan_r, …_p          whether the paired answers came closer together (r above 0)
    stuart_maxwell, bhapkar, …    marginal homogeneity over the points of the scale, or over its three
                                  bands below 25 pairs, there with an exact p (`homogeneity_categories`)
    distribution_class            what a stable item is: consensus, majority, bipolarity, plurality or
                                  disagreement (Dajani, Sincoff & Talley 1979); "not stable" otherwise

    Below `min_n` pairs all but `net_change_all` are None.
    """
    first, second = (ratings.at(round_)[0] for round_ in (result.first, result.second))
    transitions = count_transitions(first, second, ratings.scale)
    counts = [count_table(values, ratings.scale) for values in (first, second)]
    shares = [shares_of_rows(each) for each in counts]
    net = np.abs(shares[1] - shares[0]).sum(axis=1) / 2
    return [
        _measure_item(item, j, transitions, float(net[j]), counts[1][j], min_n)
        for j, item in enumerate(result.items)
    ]


def _measure_item(
    item: ItemStability,
    place: int,
    transitions: Transitions,
    net: float,
    last_counts: np.ndarray,
    min_n: int,
) -> dict[str, Any]:
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    undefined = dict(item.undefined)
    figures["net_change_all"] = None if np.isnan(net) else net
    if figures["net_change_all"] is None:
        undefined["net_change_all"] = "nobody answered in one of the rounds"
    if item.n_paired < min_n:
        few = f"{item.n_paired} experts answered in both rounds; at least {min_n} are needed"
        rest = [name for name, figure in figures.items() if figure is None and name != "net_change_all"]
        return figures | {"undefined": undefined | dict.fromkeys(rest, few)}
    points, table = transitions.table(place)
    bands = three_bands(table, transitions.scale, points)
    figures |= _measure_boxes(bands)
    figures |= _measure_homogeneity(table, bands, undefined)
    figures |= _measure_people(points, table, item, undefined)
    figures["distribution_class"] = classify_distribution(item, last_counts)
    return figures | {"undefined": undefined}


_FIGURES = (
    *("net_change_all", "share_unchanged", "goodman_kruskal_lambda", "top_entered", "top_left"),
    *("mcnemar_top_p", "bottom_entered", "bottom_left", "mcnemar_bottom_p", "pitman_morgan_r"),
    *("pitman_morgan_p", *_TABLE, "distribution_class"),
)


def _measure_boxes(bands: np.ndarray) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, band in (("top", 2), ("bottom", 0)):
        stayed = int(bands[band, band])
        entered, left = int(bands[:, band].sum()) - stayed, int(bands[band].sum()) - stayed
        figures |= {f"{name}_entered": entered, f"{name}_left": left}
        figures[f"mcnemar_{name}_p"] = mcnemar(entered, left)[2]
    return figures


def _measure_homogeneity(table: np.ndarray, bands: np.ndarray, undefined: dict[str, str]) -> dict[str, Any]:
    small = int(table.sum()) < SMALL_PANEL
    used = bands if small else table
    statistic, df, p = stuart_maxwell(used)
    larger = bhapkar(used)
    if larger is None:
        undefined |= dict.fromkeys(("bhapkar", "bhapkar_p"), "everybody moved in one direction")
    exact = exact_homogeneity_p(bands)
    if exact is None:
        undefined["homogeneity_p_exact"] = "too many outcomes to count; the panel is large"
    names = ["three bands" if small else "points", statistic, df, p]
    return dict(
        zip(_TABLE, [*names, *((larger[0], larger[2]) if larger else (None, None)), exact], strict=True)
    )


def _measure_people(
    points: np.ndarray, table: np.ndarray, item: ItemStability, undefined: dict[str, str]
) -> dict[str, Any]:
    first, second = np.nonzero(table)
    times = table[first, second]
    spread = pitman_morgan(*(np.repeat(points[places], times) for places in (first, second)))
    r, p = spread or (None, None)
    if spread is None:
        reason = "all sums or all differences of the pairs are equal"
        undefined |= dict.fromkeys(("pitman_morgan_r", "pitman_morgan_p"), reason)
    tells = goodman_kruskal_lambda(table)
    if tells is None:
        undefined["goodman_kruskal_lambda"] = "everybody gave one answer in the second round"
    return {
        "share_unchanged": 1 - item.share_changed,
        "goodman_kruskal_lambda": tells,
        "pitman_morgan_r": r,
        "pitman_morgan_p": p,
    }


def classify_distribution(item: ItemStability, counts: np.ndarray) -> str:
    """Name the distribution that a stable item has come to rest in, testing stability first.

    "consensus": the study's rule is met; "bipolarity": van der Eijk's A is below 0; "majority": one
    point holds more than half of the answers; "plurality": one point holds more than any other;
    "disagreement": none does. An item that still moves is "not stable".

    Source: Dajani, Sincoff & Talley (1979) Technological Forecasting and Social Change 13:83.
    """
    if not item.stable:
        return "not stable"
    if item.met:
        return "consensus"
    a = van_der_eijk_a(counts)
    if a is not None and a < -HAIR:
        return "bipolarity"
    if 2 * counts.max() > counts.sum():
        return "majority"
    return "plurality" if (counts == counts.max()).sum() == 1 else "disagreement"
