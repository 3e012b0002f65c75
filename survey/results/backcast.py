"""Back from the wanted future: what must happen by when, the drivers nothing leads to, a cross-check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.strategy import CELLS, Link, backcast, sort_inside, sort_outside, tows
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Study
from survey.operations.asks.options import find_wanted
from survey.operations.backcasting import list_conditions
from survey.operations.decisions import store_finding
from survey.queries.studies import find_finding
from survey.results.axes import scale_of
from survey.results.frozen import hash_content, software_versions

Found = dict[str, Any]
INNER = "A"
"""The axis whose drivers are strengths and weaknesses: what the systems can do themselves."""
NO_SUPPORTS = "no option says which drivers it moves"


def trace_back(study: Study) -> Finding:
    """Go back from the wanted scenario to today, and keep the result.

    Raises:
        NothingToDecide: without scenarios, a wanted one, years or options, or with links in a circle.
    """
    scenarios = find_finding(study, "scenarios")
    if scenarios is None or not study.options:
        raise NothingToDecide("Derive the scenarios and add options first; the way back starts from them.")
    wanted = find_wanted(study)
    if wanted is None:
        raise NothingToDecide("The panel prefers no future. Choose the scenario to go back from.")
    if study.horizon_year is None or study.base_year is None:
        raise NothingToDecide("Say from which year to which year the study looks; the way back needs both.")
    states = scenarios.data["effective"]
    supports = _supports(study, states[wanted])
    try:
        chain = backcast(
            states[wanted], supports, _links(study), study.base_year, study.horizon_year
        ).as_dict()
    except InvalidSetting as error:
        raise NothingToDecide("The chain cannot be followed: %(why)s", why=str(error)) from error
    data = chain | {
        "quadrant": wanted,
        "is_chosen": bool(study.outlook.get("backcast")),
        "today": study.base_year,
        "horizon": study.horizon_year,
        "unused": _unused(study, chain),
        "tows": _cross_check(study, scenarios.data, wanted),
        "parameters": {"from": wanted, "today": study.base_year, "horizon": study.horizon_year},
    }
    return store_finding(
        study,
        "backcast",
        data,
        seed=study.seed,
        input_hash=hash_input(study, scenarios, wanted),
        software=software_versions(),
    )


def hash_input(study: Study, scenarios: Finding, wanted: str | None) -> str:
    """Return the hash of all that the way back rests on."""
    plan = [
        [o.code, o.prerequisites, o.lead_time_years, o.details.get("supports", [])] for o in study.options
    ]
    years = [study.base_year, study.horizon_year]
    conditions = [{k: v for k, v in each.items() if k != "name"} for each in list_conditions(study)]
    return hash_content([scenarios.input_hash, wanted, years, plan, conditions])


def is_traced_anew(study: Study, finding: Finding) -> bool:
    """Say whether something that the way back rests on changed since it was computed."""
    scenarios = find_finding(study, "scenarios")
    return scenarios is None or finding.input_hash != hash_input(study, scenarios, find_wanted(study))


def _links(study: Study) -> list[Link]:
    known = {option.code for option in study.options}
    conditions = [each for each in list_conditions(study) if each["code"] not in known]
    known |= {each["code"] for each in conditions}
    waits: dict[str, list[str]] = {}
    for each in conditions:
        for code in each["before"]:
            waits.setdefault(code, []).append(each["code"])
    links = [
        Link(
            option.code,
            needs=(*(c for c in option.prerequisites if c in known), *waits.get(option.code, ())),
            years=float(option.lead_time_years),
        )
        for option in study.options
    ]
    return links + [
        Link(
            each["code"],
            "condition",
            tuple(code for code in each["needs"] if code in known),
            float(each["years"]),
            each["signpost"] or None,
        )
        for each in conditions
    ]


def _supports(study: Study, states: Mapping[str, str]) -> dict[str, list[str]]:
    """Return which options and conditions bring each driver where it must be."""
    supports: dict[str, list[str]] = {driver: [] for driver in states}
    named = [(option.code, option.details.get("supports", [])) for option in study.options]
    taken = {code for code, _drivers in named}
    named += [(e["code"], e["supports"]) for e in list_conditions(study) if e["code"] not in taken]
    for code, drivers in named:
        for driver in drivers:
            if driver in supports:
                supports[driver].append(code)
    return supports


def _unused(study: Study, chain: Found) -> list[str]:
    """Return the options that lead to nothing that the wanted future requires."""
    used = {step["name"] for step in chain["steps"]}
    return [option.code for option in study.options if option.code not in used]


def _cross_check(study: Study, found: Mapping[str, Any], wanted: str) -> Found:
    """Return the options by strengths, weaknesses, opportunities and threats, for each other scenario.

    Inner drivers are those of axis A. One is a strength where the panel expects it on the side that the
    wanted scenario needs. An outer driver that ends as wanted is an opportunity there, else a threat.
    """
    acts_on = {option.code: option.details.get("supports", []) for option in study.options}
    if not any(acts_on.values()):
        return {"cells": {}, "undefined": {"tows": NO_SUPPORTS}}
    states: Mapping[str, Mapping[str, str]] = found["effective"]
    need = states[wanted]
    members = {member.driver.code for axis in study.axes if axis.letter == INNER for member in axis.members}
    inside = _strengths(study, {code: need.get(code, "open") for code in members}, found["expected"])
    cells, outside = {}, {}
    for quadrant in QUADRANTS:
        if quadrant == wanted:
            continue
        outer = {code: state for code, state in states[quadrant].items() if code not in members}
        outside[quadrant] = sort_outside(outer, {c: s for c, s in need.items() if s in ("high", "low")})
        cells[quadrant] = tows(inside, outside[quadrant], acts_on)
    placed = {code for own in cells.values() for cell in CELLS for code in own[cell]}
    return {
        "axis": INNER,
        "basis": "expectation",
        "inside": inside,
        "outside": outside,
        "cells": cells,
        "nowhere": [code for code in acts_on if code not in placed],
        "undefined": {},
    }


def _strengths(
    study: Study, need: Mapping[str, str], expected: Mapping[str, float | None]
) -> dict[str, str | None]:
    """Return "S" or "W" of each inner driver: whether it is expected on the side that is needed."""
    scale: Scale = scale_of(study)
    turned = {
        code: None
        if expected.get(code) is None or state == "open"
        else expected[code]
        if state == "high"
        else scale.low + scale.high - expected[code]
        for code, state in need.items()
    }
    return sort_inside(turned, scale)
