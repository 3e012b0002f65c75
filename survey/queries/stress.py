"""The stress frame as the workshop shows it: whether it is called for, which drivers may make it, its round.

Safe for coordinators and readers: findings rest on frozen rounds and hold no figure below the floors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.framing.outlook import StressFrame, read_stress
from survey.framing.outside import list_on_axis
from survey.models import Driver, Finding, Round, Study
from survey.models.adoption import LETTERS, adopted_drivers, computed_drivers
from survey.queries.studies import find_finding

HIGH_CONTROL = 4.5
"""Above this mean control of both axes the grid is a choice of those who decide (method, 2.8)."""
WISHED_FOR, NOT_WISHED_FOR = 5.0, 4.0
HEAVY = ("critical", "predetermined")


@dataclass(frozen=True)
class Advice:
    """Why a second pair of axes is called for: how far both are controlled, whether both ends are wished for.

    `is_wished_for`: the panel desires the future with both high ends and not the one with both low ends; None
    before it was asked.
    """

    controls: tuple[float, float]
    is_wished_for: bool | None

    @property
    def is_pressing(self) -> bool:
        """Say whether both reasons are there."""
        return bool(self.is_wished_for)


@dataclass(frozen=True)
class Candidate:
    """A driver that may make a stress frame: its control, and whether it weighs heavily."""

    driver: Driver
    control: float | None
    is_suggested: bool
    is_freed: bool
    """Whether it was put on an axis, and the panel places it on neither."""


@dataclass(frozen=True)
class StressBoard:
    """The frame with its round and its findings."""

    frame: StressFrame | None
    advice: Advice | None
    candidates: Sequence[Candidate]
    round: Round | None
    finding: Finding | None
    strategy: Finding | None

    @property
    def is_open_to_change(self) -> bool:
        """Say whether the panel has not been asked about the frame yet."""
        return self.round is None or self.round.is_draft

    @property
    def is_due(self) -> bool:
        """Say whether answers wait to be read, or the classes they are compared with are newer."""
        if self.round is None or not self.round.is_closed:
            return False
        if self.finding is None or self.finding.data["round"] != self.round.number:
            return True
        newest = max(each.computed_at for each in (self.strategy, self.finding) if each is not None)
        return self.finding.computed_at < max(newest, self.round.closed_at)


def find_advice(study: Study) -> Advice | None:
    """Return why a stress frame is called for; None where it is not, or where nothing tells."""
    controls = _controls(study)
    if controls is None or min(controls) <= HIGH_CONTROL:
        return None
    scenarios = find_finding(study, "scenarios")
    preferred = (scenarios.data.get("preferred") if scenarios else None) or {}
    best, worst = (preferred.get("medians", {}).get(quadrant) for quadrant in ("Q1", "Q3"))
    wished = None if best is None or worst is None else best > WISHED_FOR and worst < NOT_WISHED_FOR
    return Advice(controls, wished)


def _controls(study: Study) -> tuple[float, float] | None:
    """Return the mean control of both adopted axes: as computed, or over the medians of their drivers."""
    proposal = find_finding(study, "axes")
    adopted = adopted_drivers(study)
    if proposal is None or len(adopted) != len(LETTERS):
        return None
    if computed_drivers(proposal.data) == adopted:
        found = {axis["name"]: axis["control"] for axis in proposal.data["axes"]}
    else:
        known = read_controls(study)
        given = {letter: [known[code] for code in own if code in known] for letter, own in adopted.items()}
        found = {letter: sum(own) / len(own) if own else None for letter, own in given.items()}
    first, second = (found.get(letter) for letter in LETTERS)
    return None if first is None or second is None else (first, second)


def read_controls(study: Study) -> dict[str, float]:
    """Return the panel's median control of each driver, from the last closed round that asked for it."""
    found: dict[str, float] = {}
    for round_ in study.rounds:
        for entry in round_.snapshot.rated.values() if round_.snapshot else ():
            if entry["name"] == "control" and entry["consensus"]["median"] is not None:
                found[entry["item"]] = entry["consensus"]["median"]
    return found


def list_candidates(study: Study) -> list[Candidate]:
    """Return the drivers that may make a frame: heavy ones first, and of these the least controlled."""
    proposal = find_finding(study, "axes")
    criticality = proposal.data["criticality"] if proposal else {}
    controls, on_axis = read_controls(study), list_on_axis(study)
    placed = {code for own in adopted_drivers(study).values() for code in own}
    found = [
        Candidate(
            driver,
            controls.get(driver.code),
            criticality.get(driver.code, {}).get("cell") in HEAVY,
            driver.code in placed,
        )
        for driver in study.drivers
        if driver.retired_on is None and driver.has_poles and driver.code not in on_axis
    ]
    return sorted(found, key=_by_use)


def _by_use(each: Candidate) -> tuple[bool, float, str]:
    return not each.is_suggested, 8.0 if each.control is None else each.control, each.driver.code


def get_stress_board(study: Study, round_: Round | None) -> StressBoard:
    """Return the frame, what speaks for it, and what came of it; `round_` is the round that asks about it."""
    return StressBoard(
        frame=read_stress(study),
        advice=find_advice(study),
        candidates=list_candidates(study),
        round=round_,
        finding=find_finding(study, "stress"),
        strategy=find_finding(study, "strategy"),
    )
