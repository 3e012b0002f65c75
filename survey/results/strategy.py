"""The options: how each does in the four scenarios, its class, its phase, and what it brings about itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.ratings import Ratings, Scale
from analysis.strategy import assess_options, name_open_scenarios
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Round, RoundKind, Study
from survey.operations.decisions import store_finding
from survey.results.frozen import hash_content, numeric_names, ratings_of, software_versions
from survey.results.phasing import place_options
from survey.results.weights import find_weights

RESAMPLES = 1000
N_RIVALS = 2
TOO_FEW = "fewer than five experts judged what it brings about"
NOT_ASKED = "the panel was not asked what it brings about"
Found = dict[str, Any]


def find_strategy_round(study: Study) -> Round | None:
    """Return the round in which the panel rates the options."""
    return next((round_ for round_ in study.rounds if round_.kind == RoundKind.STRATEGY), None)


def assess_strategy(study: Study) -> Finding:
    """Test the options in the scenarios, class and phase them, and keep the result."""
    round_ = find_strategy_round(study)
    if round_ is None or round_.snapshot is None:
        raise NothingToDecide("The panel rates the options in round 4; close it first.")
    frozen = {round_.number: round_.snapshot.answers}
    ratings = ratings_of(frozen, "performance")
    codes = [option.code for option in study.options]
    used = find_weights(study)
    strategy = assess_options(
        by_scenario(ratings.at(round_.number)[0], ratings.items, codes),
        codes,
        QUADRANTS,
        Scale(ratings.scale.low, ratings.scale.high),
        np.random.default_rng(study.seed),
        resamples=RESAMPLES,
        exclusive_groups=list_sets(study),
        weights=used.values,
        contribution=_contribution(frozen, round_.number, codes),
    ).as_dict()
    show_spread(strategy["options"], round_)
    _complete(strategy["options"], round_)
    classes = {found["option"]: found["class"] for found in strategy["options"]}
    parameters = {"resamples": RESAMPLES, "seed": study.seed, "weights": used.kind}
    content = [round_.snapshot.input_hash, parameters, used.values, _plan(study), list_sets(study)]
    data = strategy | {
        "phases": place_options(study, classes),
        "n": len(round_.snapshot.answers["panelists"]),
        "weighting": used.as_dict(),
        "round": round_.number,
        "parameters": parameters,
    }
    return store_finding(
        study,
        "strategy",
        data,
        seed=study.seed,
        input_hash=hash_content(content),
        software=software_versions(),
    )


def by_scenario(values: np.ndarray, items: tuple[str, ...], codes: list[str]) -> np.ndarray:
    """Spread the columns ``option|quadrant`` into experts x options x scenarios."""
    columns = {item: column for column, item in enumerate(items)}
    cube = np.full((values.shape[0], len(codes), len(QUADRANTS)), np.nan)
    for row, code in enumerate(codes):
        for place, quadrant in enumerate(QUADRANTS):
            column = columns.get(f"{code}|{quadrant}")
            if column is not None:
                cube[:, row, place] = values[:, column]
    return cube


def _contribution(frozen: Mapping[int, Any], number: int, codes: list[str]) -> np.ndarray | None:
    """Return how far each option would move the world, experts x options; None where it was not asked."""
    if "contribution" not in numeric_names(frozen[number]):
        return None
    ratings: Ratings = ratings_of(frozen, "contribution")
    values, _ = ratings.at(number)
    columns = {item.partition("|")[0]: column for column, item in enumerate(ratings.items)}
    table = np.full((values.shape[0], len(codes)), np.nan)
    for row, code in enumerate(codes):
        if code in columns:
            table[:, row] = values[:, columns[code]]
    return table


def show_spread(options: list[Found], round_: Round, name: str = "performance") -> None:
    """Let every spread be the one that the round's floors left: none where nearly all agree or few differ."""
    frozen = {
        (entry["item"], entry["quadrant"]): entry["consensus"]
        for entry in round_.snapshot.rated.values()
        if entry["name"] == name
    }
    for found in options:
        for quadrant in QUADRANTS:
            shown = frozen.get((found["option"], quadrant))
            if shown is None or shown["iqr"] is not None:
                continue
            found["iqr"][quadrant] = found["intervals"][quadrant] = None
            reason = shown["undefined"].get("iqr")
            if reason:
                found["undefined"][f"iqr.{quadrant}"] = reason


def _complete(options: list[Found], round_: Round) -> None:
    """Put beside a contribution its count, spread and scenario; and what would settle an open class."""
    asked = {
        entry["item"]: entry for entry in round_.snapshot.rated.values() if entry["name"] == "contribution"
    }
    for found in options:
        entry = asked.get(found["option"])
        shown = entry["consensus"] if entry else {}
        found["contribution_n"] = shown.get("n")
        found["contribution_iqr"] = shown.get("iqr")
        found["contribution_to"] = entry["quadrant"] if entry else None
        found["settles"] = _settles(found)
        if found["contribution"] is not None and shown.get("median") is None:
            found["contribution"] = found["shaping"] = None  # the floors hold it back
        if found["contribution"] is None:
            found["undefined"]["contribution"] = TOO_FEW if entry else NOT_ASKED


def _settles(found: Found) -> Found | None:
    """Return what would settle the class of an undetermined option: its rivals, the scenarios that decide."""
    if found["class"] != "undetermined":
        return None
    shares = found["class_probability"]
    rivals = sorted(shares, key=lambda code: (-shares[code], code))[:N_RIVALS]
    ends = {q: tuple(pair) if pair else None for q, pair in found["intervals"].items()}
    return {"between": rivals, "scenarios": name_open_scenarios(ends)}


def list_sets(study: Study) -> dict[str, str | None]:
    """Return the set of options of which only one can be done that each option stands in."""
    return {
        code: str(number)
        for number, one in enumerate(study.phases.get("exclusive", []), start=1)
        for code in one
    }


def _plan(study: Study) -> list[list[Any]]:
    bounds = [[phase["from_year"], phase["to_year"]] for phase in study.phases.get("list", [])]
    options = [[o.code, o.prerequisites, o.lead_time_years, o.phase] for o in study.options]
    return [bounds, options]
