"""When each option can start: never before what it needs, contingent ones on their trigger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.errors import InvalidSetting
from analysis.strategy import phases
from survey.models import Study
from survey.queries.studies import find_finding


def place_options(study: Study, classes: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    """Return the phase of every option by its code; empty where there are no phases, or a circle of needs.

    The classes are those of the newest finding unless they are given; what is not rated yet is laid out by
    prerequisites, lead times and planned phases alone.
    """
    bounds = [(phase["from_year"], phase["to_year"]) for phase in study.phases.get("list", [])]
    codes = [option.code for option in study.options]
    if not bounds or not codes:
        return {}
    needs = {
        option.code: [need for need in option.prerequisites if need in codes] for option in study.options
    }
    known = classes if classes is not None else _found_classes(study)
    try:
        placed = phases(
            codes,
            needs,
            {option.code: option.lead_time_years for option in study.options},
            {code: known.get(code) for code in codes},
            bounds,
            {option.code: max(1, option.phase) for option in study.options},
        )
    except InvalidSetting:
        return {}  # the roadmap names the circle
    return {code: phase.as_dict() for code, phase in placed.items()}


def _found_classes(study: Study) -> dict[str, str | None]:
    finding = find_finding(study, "strategy")
    return {each["option"]: each["class"] for each in finding.data["options"]} if finding else {}
