"""Rankings: the median place of each thing, and how far the panel agrees on the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.agreement import kendall_w
from survey.questions.entries import entry_codes
from survey.results.floors import BELOW_FLOOR, FEW_DIFFER, FLOOR, SPREAD_FLOOR_BESIDE_EARLIER
from survey.results.kinds.figures import show_middle

PERMUTATION_SEED = 1939
"""Any fixed number: the same answers give the same p."""


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return median and middle half of each thing's place, the panel's order first, and Kendall's W.

    Things that an expert left without a place share the mean of the places that were not given.
    """
    codes = entry_codes(settings["items"])
    n_places = settings.get("top", len(codes))
    unplaced = (n_places + 1 + len(codes)) / 2
    table = np.array([[answer["ranks"].get(code, unplaced) for code in codes] for answer in answers])
    table = table.reshape(len(answers), len(codes))
    items = [
        {"code": code} | show_middle(table[:, column].tolist(), protocol["quantile_method"])
        for column, code in enumerate(codes)
    ]
    if len(answers) >= FLOOR:
        means = dict(zip(codes, table.mean(axis=0), strict=True))
        items.sort(key=lambda item: (item["median"], means[item["code"]], item["code"]))
    return {"items": items, "n_places": n_places, "agreement": _agreement(table)}


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep the middle places of a large panel, and nothing else that would tell of one who joined or left.

    Things whose middle place is the same stand in the order of their codes, not of their mean places.
    """
    is_small = summary["n"] < SPREAD_FLOOR_BESIDE_EARLIER
    hidden = dict.fromkeys(("median", "q1", "q3")) | {"reason": FEW_DIFFER} if is_small else {}
    items = [{**item, **hidden} for item in summary["items"]]
    items.sort(key=lambda item: (item["median"] or 0, item["code"]))
    agreement = {**summary["agreement"], "w": None, "p": None}
    agreement["reason"] = agreement["reason"] or FEW_DIFFER
    return {**summary, "items": items, "agreement": agreement}


def _agreement(table: np.ndarray) -> dict[str, Any]:
    m, n = table.shape
    shown: dict[str, Any] = {"w": None, "p": None, "m": m, "n_items": n, "reason": BELOW_FLOOR}
    if m < FLOOR:
        return shown
    found = kendall_w(table, np.random.default_rng(PERMUTATION_SEED))
    return shown | {"w": found.w, "p": found.p_permutation, "reason": found.undefined.get("w")}
