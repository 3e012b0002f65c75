"""Whether the drivers of a scenario go together: cross-impact balance of what the panel judged two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.cross_impact import assess_scenario, from_pairs, mean_judgements, nearest_consistent
from analysis.scenarios.morphology import assess_morphology, judge_ends
from survey.models import QUADRANTS, Finding, Round, Study
from survey.operations.decisions import store_finding
from survey.results.frozen import hash_content, software_versions

BUDGET = 200_000
"""How many parts of scenarios are looked at for a nearest consistent one; more is given up and said so."""
MEASURE = "pairs"

States = Mapping[str, Mapping[str, str]]
Pair = tuple[str, str, float]


def check_consistency(study: Study, states: States) -> Finding | None:
    """Judge each scenario by the mean pair judgements of the panel, and keep what was found.

    Only means of five judgements or more are used, as the frozen round shows them; the drivers that a
    scenario leaves open are left out. None where the panel judged no pairs, or too few of them.

    Args:
        study: whose scenarios they are.
        states: scenario -> driver -> "high", "low" or "open".
    """
    round_, pairs = find_pairs(study)
    if round_ is None or not pairs:
        return None
    found = {quadrant: _judge(states[quadrant], pairs) for quadrant in QUADRANTS}
    return store_finding(
        study,
        "cross_impact",
        {
            "scenarios": found,
            "round": round_.number,
            "n_pairs": len(pairs),
            "n": round_.snapshot.findings["n_answering"],
        },
        seed=study.seed,
        input_hash=hash_content([round_.snapshot.input_hash, states]),
        software=software_versions(),
    )


def find_pairs(study: Study) -> tuple[Round | None, list[Pair]]:
    """Return the last closed round that asked for pairs of drivers, with the means that it shows."""
    for round_ in reversed([each for each in study.rounds if each.snapshot is not None]):
        for entry in round_.snapshot.summarised.values():
            if entry["summary"]["measure"] == MEASURE:
                return round_, [(*pair["items"], pair["mean"]) for pair in entry["summary"]["pairs"]]
    return None, []


def _judge(states: Mapping[str, str], pairs: Sequence[Pair]) -> dict[str, Any]:
    judged = {item for first, second, _ in pairs for item in (first, second)}
    ends = {item: state for item, state in states.items() if state != "open" and item in judged}
    own = [pair for pair in pairs if pair[0] in ends and pair[1] in ends]
    if not own:
        return {"consistent": None, "reason": "no pair of decided drivers was judged"}
    items = sorted({item for first, second, _ in own for item in (first, second)})
    ends = {item: ends[item] for item in items}
    means = mean_judgements(items, own)
    matrix = from_pairs(items, means)
    balance = assess_scenario(matrix, ends)
    nearest = nearest_consistent(matrix, ends, budget=BUDGET)
    fit = assess_morphology({"it": ends}, judge_ends(items, means))["it"]
    return {
        "consistent": balance.consistent,
        "inconsistency": balance.inconsistency,
        "short": [item for item, shortfall in balance.shortfall.items() if shortfall > 0],
        "clashes": [list(pair) for pair in fit.clashes],
        "total": fit.total,
        "least": fit.least,
        "n_drivers": len(items),
        "n_pairs": len(own),
        "distance": nearest.distance,
        "flips": [list(names) for names in nearest.flips[:3]],
        "n_nearest": len(nearest.flips),
        "complete": nearest.complete,
    }
