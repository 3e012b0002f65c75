"""The tables of a study's strategy and its roadmap, as pages show them.

Safe for whoever edits the study: plans alone, no person and no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.framing.fields import Family, list_controls
from survey.framing.plan import ASKED_FIELDS, DEFAULTS, asked_options, find_circle, mark_row, values_of
from survey.models import Direction, Option, Study
from survey.queries.framing import Attempt, Cell, Table, TableRow, show_cells


def get_plan_table(study: Study, family: Family, attempt: Attempt | None = None) -> Table:
    """Return a table of the strategy; what was typed and refused stands in its cells again."""
    fixed = asked_options(study)
    mine = attempt if attempt and attempt.family == family.code else None
    rows = [_table_row(study, family, row, mine, row.id in fixed) for row in getattr(study, family.code)]
    tried = mine if mine and not mine.row_id else None
    sent, errors = (tried.sent, tried.errors) if tried else ({}, {})
    cells = {
        control.name: Cell(
            control,
            sent.get(control.name, DEFAULTS.get(control.name, "")),
            errors.get(control.name, ""),
        )
        for control in list_controls(family, study.languages)
    }
    return Table(family, rows, TableRow("", "", "", cells))


def _table_row(study: Study, family: Family, row: Any, attempt: Attempt | None, is_fixed: bool) -> TableRow:
    tried = attempt if attempt and attempt.row_id == row.id else None
    controls = list_controls(family, study.languages)
    values = values_of(family, row, controls)
    cells = show_cells(controls, values, tried, ASKED_FIELDS if is_fixed else ())
    return TableRow(row.id, row.code, mark_row(values), cells, list_plan_warnings(study, row))


def list_plan_warnings(study: Study, row: Any) -> list[str]:
    """Return what is still wrong with a row, as codes that the page puts into words."""
    texts = [row.name] if hasattr(row, "name") else [row.indicator]
    lacks = any(not text.get(language) for text in texts for language in study.languages)
    warnings = ["language_missing"] if lacks else []
    if isinstance(row, Option):
        own = [problem.code for problem in find_problems(study) if problem.option == row.code]
        warnings += dict.fromkeys(own)
    return warnings


UNDATED = 0


@dataclass(frozen=True)
class Problem:
    """Something in a roadmap that cannot be: a code with the options and years that its sentence needs."""

    code: str
    option: str
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """An option in time: the earliest year in which it can start, and the year in which it takes effect."""

    option: Option
    start: float
    ready: float


@dataclass(frozen=True)
class Roadmap:
    """Directions by phases, every option in time, and what cannot be."""

    phases: Sequence[Mapping[str, Any]]
    rows: Sequence[tuple[Direction, Mapping[int, Sequence[Option]]]]
    """By the number of a phase; under 0 stands what has no date."""
    bars: Sequence[Bar]
    problems: Sequence[Problem]

    @property
    def has_undated(self) -> bool:
        """Say whether some option has no date."""
        return any(cells[UNDATED] for _direction, cells in self.rows)


def get_roadmap(study: Study, placed: Mapping[str, Mapping[str, Any]] | None = None) -> Roadmap:
    """Return the roadmap: as it is planned, or by the phases that follow from classes and prerequisites."""
    phases = study.phases.get("list", [])
    numbers = {option.code: option.phase for option in study.options}
    if placed:
        numbers |= {code: place["phase"] or UNDATED for code, place in placed.items()}
    rows = [
        (
            direction,
            {
                number: [
                    option
                    for option in study.options
                    if option.direction_id == direction.id and numbers[option.code] == number
                ]
                for number in (*(phase["number"] for phase in phases), UNDATED)
            },
        )
        for direction in study.directions
    ]
    problems = find_problems(study)
    told = {problem.option for problem in problems}
    problems += [each for each in _find_moved(study, placed or {}) if each.option not in told]
    return Roadmap(phases, rows, _place(study), problems)


def _find_moved(study: Study, placed: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Return the options that come later than planned by their class or what they need, or get no date."""
    found = []
    for option in study.options:
        place = placed.get(option.code)
        if place is None:
            continue
        if place["phase"] and place["phase"] > option.phase:
            figures = {"phase": option.phase, "later": place["phase"]}
            found.append(Problem("later_than_planned", option.code, figures))
        if place["reason_code"] in ("waits_for_prerequisite", "after_horizon"):
            needs = ", ".join(option.prerequisites)
            found.append(Problem(place["reason_code"], option.code, {"needs": needs}))
    return found


def find_problems(study: Study) -> list[Problem]:
    """Return what cannot be: before what it needs, later than its phase, in no phase, in a circle."""
    circle = find_circle({option.code: option.prerequisites for option in study.options})
    if circle:
        return [Problem("circle", circle[0], {"circle": " → ".join(circle)})]
    options = {option.code: option for option in study.options}
    bars = {bar.option.code: bar for bar in _place(study)}
    ends = {phase["number"]: phase["to_year"] for phase in study.phases.get("list", [])}
    found = []
    for option in study.options:
        if ends and option.phase not in ends:
            found.append(Problem("no_phase", option.code, {"phase": option.phase}))
            continue
        for need in (options[code] for code in option.prerequisites if code in options):
            if need.phase > option.phase:
                figures = {"need": need.code, "phase": option.phase, "later": need.phase}
                found.append(Problem("before_need", option.code, figures))
        bar = bars.get(option.code)
        if bar and bar.start >= ends[option.phase] + 1:
            figures = {"year": bar.start, "end": ends[option.phase], "phase": option.phase}
            found.append(Problem("too_late", option.code, figures))
    return found


def _place(study: Study) -> list[Bar]:
    """Return when each option can start: not before its phase, nor before all that it needs is ready."""
    begins = {phase["number"]: phase["from_year"] for phase in study.phases.get("list", [])}
    options = {option.code: option for option in study.options}
    if not begins or find_circle({code: option.prerequisites for code, option in options.items()}):
        return []
    placed: dict[str, Bar] = {}

    def place(option: Option) -> Bar:
        if option.code not in placed:
            needs = [place(options[code]).ready for code in option.prerequisites if code in options]
            start = max([begins.get(option.phase, min(begins.values())), *needs])
            placed[option.code] = Bar(option, start, start + option.lead_time_years)
        return placed[option.code]

    return [place(option) for option in study.options]
