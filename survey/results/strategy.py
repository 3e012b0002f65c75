"""The options: how each does in the four scenarios, its class and its phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.ratings import Scale
from analysis.strategy import assess_options, phases
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Round, RoundKind, Study
from survey.operations.decisions import store_finding
from survey.results.frozen import hash_content, ratings_of, software_versions

RESAMPLES = 1000


def find_strategy_round(study: Study) -> Round | None:
    """Return the round in which the panel rates the options."""
    return next((round_ for round_ in study.rounds if round_.kind == RoundKind.STRATEGY), None)


def assess_strategy(study: Study) -> Finding:
    """Test the options in the scenarios, class and phase them, and keep the result."""
    round_ = find_strategy_round(study)
    if round_ is None or round_.snapshot is None:
        raise NothingToDecide("The panel rates the options in round 4; close it first.")
    ratings = ratings_of({round_.number: round_.snapshot.answers}, "performance")
    codes = [option.code for option in study.options]
    strategy = assess_options(
        _by_scenario(ratings.at(round_.number)[0], ratings.items, codes),
        codes,
        QUADRANTS,
        Scale(ratings.scale.low, ratings.scale.high),
        np.random.default_rng(study.seed),
        resamples=RESAMPLES,
        exclusive_groups=_sets(study),
    ).as_dict()
    data = strategy | {"phases": _phases(study, strategy), "n": len(round_.snapshot.answers["panelists"])}
    parameters = {"resamples": RESAMPLES, "seed": study.seed, "weights": "uniform"}
    return store_finding(
        study,
        "strategy",
        data | {"round": round_.number, "parameters": parameters},
        seed=study.seed,
        input_hash=hash_content([round_.snapshot.input_hash, parameters, _plan(study), _sets(study)]),
        software=software_versions(),
    )


def _by_scenario(values: np.ndarray, items: tuple[str, ...], codes: list[str]) -> np.ndarray:
    """Spread the columns ``option|quadrant`` into experts x options x scenarios."""
    columns = {item: column for column, item in enumerate(items)}
    cube = np.full((values.shape[0], len(codes), len(QUADRANTS)), np.nan)
    for row, code in enumerate(codes):
        for place, quadrant in enumerate(QUADRANTS):
            column = columns.get(f"{code}|{quadrant}")
            if column is not None:
                cube[:, row, place] = values[:, column]
    return cube


def _sets(study: Study) -> dict[str, str | None]:
    """Return the set of options of which only one can be done that each option stands in."""
    return {
        code: str(number)
        for number, one in enumerate(study.phases.get("exclusive", []), start=1)
        for code in one
    }


def _plan(study: Study) -> list[list[Any]]:
    return [[option.code, option.prerequisites, option.lead_time_years] for option in study.options]


def _phases(study: Study, strategy: Mapping[str, Any]) -> dict[str, Any]:
    bounds = [(phase["from_year"], phase["to_year"]) for phase in study.phases.get("list", [])]
    if not bounds:
        return {}
    placed = phases(
        [option.code for option in study.options],
        {option.code: option.prerequisites for option in study.options},
        {option.code: option.lead_time_years for option in study.options},
        {found["option"]: found["class"] for found in strategy["options"]},
        bounds,
    )
    return {code: phase.as_dict() for code, phase in placed.items()}
