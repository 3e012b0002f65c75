"""Axes, scenarios and options as pages show them: what was computed beside what people decided.

Safe for coordinators and readers: findings rest on frozen rounds and hold no figure below the floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.errors import NothingToDecide
from survey.models import QUADRANTS, Axis, Driver, Finding, Option, Round, RoundKind, Scenario, Study
from survey.models.adoption import SIGNS
from survey.queries.boards import find_closed, find_draft, needs_verdict
from survey.queries.futures_axes import (
    AxesDecision,
    PairView,
    find_source,
    is_outdated,
    list_decisions,
    list_pairs,
)
from survey.queries.futures_judged import Judged, read_judged
from survey.queries.futures_scenarios import OutcomeRow, list_outcomes
from survey.queries.studies import find_finding

Data = Mapping[str, Any]


@dataclass(frozen=True)
class AxesBoard:
    """The proposal, the adopted axes, and the panel's verdict on them."""

    proposal: Finding | None
    confirmation: Finding | None
    drivers: dict[str, Driver]
    draft: Round | None
    closed: Round | None
    has_closed_round: bool
    needs_verdict: bool
    """Whether the panel was asked and its answers have not been read since."""
    source: str = "none"
    """Whose axes stand: "computed", "changed", "authored", or "none" yet."""
    pairs: Sequence[PairView] = ()
    decisions: Sequence[AxesDecision] = ()
    is_draft_outdated: bool = False
    """Whether the round in preparation asks about other drivers than these axes would."""

    @property
    def is_kept(self) -> bool:
        """Say whether the axes were kept although the panel did not confirm them."""
        return bool(self.decisions) and self.decisions[0].action == "axes_kept"

    @property
    def data(self) -> Data:
        """Return what was computed; empty before anything was."""
        return self.proposal.data if self.proposal else {}


@dataclass(frozen=True)
class Corner:
    """One of the four scenarios: which ends of the axes meet, its words, what the panel makes of it."""

    quadrant: str
    scenario: Scenario | None
    axes: Sequence[Axis]
    figures: dict[str, Data]

    @property
    def ends(self) -> list[tuple[Axis, bool]]:
        """Return each axis with whether this scenario lies at its high end."""
        return [(axis, sign > 0) for axis, sign in zip(self.axes, SIGNS[self.quadrant], strict=False)]


@dataclass(frozen=True)
class ScenarioBoard:
    """The four scenarios with everything that is known of them."""

    corners: dict[str, Corner]
    outcomes: Sequence[OutcomeRow]
    data: Data
    draft: Round | None
    n_options: int
    source: str
    is_draft_outdated: bool
    """Whether the round in preparation asks about other options than there are now."""
    cross_impact: Data
    """Whether the drivers of each scenario go together; empty where the panel judged no pairs."""
    judged: Judged
    """What the panel makes of the four futures."""

    @property
    def preferred(self) -> Data | None:
        """Return the panel's choice of a future, or why there is none; None before it was asked."""
        return self.data.get("preferred")

    @property
    def is_worded(self) -> bool:
        """Say whether all four scenarios have words."""
        return all(corner.scenario for corner in self.corners.values())


@dataclass(frozen=True)
class OptionRow:
    """An option with its figures and its phase in the plan."""

    option: Option
    figures: Data | None
    phase: Data | None


@dataclass(frozen=True)
class StrategyBoard:
    """Every option over the four scenarios."""

    finding: Finding | None
    rows: Sequence[OptionRow]
    corners: dict[str, Corner]
    phases: dict[int, Data]
    draft: Round | None
    closed: Round | None
    open_round: Round | None
    source: str


def get_axes_board(study: Study) -> AxesBoard:
    """Return what is known of a study's axes."""
    confirmation = find_finding(study, "confirmation")
    closed, draft = (find(study, RoundKind.CONFIRM) for find in (find_closed, find_draft))
    proposal = find_finding(study, "axes")
    return AxesBoard(
        proposal=proposal,
        confirmation=confirmation,
        drivers={driver.code: driver for driver in study.drivers},
        draft=draft,
        closed=closed,
        has_closed_round=any(round_.is_closed for round_ in study.rounds),
        needs_verdict=needs_verdict(study, closed, confirmation),
        source=find_source(study, proposal),
        pairs=list_pairs(study, proposal),
        decisions=list_decisions(study),
        is_draft_outdated=is_outdated(draft, list_asked_drivers(study)),
    )


def get_confirm_draft(study: Study) -> Round:
    """Return the round that will ask the panel about the axes."""
    draft = find_draft(study, RoundKind.CONFIRM)
    if draft is None:
        raise NothingToDecide("This study has no round in preparation that could ask about the axes.")
    return draft


def get_strategy_draft(study: Study) -> Round:
    """Return the round that will ask the panel about the options."""
    draft = find_draft(study, RoundKind.STRATEGY)
    if draft is None:
        raise NothingToDecide("This study has no round in preparation that could ask about the options.")
    return draft


def list_asked_drivers(study: Study) -> list[Driver]:
    """Return the drivers that the panel allocates: those on an axis, and critical ones on none."""
    proposal = find_finding(study, "axes")
    criticality = proposal.data["criticality"] if proposal else {}
    placed = {member.driver_id for axis in study.axes for member in axis.members}
    return [
        driver
        for driver in study.drivers
        if driver.id in placed or criticality.get(driver.code, {}).get("cell") == "critical"
    ]


def get_scenario_board(study: Study) -> ScenarioBoard:
    """Return what is known of a study's four scenarios."""
    finding = find_finding(study, "scenarios")
    data = finding.data if finding and study.axes else {}
    return ScenarioBoard(
        corners=list_corners(study),
        outcomes=list_outcomes(study, data),
        is_draft_outdated=_asks_other_options(study),
        cross_impact=_read_cross_impact(study) if data else {},
        data=data,
        judged=read_judged(study),
        draft=find_draft(study, RoundKind.STRATEGY),
        n_options=len(study.options),
        source=find_source(study, find_finding(study, "axes")),
    )


def _asks_other_options(study: Study) -> bool:
    draft = find_draft(study, RoundKind.STRATEGY)
    asked = {question.option_id for question in draft.questions if question.option_id} if draft else set()
    return bool(asked) and asked != {option.id for option in study.options}


def _read_cross_impact(study: Study) -> Data:
    finding = find_finding(study, "cross_impact")
    return finding.data if finding else {}


def list_corners(study: Study) -> dict[str, Corner]:
    """Return the four corners by quadrant."""
    worded = {scenario.quadrant: scenario for scenario in study.scenarios}
    figures = _read_corner_figures(study)
    return {q: Corner(q, worded.get(q), study.axes, figures.get(q, {})) for q in QUADRANTS}


def _read_corner_figures(study: Study) -> dict[str, dict[str, Data]]:
    closed = find_closed(study, RoundKind.CONFIRM)
    figures: dict[str, dict[str, Data]] = {}
    for entry in closed.snapshot.rated.values() if closed else ():
        if entry["quadrant"] and entry["name"] in {"plausibility", "desirability"}:
            figures.setdefault(entry["quadrant"], {})[entry["name"]] = entry["consensus"]
    return figures


def get_strategy_board(study: Study) -> StrategyBoard:
    """Return how the options of a study do in the scenarios."""
    finding = find_finding(study, "strategy")
    data = finding.data if finding else {"options": [], "phases": {}}
    figures = {each["option"]: each for each in data["options"]}
    asked = [round_ for round_ in study.rounds if round_.kind == RoundKind.STRATEGY]
    return StrategyBoard(
        finding=finding,
        rows=[OptionRow(o, figures.get(o.code), data["phases"].get(o.code)) for o in study.options],
        corners=list_corners(study),
        phases={phase["number"]: phase for phase in study.phases.get("list", [])},
        draft=find_draft(study, RoundKind.STRATEGY),
        closed=find_closed(study, RoundKind.STRATEGY),
        open_round=next((round_ for round_ in asked if round_.is_open), None),
        source=find_source(study, find_finding(study, "axes")),
    )
