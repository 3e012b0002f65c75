"""The stress test: the options in a second, external pair of axes, beside what they are in the scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.ratings import Scale
from analysis.strategy import assess_options
from analysis.strategy.frames import Standing, compare_frames
from survey.errors import NothingToDecide
from survey.framing.outlook import read_stress
from survey.models import QUADRANTS, Finding, Study
from survey.operations.asks.stress import STRESS_QUESTION
from survey.operations.decisions import store_finding
from survey.operations.outlook import find_stress_round
from survey.queries.studies import find_finding
from survey.results.frozen import hash_content, ratings_of, software_versions
from survey.results.strategy import RESAMPLES, by_scenario, show_spread

KEPT = ("option", "values", "iqr", "n", "intervals", "class", "top_class", "class_probability", "undefined")


def assess_stress(study: Study) -> Finding:
    """Test the options under stress and compare their classes with those in the scenarios; keep it.

    Raises:
        NothingToDecide: before the round about the stress frame has closed.
    """
    round_, frame = find_stress_round(study), read_stress(study)
    if round_ is None or round_.snapshot is None or frame is None:
        raise NothingToDecide(
            "The panel rates the options under stress in a round of its own; close that first."
        )
    snapshot = round_.snapshot
    ratings = ratings_of({round_.number: snapshot.answers}, STRESS_QUESTION)
    codes = [option.code for option in study.options]
    found = assess_options(
        by_scenario(ratings.at(round_.number)[0], ratings.items, codes),
        codes,
        QUADRANTS,
        Scale(ratings.scale.low, ratings.scale.high),
        np.random.default_rng(study.seed),
        resamples=RESAMPLES,
    ).as_dict()
    options = [{key: each[key] for key in KEPT} for each in found["options"]]
    show_spread(options, round_, STRESS_QUESTION)
    for option in options:
        _hide_medians(option, snapshot.rated)
    strategy = find_finding(study, "strategy")
    first = strategy.data["options"] if strategy else []
    parameters = {"resamples": RESAMPLES, "seed": study.seed, "drivers": list(frame.drivers)}
    return store_finding(
        study,
        "stress",
        {
            "options": options,
            "comparison": _compare(codes, first, options),
            "n": len(snapshot.answers["panelists"]),
            "round": round_.number,
            "parameters": parameters,
        },
        seed=study.seed,
        input_hash=hash_content(
            [snapshot.input_hash, parameters, codes, strategy.input_hash if strategy else None]
        ),
        software=software_versions(),
    )


def _compare(codes: list[str], first: list[Any], second: list[Any]) -> list[dict[str, Any]]:
    """Return the verdict on each option, with its class in the scenarios beside that under stress."""
    frames = [
        {each["option"]: Standing(each["class"], each["values"]) for each in frame}
        for frame in (first, second)
    ]
    return [
        verdict.as_dict()
        | {"main": _class_of(frames[0], verdict.option), "stress": _class_of(frames[1], verdict.option)}
        for verdict in compare_frames(codes, *frames)
    ]


def _class_of(frame: Mapping[str, Standing], code: str) -> str | None:
    return frame[code].class_ if code in frame else None


def _hide_medians(option: dict[str, Any], rated: Mapping[str, Any]) -> None:
    """Hide the medians that the frozen round holds back; without all of them an option has no class."""
    shown = {
        entry["quadrant"]: entry["consensus"]
        for entry in rated.values()
        if entry["name"] == STRESS_QUESTION and entry["item"] == option["option"]
    }
    for quadrant, consensus in shown.items():
        if consensus["median"] is None:
            option["values"][quadrant] = option["intervals"][quadrant] = None
            option["undefined"] |= {f"values.{quadrant}": consensus["undefined"]["median"]}
    if None in option["values"].values():
        option |= {"class": None, "top_class": None, "class_probability": {}}
