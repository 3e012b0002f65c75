"""Placements on two axes: where the middle of the panel puts each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.questions.placement import Placement
from survey.results.floors import FEW_DIFFER, SPREAD_FLOOR_BESIDE_EARLIER
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


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep the middles of subjects that many placed: others would tell where one who joined puts them."""
    return {**summary, "subjects": [_narrow_subject(subject) for subject in summary["subjects"]]}


def _narrow_subject(subject: Mapping[str, Any]) -> dict[str, Any]:
    if subject["n"] >= SPREAD_FLOOR_BESIDE_EARLIER:
        return dict(subject)
    reason = subject["reason"] or FEW_DIFFER
    hidden = {"n": None, "median": None, "q1": None, "q3": None, "reason": reason}
    return {**subject, "n": None, "x": hidden, "y": dict(hidden), "reason": reason}


def _middles(places: Sequence[Sequence[int | None] | None], method: str) -> dict[str, Any]:
    whole = [place for place in places if place is not None and None not in place]
    x, y = (show_middle([place[axis] for place in whole], method) for axis in (0, 1))
    return {"n": len(whole), "x": x, "y": y, "reason": x["reason"]}
