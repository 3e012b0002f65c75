"""Reversed drivers: turned back before the axes are computed, shown as they were asked afterwards.

Only a study whose protocol trusts its authored poles ("aligned") needs this: there, a driver that was asked
the other way round on purpose would otherwise look as if it ran against its own axis.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.ratings import Ratings
from survey.models import Study


def reversed_drivers(study: Study) -> set[str]:
    """Return the codes of the drivers whose poles were exchanged in the questionnaire."""
    return {driver.code for driver in study.drivers if driver.is_reversed}


def turn_back(ratings: Ratings, number: int, turned: set[str]) -> np.ndarray:
    """Return experts x drivers with the answers to reversed drivers mirrored on the scale."""
    values = ratings.at(number)[0]
    columns = np.array([item in turned for item in ratings.items])
    return np.where(columns, ratings.scale.low + ratings.scale.high - values, values)


def as_asked(proposal: dict[str, Any], turned: set[str]) -> dict[str, Any]:
    """Return a proposal whose signs, loadings, pole texts and places are those of the drivers as asked."""
    if not turned:
        return proposal
    placement = dict(proposal["placement"])
    placement["items"] = {
        item: _mirror_place(place) if item in turned else place for item, place in placement["items"].items()
    }
    return proposal | {
        "axes": [_mirror_axis(axis, turned) for axis in proposal["axes"]],
        "pairs": [
            pair | {"axes": [_mirror_axis(axis, turned) for axis in pair["axes"]]}
            for pair in proposal["pairs"]
        ],
        "cohesion": [_mirror_cluster(cluster, turned) for cluster in proposal["cohesion"]],
        "placement": placement,
    }


def _mirror_axis(axis: dict[str, Any], turned: set[str]) -> dict[str, Any]:
    other = {"low": "high", "high": "low"}
    drivers = [
        driver | {"loading": -driver["loading"], "sign": -driver["sign"], "reversed": driver["sign"] > 0}
        if driver["item"] in turned
        else driver
        for driver in axis["drivers"]
    ]
    poles = [
        [pole | {"pole": other[pole["pole"]]} if pole["item"] in turned else pole for pole in end]
        for end in axis["poles"]
    ]
    return axis | {"drivers": drivers, "poles": poles}


def _mirror_cluster(cluster: dict[str, Any], turned: set[str]) -> dict[str, Any]:
    members = [
        member | {"loading": -member["loading"]} if member["item"] in turned else member
        for member in cluster["members"]
    ]
    return cluster | {"members": members}


def _mirror_place(place: dict[str, Any]) -> dict[str, Any]:
    return place | {
        "a": _negate(place["a"]),
        "b": _negate(place["b"]),
        "a_interval": _mirror_interval(place["a_interval"]),
        "b_interval": _mirror_interval(place["b_interval"]),
    }


def _negate(value: float | None) -> float | None:
    return None if value is None else -value


def _mirror_interval(ends: list[float] | None) -> list[float] | None:
    return None if ends is None else [-ends[1], -ends[0]]
