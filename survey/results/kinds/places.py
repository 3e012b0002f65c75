"""Placements on two axes: where the middle of the panel puts each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.questions.placement import Placement
from survey.results.kinds.figures import show_middle


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return median and middle half of both coordinates of each subject, from those who gave both."""
    kind, method = Placement(), protocol["quantile_method"]
    return {
        "grid": list(kind.grid(settings)),
        "subjects": [
            {"code": code, **_middles([answer["places"].get(code) for answer in answers], method)}
            for code in kind.subjects(settings)
        ],
    }


def _middles(places: Sequence[Sequence[int | None] | None], method: str) -> dict[str, Any]:
    whole = [place for place in places if place is not None and None not in place]
    x, y = (show_middle([place[axis] for place in whole], method) for axis in (0, 1))
    return {"n": len(whole), "x": x, "y": y, "reason": x["reason"]}
