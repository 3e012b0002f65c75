"""What the scenario editor lays beside an author's words: outcomes, divided drivers, the panel's names.

Safe for coordinators: findings hold no figure below the floors, texts come without their authors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.models import QUADRANTS, Driver, Question, ReasonState, RoundKind, Study
from survey.queries.studies import list_reasons
from survey.queries.texts import list_written

Data = Mapping[str, Any]
DIVIDED = "stable dissent"


@dataclass(frozen=True)
class OutcomeRow:
    """Where one driver ends in each scenario, and why; `given` holds what a person set against it."""

    driver: Driver
    states: Mapping[str, str]
    basis: str
    given: Mapping[str, Mapping[str, str]]

    def state(self, quadrant: str) -> str:
        """Return where the driver ends in a scenario, as it is used."""
        return self.given[quadrant]["state"] if quadrant in self.given else self.states[quadrant]


@dataclass(frozen=True)
class PanelNames:
    """What the panel proposed as the name of a scenario, or how it voted: a question with its answers."""

    question: Question
    texts: Sequence[str]
    summary: Data | None


def list_outcomes(study: Study, data: Data) -> list[OutcomeRow]:
    """Return the outcome of every driver, in the order of the drivers."""
    basis = data.get("basis", {})
    given = {scenario.quadrant: scenario.outcomes for scenario in study.scenarios}
    return [
        OutcomeRow(
            driver,
            {q: data["states"][q][driver.code] for q in QUADRANTS},
            basis[driver.code],
            {q: own[driver.code] for q, own in given.items() if driver.code in own},
        )
        for driver in study.drivers
        if driver.code in basis
    ]


def list_divided(study: Study) -> frozenset[str]:
    """Return the codes of the drivers on whose expected state the panel ended divided."""
    found: dict[str, bool] = {}
    for round_ in study.rounds:
        if round_.snapshot is None or round_.kind in {RoundKind.CONFIRM, RoundKind.STRATEGY}:
            continue
        for entry in round_.snapshot.rated.values():
            if entry["name"] == "expectation" and entry["item"]:
                verdict = (entry.get("stability") or {}).get("verdict")
                found[entry["item"]] = verdict == DIVIDED or bool(entry["consensus"].get("polarised"))
    return frozenset(code for code, is_divided in found.items() if is_divided)


def list_panel_names(study: Study, quadrant: str) -> list[PanelNames]:
    """Return what the panel answered to questions in words or by choice about one scenario."""
    found = [
        PanelNames(group.question, [text for each in group.texts for text in each.parts.values()], None)
        for group in list_written(study)
        if group.question.quadrant == quadrant
    ]
    for round_ in study.rounds:
        summaries = round_.snapshot.summarised if round_.snapshot else {}
        found += [
            PanelNames(question, (), summaries[question.id]["summary"])
            for question in round_.questions
            if question.quadrant == quadrant and question.id in summaries and not question.driver_id
        ]
    return found


def list_quotes(study: Study, quadrant: str, most: int = 3) -> tuple[str, ...]:
    """Return released reasons about one scenario as the panel may read them, ordered by what they say."""
    said = {
        reason.reader_text
        for round_ in study.rounds
        if round_.is_showable
        for reason in list_reasons(round_)
        if reason.state == ReasonState.RELEASED
        and reason.question.quadrant == quadrant
        and reason.question.option_id is None
        and reason.question.driver_id is None
    }
    return tuple(sorted(said)[:most])
