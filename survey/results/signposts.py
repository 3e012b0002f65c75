"""The signposts: how well each tells the scenarios apart, by the panel's vote, floors applied.

A share of one to four experts, or of all but one to four, is not told: it counts as anything from none to
four of them, or from all but four to all. Diagnosticity then lies between two ends; the lower one ranks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.scenarios import KEPT_PER_SCENARIO, judge_shares
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Round, Signpost, Study
from survey.operations.asks.options import SIGNPOST_NAMES, signpost_question
from survey.operations.decisions import store_finding
from survey.results.floors import FLOOR
from survey.results.frozen import hash_content, software_versions, structured_of
from survey.results.strategy import find_strategy_round

LITTLE = 0.25
"""Below this a signpost has little diagnostic power: it is nearly as common in the other scenarios."""
NOT_ASKED = "the panel was not asked about this signpost"
TOO_FEW = "fewer than five experts judged it"
HELD_BACK = "its answers differ too little from earlier ones to be shown"


def was_asked_of_signposts(study: Study) -> bool:
    """Say whether a closed round asked in which scenarios signposts would be seen."""
    round_ = find_strategy_round(study)
    summaries = round_.snapshot.summarised.values() if round_ and round_.snapshot else ()
    return any(entry["name"].startswith(SIGNPOST_NAMES) for entry in summaries)


def assess_signposts(study: Study) -> Finding:
    """Say how well each signpost tells the scenarios apart, and keep the result."""
    round_ = find_strategy_round(study)
    if round_ is None or not was_asked_of_signposts(study):
        raise NothingToDecide("The panel judges the signposts in round 4, where that part is asked.")
    judged = {signpost.code: _judge(signpost, round_) for signpost in study.signposts}
    content = [round_.snapshot.input_hash, [[each.code, each.quadrant] for each in study.signposts]]
    return store_finding(
        study,
        "signposts",
        {
            "signposts": judged,
            "leading": _leading(judged),
            "little": LITTLE,
            "round": round_.number,
            "parameters": {"kept_per_scenario": KEPT_PER_SCENARIO, "little": LITTLE},
        },
        seed=study.seed,
        input_hash=hash_content(content),
        software=software_versions(),
    )


def _judge(signpost: Signpost, round_: Round) -> dict[str, Any]:
    name = signpost_question(signpost)
    summary = next(
        (entry["summary"] for entry in round_.snapshot.summarised.values() if entry["name"] == name), None
    )
    empty = {"n": summary["n"] if summary else 0, "shares": dict.fromkeys(QUADRANTS), "ends": {}}
    empty |= {"diagnosticity": None, "at_most": None, "scenario": None, "authored": signpost.quadrant}
    why = NOT_ASKED if summary is None else TOO_FEW if summary["n"] < FLOOR else ""
    if summary and not why and (summary["reason"] or not summary["choices"]):
        why = HELD_BACK
    if why:
        return empty | {"undefined": {"diagnosticity": why}}
    cells = structured_of(round_.snapshot.answers, name)[0][1]
    answers = [each["choices"] for each in cells if each]
    shown = {choice["code"]: choice["share"] for choice in summary["choices"]}
    ends = {q: _ends(shown.get(q), sum(q in chosen for chosen in answers), len(answers)) for q in QUADRANTS}
    found = judge_shares(ends)
    return empty | {
        "shares": {q: shown.get(q) for q in QUADRANTS},
        "ends": {q: list(pair) for q, pair in ends.items()},
        "diagnosticity": found.low,
        "at_most": found.high,
        "scenario": found.scenario,
        "undefined": {} if found.scenario else {"scenario": "no scenario stands out for certain"},
    }


def _ends(share: float | None, count: int, n: int) -> tuple[float, float]:
    """Return between which shares a count lies as far as it may be told."""
    if share is not None:
        return share, share
    return (0.0, (FLOOR - 1) / n) if count < FLOOR else ((n - FLOOR + 1) / n, 1.0)


def _leading(judged: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return for every scenario the signposts that speak for it, the most diagnostic first, three at most."""
    certain = {
        code: found
        for code, found in judged.items()
        if found["scenario"] and (found["diagnosticity"] or 0.0) >= LITTLE
    }
    return {
        quadrant: sorted(
            (code for code, found in certain.items() if found["scenario"] == quadrant),
            key=lambda code: (-certain[code]["diagnosticity"], code),
        )[:KEPT_PER_SCENARIO]
        for quadrant in QUADRANTS
    }
