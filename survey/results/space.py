"""The third dimension: where each future stands on the way, and how the systems compared fare in it.

Figures are shown as far as the frozen round shows them: what its floors hold back is held back here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.ratings import Scale
from analysis.scenarios.space import draw_paths, place_systems
from survey.errors import NothingToDecide
from survey.framing.outlook import NONE, SYSTEM, TIME, read_third_dimension, wants
from survey.models import QUADRANTS, Finding, Snapshot, Study
from survey.operations.asks.space import LINKAGE, SCALE, WAYPOINT, capability_name, waypoint_name
from survey.operations.decisions import store_finding
from survey.questions.placement import TODAY, Placement
from survey.results.axes import find_confirm_round, quadrant_table
from survey.results.frozen import (
    FrozenQuestion,
    hash_content,
    read_questions,
    software_versions,
    structured_of,
)

NOT_ASKED, NO_START = "not_asked", "no_start"
_STEPS = Scale(*SCALE)
_GRID = (SCALE[1], SCALE[1])


def lay_out_space(study: Study) -> Finding:
    """Lay the four futures out in time and by the systems compared, as chosen and asked, and keep it.

    Raises:
        NothingToDecide: when no third dimension is chosen, or the round that asks has not closed.
    """
    wanted = read_third_dimension(study)
    if wanted == NONE:
        raise NothingToDecide("Choose first what the four futures are laid out along.")
    round_ = find_confirm_round(study)
    if round_ is None or round_.snapshot is None:
        raise NothingToDecide("The panel places the futures in round 3; close it first.")
    snapshot = round_.snapshot
    parts = {
        TIME: _lay_out_time(study, snapshot) if wants(study, TIME) else None,
        SYSTEM: _lay_out_systems(study, snapshot, round_.number) if wants(study, SYSTEM) else None,
    }
    systems = [system.code for system in study.systems]
    parameters = {"third_dimension": wanted, "quantile_method": study.protocol["quantile_method"]}
    return store_finding(
        study,
        "space",
        {
            "z": wanted,
            "round": round_.number,
            "n": len(snapshot.answers["panelists"]),
            "parameters": parameters,
            **parts,
        },
        seed=study.seed,
        input_hash=hash_content([snapshot.input_hash, parameters, systems, study.base_year]),
        software=software_versions(),
    )


def _lay_out_time(study: Study, snapshot: Snapshot) -> dict[str, Any]:
    asked = {question.name: question for question in read_questions(snapshot.answers)}
    start = _find_start(study, asked)
    years = sorted(
        int(name.removeprefix(WAYPOINT)) for name, question in asked.items() if _places(question, QUADRANTS)
    )
    if not years:
        return {"missing": NOT_ASKED}
    if start is None or start[0] >= years[0]:
        return {"missing": NO_START}
    base_year, present = start
    found = draw_paths(
        _places_of(snapshot, present, [TODAY])[:, 0],
        {year: _places_of(snapshot, asked[waypoint_name(year)], QUADRANTS) for year in years},
        base_year,
        _STEPS,
        study.protocol["quantile_method"],
    ).as_dict()
    shown = {year: _shown(snapshot, asked[waypoint_name(year)]) for year in years}
    shown[base_year] = dict.fromkeys(QUADRANTS, _shown(snapshot, present)[TODAY])
    undefined = {}
    for quadrant, points in found["paths"].items():
        for point in points:
            point["year"] = int(point["year"])
            reason = _hide_place(point, shown[point["year"]][quadrant])
            if reason:
                undefined[f"{quadrant}.{point['year']}"] = reason
    return {"base_year": base_year, "paths": found["paths"], "undefined": undefined}


def _find_start(study: Study, asked: Mapping[str, FrozenQuestion]) -> tuple[int, FrozenQuestion] | None:
    """Return the year of today and the question that placed it: one of its own, or that about systems."""
    if study.base_year is None:
        return None
    for name in (waypoint_name(study.base_year), TODAY):
        if name in asked and _places(asked[name], [TODAY], is_waypoint=False):
            return study.base_year, asked[name]
    return None


def _places(question: FrozenQuestion, subjects: Sequence[str], is_waypoint: bool = True) -> bool:
    """Say whether a question places all these subjects on the plane in the steps that the method uses."""
    if question.kind != Placement.code or Placement.grid(question.settings) != _GRID:
        return False
    has_year = question.name.removeprefix(WAYPOINT).isdecimal() and question.name.startswith(WAYPOINT)
    return set(subjects) <= set(Placement.subjects(question.settings)) and (has_year or not is_waypoint)


def _places_of(snapshot: Snapshot, question: FrozenQuestion, subjects: Sequence[str]) -> np.ndarray:
    """Return experts x subjects x 2; who gave one of the two steps alone placed nothing."""
    ((_item, cells),) = structured_of(snapshot.answers, question.name)
    table = np.full((len(cells), len(subjects), 2), np.nan)
    for row, cell in enumerate(cells):
        for column, code in enumerate(subjects):
            place = (cell or {}).get("places", {}).get(code)
            if place and None not in place:
                table[row, column] = place
    return table


def _shown(snapshot: Snapshot, question: FrozenQuestion) -> dict[str, Mapping[str, Any]]:
    summary = snapshot.summarised[question.id]["summary"]
    return {subject["code"]: subject for subject in summary["subjects"]}


def _hide_place(point: dict[str, Any], shown: Mapping[str, Any]) -> str | None:
    """Hide what the frozen round holds back of a place; return why."""
    reason = shown["reason"]
    if reason:
        hidden = {"median": None, "q1": None, "q3": None, "n": shown["n"]}
        point["a"], point["b"] = hidden, dict(hidden)
    return reason


def _lay_out_systems(study: Study, snapshot: Snapshot, number: int) -> dict[str, Any]:
    asked: dict[str, set[str | None]] = {}
    for question in read_questions(snapshot.answers):
        if question.scale == tuple(SCALE):
            asked.setdefault(question.name, set()).add(question.quadrant)
    names = {system.code: capability_name(system.code) for system in study.systems}
    whole = {code: name for code, name in names.items() if asked.get(name) == set(QUADRANTS)}
    if not whole or asked.get(LINKAGE) != set(QUADRANTS):
        return {"missing": NOT_ASKED}
    found = place_systems(
        {code: quadrant_table(snapshot.answers, number, name) for code, name in whole.items()},
        quadrant_table(snapshot.answers, number, LINKAGE),
        _STEPS,
        study.protocol["quantile_method"],
    ).as_dict()
    names_of = whole | {LINKAGE: LINKAGE}
    figures = {(entry["name"], entry["quadrant"]): entry["consensus"] for entry in snapshot.rated.values()}
    undefined = {}
    for quadrant, places in found["points"].items():
        for code, place in places.items():
            reason = _hide_rating(place, figures[names_of[code], quadrant])
            if reason:
                undefined[f"{quadrant}.{code}"] = reason
    return {
        "systems": list(whole),
        "points": found["points"],
        "undefined": undefined,
    }


def _hide_rating(place: dict[str, Any], shown: Mapping[str, Any]) -> str | None:
    """Hide what the frozen round holds back of a rating; return why its median is missing."""
    for figure in ("median", "q1", "q3"):
        if shown[figure] is None:
            place[figure] = None
    return shown["undefined"].get("median") if place["median"] is None else None
