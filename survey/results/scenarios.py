"""The four scenarios: outcomes of drivers, differentiation, the panel's preferred future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.scenarios import differentiate, outcomes, plausibility_gap, preferred
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Study
from survey.models.adoption import set_outcomes_of
from survey.operations.decisions import store_finding
from survey.queries.studies import find_finding
from survey.results.axes import (
    adopted_assignments,
    adopted_loadings,
    find_axis_round,
    find_confirm_round,
    quadrant_table,
    scale_of,
)
from survey.results.consistency import check_consistency
from survey.results.floors import FLOOR, show_groups
from survey.results.frozen import hash_content, ratings_of, software_versions
from survey.results.panel_cloud import find_cloud
from survey.results.votes import read_votes


def build_scenarios(study: Study) -> Finding:
    """Derive the four scenarios from the adopted axes, with the panel's judgement of them once it exists."""
    proposal = find_finding(study, "axes")
    if proposal is None or len(study.axes) != 2:
        raise NothingToDecide("Adopt two axes first; the scenarios are made from them.")
    assignments = adopted_assignments(study)
    loadings = adopted_loadings(study, proposal.data)
    expected = _median_expectations(study)
    result = outcomes(
        loadings,
        assignments,
        {item: figures["cell"] for item, figures in proposal.data["criticality"].items()},
        expected,
        scale_of(study),
        read_votes(find_confirm_round(study)),
    ).as_dict()
    given = set_outcomes_of(study)
    result |= _with_given(result, given) | {"expected": expected, "cloud": find_cloud(study, loadings)}
    judgement = _panel_judgement(study)
    check_consistency(study, result["effective"])
    confirm_round = find_confirm_round(study)
    snapshot = confirm_round.snapshot if confirm_round else None
    return store_finding(
        study,
        "scenarios",
        result | judgement,
        seed=study.seed,
        input_hash=hash_content(
            [proposal.input_hash, loadings, given, snapshot.input_hash if snapshot else None]
        ),
        software=software_versions(),
    )


def _with_given(found: Mapping[str, Any], given: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the outcomes with those that a person set, and how far the scenarios differ by them.

    `states` stays as computed. A driver counts that somebody set, whatever its computed basis.
    """
    states, known = found["states"], found["basis"].keys()
    effective = {
        q: states[q] | {item: state for item, state in given[q].items() if item in known} for q in QUADRANTS
    }
    is_set = {item for own in given.values() for item in own} & known
    basis = found["basis"] | dict.fromkeys(is_set, "set")
    shared, too_alike, distance = differentiate(effective, basis)
    return {
        "effective": effective,
        "shared": shared,
        "too_alike": [list(pair) for pair in too_alike],
        "distance": distance,
    }


def _median_expectations(study: Study) -> dict[str, float | None]:
    round_ = find_axis_round(study)
    ratings = ratings_of({round_.number: round_.snapshot.answers}, "expectation")
    values, _ = ratings.at(round_.number)
    return {
        item: float(np.nanmedian(values[:, column]))
        if np.sum(~np.isnan(values[:, column])) >= FLOOR
        else None
        for column, item in enumerate(ratings.items)
    }


def _panel_judgement(study: Study) -> dict[str, Any]:
    round_ = find_confirm_round(study)
    if round_ is None or round_.snapshot is None:
        return {"preferred": None, "gap": None, "n": 0}
    answers = round_.snapshot.answers
    desirability = quadrant_table(answers, round_.number, "desirability")
    plausibility = quadrant_table(answers, round_.number, "plausibility")
    choice = preferred(desirability, np.random.default_rng(study.seed)).as_dict()
    return {
        "preferred": choice | _show_by_group(answers, desirability, study.protocol["quantile_method"]),
        "gap": plausibility_gap(plausibility, desirability),
        "n": len(answers["panelists"]),
    }


def _show_by_group(answers: Mapping[str, Any], table: np.ndarray, method: str) -> dict[str, Any]:
    """Return each group's median per scenario and its number of answers, under the same floors as an item."""
    groups = tuple(answers["groups"])
    shown = {q: show_groups(table[:, column], groups, method) for column, q in enumerate(QUADRANTS)}
    names = list(shown[QUADRANTS[0]])
    return {
        "by_group": {name: {q: shown[q][name]["median"] for q in QUADRANTS} for name in names},
        "n_by_group": {name: max(shown[q][name]["n"] or 0 for q in QUADRANTS) or None for name in names},
    }
