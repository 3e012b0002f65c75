"""The axes: proposed from the first independent round, confirmed by the panel in a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis import axes as axes_v1
from analysis.ratings import Scale
from analysis.scenarios.confirmation import confirm
from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Finding, Round, RoundKind, Study
from survey.models.adoption import LETTERS, adopted_drivers, computed_drivers
from survey.operations.decisions import match_letters, store_finding
from survey.queries.studies import find_finding
from survey.results.evidence import pairs_of, sorts_of
from survey.results.floors import show_criticality
from survey.results.frozen import (
    hash_content,
    numeric_names,
    ratings_of,
    software_versions,
    structured_of,
)
from survey.results.orientation import as_asked, reversed_drivers, turn_back

BOOTSTRAP = 200
NEEDED = ("expectation", "impact", "uncertainty")


def check_can_propose(study: Study) -> None:
    """Raise the reason why axes cannot be looked for now; return quietly when they can."""
    _axis_answers(study)


def propose_axes(study: Study) -> Finding:
    """Look for two axes in the answers of the round that the protocol names, and keep what was found.

    Raises:
        NothingToDecide: when that round has not closed or did not ask what axes are made of.
    """
    round_, answers = _axis_answers(study)
    parameters = {
        "algorithm": "axes-v1",
        "bootstrap": BOOTSTRAP,
        "orientation": study.protocol.get("orientation", "unsigned"),
        "seed": study.seed,
    }
    proposal = match_letters(_compute(study, round_.number, answers), adopted_drivers(study))
    return store_finding(
        study,
        "axes",
        proposal
        | {"round": round_.number, "parameters": parameters}
        | {"adopted": _judge_adopted(study, round_, proposal)},
        seed=study.seed,
        input_hash=hash_content([round_.snapshot.input_hash, parameters]),
        software=software_versions(),
    )


def _axis_answers(study: Study) -> tuple[Round, dict[str, Any]]:
    round_ = find_axis_round(study)
    if round_ is None or round_.snapshot is None:
        raise NothingToDecide("Axes are computed from the first round; close it first.")
    answers = round_.snapshot.answers
    if not set(NEEDED) <= set(numeric_names(answers)):
        raise NothingToDecide(
            "Axes need ratings of impact, uncertainty and expected state; this study did not ask for them."
        )
    return round_, answers


def judge_adopted(study: Study) -> Finding | None:
    """Test the adopted axes on the same answers, where a person put other drivers on them than computed.

    The tests are kept beside the proposal; None before anything was proposed.
    """
    proposal, round_ = find_finding(study, "axes"), find_axis_round(study)
    if proposal is None or round_ is None or round_.snapshot is None:
        return proposal
    data = proposal.data | {"adopted": _judge_adopted(study, round_, proposal.data)}
    return store_finding(
        study, "axes", data, proposal.seed, input_hash=proposal.input_hash, software=proposal.software
    )


def _judge_adopted(study: Study, round_: Round, proposal: Mapping[str, Any]) -> dict[str, Any] | None:
    given = adopted_drivers(study)
    if len(given) != len(LETTERS) or given == computed_drivers(proposal):
        return None
    authored = {code: letter for letter, drivers in given.items() for code in drivers}
    found = _compute(study, round_.number, round_.snapshot.answers, authored)
    pair = found["pairs"][0] if found["pairs"] else {}
    return {
        "drivers": given,
        "gates": found["reasons"],
        "passed": found["declared"],
        "alpha": dict(zip(LETTERS, pair.get("alpha", (None, None)), strict=True)),
        "phi": pair.get("phi"),
    }


def find_axis_round(study: Study) -> Round | None:
    """Return the round from which the protocol computes the axes."""
    number = study.protocol.get("axis_round", 1)
    return next((round_ for round_ in study.rounds if round_.number == number), None)


def _compute(
    study: Study, number: int, answers: Mapping[str, Any], authored: Mapping[str, str] | None = None
) -> dict[str, Any]:
    tables = {name: ratings_of({number: answers}, name) for name in numeric_names(answers)}
    expectation = tables["expectation"]
    control = tables.get("control")
    orientation = study.protocol.get("orientation", "unsigned")
    turned = reversed_drivers(study) if orientation == "aligned" else set()
    proposal = axes_v1.propose_axes(
        turn_back(expectation, number, turned),
        tables["impact"].at(number)[0],
        tables["uncertainty"].at(number)[0],
        expectation.items,
        expectation.scale,
        np.random.default_rng(study.seed),
        control=None if control is None else control.at(number)[0],
        sorts=sorts_of(answers),
        pairs=pairs_of(answers, turned),
        categories={driver.code: driver.category for driver in study.drivers if driver.category} or None,
        groups=expectation.groups if any(expectation.groups or ()) else None,
        authored=authored,
        bootstrap=BOOTSTRAP,
        orientation=orientation,
    )
    return _with_floors(as_asked(proposal.as_dict(), turned)) | {"orientation": orientation}


def _with_floors(proposal: dict[str, Any]) -> dict[str, Any]:
    """Leave out the experts' own places, and the figures of a driver that has not five answers.

    Where the panel stands is told as a cloud (survey.results.panel_cloud), never expert by expert.
    """
    criticality = {item: show_criticality(found) for item, found in proposal["criticality"].items()}
    return proposal | {
        "placement": proposal["placement"] | {"experts": []},
        "criticality": criticality,
    }


def adopted_assignments(study: Study) -> dict[str, str | None]:
    """Return the adopted axis letter of every driver, None for those on neither."""
    on_axis = {member.driver.code: axis.letter for axis in study.axes for member in axis.members}
    return {driver.code: on_axis.get(driver.code) for driver in study.drivers}


def adopted_loadings(study: Study, proposal: Mapping[str, Any]) -> dict[str, float | None]:
    """Return each adopted driver's signed loading: as computed, or its sign where a person placed it."""
    computed = {
        (letter, driver["item"]): driver["loading"]
        for letter, axis in zip("AB", proposal["axes"], strict=False)
        for driver in axis["drivers"]
    }
    loadings: dict[str, float | None] = {driver.code: None for driver in study.drivers}
    for axis in study.axes:
        for member in axis.members:
            loading = computed.get((axis.letter, member.driver.code), 1.0)
            loadings[member.driver.code] = member.sign * abs(loading)
    return loadings


def find_confirm_round(study: Study) -> Round | None:
    """Return the round in which the panel is asked about the axes."""
    return next((round_ for round_ in study.rounds if round_.kind == RoundKind.CONFIRM), None)


def confirm_axes(study: Study) -> Finding:
    """Judge from the confirmation round whether the panel accepts the adopted axes, and keep the verdict."""
    round_ = find_confirm_round(study)
    if round_ is None or round_.snapshot is None:
        raise NothingToDecide("The panel confirms the axes in round 3; close it first.")
    answers = round_.snapshot.answers
    assignments = adopted_assignments(study)
    allocations = _allocations(answers)
    asked = {item for one in allocations for item in one}
    verdict = confirm(
        allocations,
        {item: axis for item, axis in assignments.items() if item in asked},
        _column(answers, round_.number, "dependence_ab"),
        _column(answers, round_.number, "dependence_ba"),
        quadrant_table(answers, round_.number, "plausibility"),
    )
    return store_finding(
        study,
        "confirmation",
        verdict.as_dict() | {"round": round_.number},
        seed=study.seed,
        input_hash=hash_content([round_.snapshot.input_hash, assignments]),
        software=software_versions(),
    )


def _allocations(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    experts: list[dict[str, str]] = [{} for _ in answers["panelists"]]
    for item, cells in structured_of(answers, "allocation"):
        for expert, cell in zip(experts, cells, strict=True):
            if cell:
                expert[item] = cell["choice"]
    return experts


def _column(answers: Mapping[str, Any], number: int, name: str) -> np.ndarray:
    return ratings_of({number: answers}, name).at(number)[0][:, 0]


def quadrant_table(answers: Mapping[str, Any], number: int, name: str) -> np.ndarray:
    """Return experts x four scenarios of a question that was asked of every quadrant."""
    ratings = ratings_of({number: answers}, name)
    order = [ratings.items.index(quadrant) for quadrant in QUADRANTS]
    return ratings.at(number)[0][:, order]


def scale_of(study: Study) -> Scale:
    """Return the scale of the study's protocol."""
    return Scale(*study.protocol["scale"])
