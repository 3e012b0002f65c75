"""Schools of thought among the experts, from the first round that they answered on their own.

Nothing of a single expert is kept: no place, no camp, no camp below five. Medians of a camp go through the
same floors as those of a stakeholder group; how many of a camp agree is told as a rank alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.camps import Camps, find_camps, group_informed_consensus
from analysis.ratings import Ratings
from survey.errors import NothingToDecide
from survey.models import FLOOR, Finding, Round, Study
from survey.operations.decisions import store_finding
from survey.results.floors import BELOW_FLOOR, show_groups
from survey.results.frozen import (
    hash_content,
    numeric_names,
    ratings_of,
    read_questions,
    software_versions,
)

Array = NDArray[np.float64]
Progress = Callable[[float], None]

_FIGURES = (
    "k", "reason_code", "n_experts", "n_items", "min_answers", "candidate_k", "k_silhouette", "silhouette",
    "p_chance", "p_one_cloud", "stability", "stability_error", "n_permuted", "n_redrawn",
)  # fmt: skip


def find_camp_round(study: Study) -> Round | None:
    """Return the first closed round with ratings that its experts gave before they saw any others."""
    closed = (round_ for round_ in study.rounds if round_.snapshot is not None)
    return next((r for r in closed if r.feedback_round is None and r.snapshot.rated), None)


def check_can_look(study: Study) -> Round:
    """Return the round to look at.

    Raises:
        NothingToDecide: when no such round is closed.
    """
    round_ = find_camp_round(study)
    if round_ is None:
        raise NothingToDecide("Schools of thought are found in the first ratings; close that round first.")
    return round_


def look_for_camps(study: Study, progress: Progress | None = None) -> Finding:
    """Look for schools of thought in the first independent round, and keep what was found.

    Raises:
        NothingToDecide: when no such round is closed.
    """
    round_ = check_can_look(study)
    answers = round_.snapshot.answers
    parameters = {"algorithm": "camps-v1", "min_camp": FLOOR, "seed": study.seed}
    found = describe_camps(answers, round_.number, study.seed, study.protocol["quantile_method"], progress)
    return store_finding(
        study,
        "camps",
        found | {"round": round_.number, "parameters": parameters},
        seed=study.seed,
        input_hash=hash_content([round_.snapshot.input_hash, parameters]),
        software=software_versions(),
    )


def describe_camps(
    answers: Mapping[str, Any],
    number: int,
    seed: int,
    quantile_method: str = "linear",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return what may be told of the schools of thought in a frozen round."""
    tables = [ratings_of({number: answers}, name) for name in numeric_names(answers)]
    values = np.hstack([ratings.at(number)[0] for ratings in tables])
    scales = [ratings.scale for ratings in tables for _ in ratings.items]
    columns = [f"{ratings.question}\t{item}" for ratings in tables for item in ratings.items]
    experts = [str(row) for row in range(len(values))]
    rng = np.random.default_rng(seed)
    found = find_camps(values, experts, columns, scales, rng, min_camp=FLOOR, progress=progress)
    told = {key: value for key, value in found.as_dict().items() if key in _FIGURES}
    return told | {
        "n_answering": len(values),
        "gates": [_show_gate(gate.as_dict()) for gate in found.gates],
        "camps": [{"camp": camp.camp, "n": camp.n, "jaccard": camp.jaccard} for camp in found.camps],
        "items": _describe_items(found, experts, answers, tables, number, quantile_method),
    }


def _show_gate(gate: dict[str, Any]) -> dict[str, Any]:
    """Return a gate; how small a camp is that is too small stays inside."""
    shown = {key: gate[key] for key in ("code", "passed", "figure", "threshold")}
    is_small = gate["code"] == "camps_too_small" and gate["figure"] < FLOOR
    return shown | ({"figure": None, "undefined": BELOW_FLOOR} if is_small else {})


def _describe_items(
    found: Camps,
    experts: Sequence[str],
    answers: Mapping[str, Any],
    tables: Sequence[Ratings],
    number: int,
    quantile_method: str,
) -> list[dict[str, Any]]:
    """Return each item's medians by camp as far as they may be told, and its rank among the shared ones."""
    if found.k is None:
        return []
    labels = tuple(None if found.assignments[e] is None else str(found.assignments[e]) for e in experts)
    ids = {(question.name, question.key): question for question in read_questions(answers)}
    items = []
    for ratings in tables:
        values = ratings.at(number)[0]
        for column, key in enumerate(ratings.items):
            question = ids[ratings.question, key]
            medians = _show_medians(values[:, column], labels, quantile_method)
            items.append(
                {
                    "question": ratings.question,
                    "item": question.item,
                    "quadrant": question.quadrant,
                    "scale": [ratings.scale.low, ratings.scale.high],
                    "camps": medians,
                    "gap": _gap(medians, ratings.scale.span),
                    "shared": _shared(values[:, column], labels, ratings.scale.low + ratings.scale.span / 2),
                }
            )
    return _rank(items)


def _show_medians(column: Array, labels: tuple[str | None, ...], method: str) -> dict[str, dict[str, Any]]:
    """Return each camp's number of answers and median, through the floors of stakeholder groups."""
    shown = show_groups(column, labels, method)
    return {camp: {key: figures[key] for key in ("n", "median", "reason")} for camp, figures in shown.items()}


def _gap(medians: Mapping[str, Mapping[str, Any]], span: float) -> float | None:
    """Return how far apart the medians of the camps lie, as a share of the scale; None if one is hidden."""
    known = [figures["median"] for figures in medians.values()]
    return None if None in known else (max(known) - min(known)) / span


def _shared(column: Array, labels: tuple[str | None, ...], middle: float) -> dict[str, float] | None:
    """Return the group-informed consensus on the upper and the lower half of the scale.

    None where a camp gave fewer than five answers.
    """
    camps = sorted({label for label in labels if label})
    names = np.array([label or "" for label in labels])
    known = ~np.isnan(column)
    seen = np.array([[(known & (names == camp)).sum()] for camp in camps])
    if (seen < FLOOR).any():
        return None
    sides = {"above": column > middle, "below": column < middle}
    return {
        side: float(group_informed_consensus([[(on & (names == camp)).sum()] for camp in camps], seen)[0])
        for side, on in sides.items()
    }


def _rank(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace the shared agreement of items by its side and rank: the figure would tell how many agree."""
    best = [max(item["shared"].values()) if item["shared"] else None for item in items]
    ordered = sorted({round(value, 9) for value in best if value is not None}, reverse=True)
    for item, value in zip(items, best, strict=True):
        shared = item.pop("shared")
        item["rank"] = None if value is None else 1 + ordered.index(round(value, 9))
        item["side"] = None if shared is None else max(shared, key=lambda side: shared[side])
    return items
