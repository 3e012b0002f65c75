"""The tables of a study's frame as pages show them, and what is still missing in them.

Safe for whoever edits the study: frame alone, no person and no answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey.errors import BadCell
from survey.framing.acts import find_last_act
from survey.framing.fields import CELLS, FAMILIES, Control, Family, check_code, list_controls
from survey.framing.outlines import get_outline
from survey.framing.planned import is_as_planned, list_unasked
from survey.framing.rows import ASKED_FIELDS, Row, asked_drivers, list_rows
from survey.models import STEEPV, Account, Criterion, Driver, Round, Study


@dataclass(frozen=True)
class Attempt:
    """What somebody typed that was not saved: their words come back, each with its reason."""

    family: str
    row_id: str
    sent: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """A cell as a page shows it."""

    control: Control
    value: str
    error: str = ""
    is_fixed: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row as a page shows it, and what is still wrong with it, as codes."""

    id: str
    code: str
    mark: str
    cells: Mapping[str, Cell]
    warnings: Sequence[str] = ()
    errors: Sequence[str] = ()

    @property
    def is_fixed(self) -> bool:
        """Say whether the panel was asked about the row, so that its words stay."""
        return any(cell.is_fixed for cell in self.cells.values())

    def of(self, name: str) -> list[Cell]:
        """Return the cells of a column, one for each language where it has them."""
        return [cell for cell in self.cells.values() if cell.control.field.name == name]


@dataclass(frozen=True)
class Table:
    """A table as a page shows it, with an empty row to add another."""

    family: Family
    rows: Sequence[TableRow]
    new: TableRow


@dataclass(frozen=True)
class CriterionRow:
    """A row of the comparison: the criterion, and its cell for each system."""

    head: TableRow
    cells: Sequence[TableRow]


@dataclass(frozen=True)
class Coverage:
    """How many drivers each domain has, and how many have none."""

    counts: Mapping[str, int]
    n_without: int

    @property
    def missing(self) -> list[str]:
        """Return the domains that no driver comes from."""
        return [category for category in STEEPV if not self.counts.get(category)]


@dataclass(frozen=True)
class PlannedRound:
    """A round that is to ask about the drivers, and those that it does not ask about."""

    round: Round
    is_as_planned: bool
    unasked: Sequence[Driver] = field(default_factory=list)


def get_table(study: Study, family: Family, attempt: Attempt | None = None) -> Table:
    """Return a table of the frame; what was typed and refused stands in its cells again."""
    fixed = asked_drivers(study) if family.code == "drivers" else set()
    rows = [_table_row(Row(study, family, row), attempt, fixed) for row in list_rows(study, family)]
    return Table(family, rows, _new_row(study, family, attempt))


def get_comparison(study: Study, attempt: Attempt | None = None) -> list[CriterionRow]:
    """Return the comparison: each criterion with its cell for each system."""
    family = FAMILIES["criteria"]
    return [
        CriterionRow(
            _table_row(Row(study, family, criterion), attempt, set()),
            [_table_row(Row(study, CELLS, criterion, system), attempt, set()) for system in study.systems],
        )
        for criterion in study.criteria
    ]


def show_cells(
    controls: Iterable[Control], values: Mapping[str, str], tried: Attempt | None, fixed: Collection[str] = ()
) -> dict[str, Cell]:
    """Return the cells of a row, with what was typed and refused; `fixed` names fields that stay."""
    sent = {**values, **(tried.sent if tried else {})}
    errors = tried.errors if tried else {}
    return {
        control.name: Cell(
            control, sent[control.name], errors.get(control.name, ""), control.field.name in fixed
        )
        for control in controls
    }


def _table_row(row: Row, attempt: Attempt | None, fixed: set[str]) -> TableRow:
    tried = attempt if attempt and attempt.row_id == row.id and attempt.family == row.family.code else None
    values = row.values
    errors = tried.errors if tried else {}
    cells = show_cells(row.controls, values, tried, ASKED_FIELDS if row.row.id in fixed else ())
    loose = [text for name, text in errors.items() if name not in cells]
    return TableRow(row.id, row.code, row.mark, cells, list_warnings(row), loose)


def _new_row(study: Study, family: Family, attempt: Attempt | None) -> TableRow:
    tried = attempt if attempt and not attempt.row_id and attempt.family == family.code else None
    sent, errors = (tried.sent, tried.errors) if tried else ({}, {})
    cells = {
        control.name: Cell(control, sent.get(control.name, ""), errors.get(control.name, ""))
        for control in list_controls(family, study.languages)
    }
    return TableRow("", "", "", cells)


def list_warnings(row: Row) -> list[str]:
    """Return what is still wrong with a row, as codes that the page puts into words."""
    warnings = []
    if isinstance(row.row, Driver) and row.study.is_scenario_study:
        warnings += _pole_warnings(row.row, row.study.languages)
    if isinstance(row.row, Driver) and not _is_code(row.row.code):
        warnings.append("odd_code")
    if row.family is not CELLS and _lacks_language(row):
        warnings.append("language_missing")
    return warnings


def _is_code(code: str) -> bool:
    try:
        check_code(code)
    except BadCell:
        return False
    return True


def _lacks_language(row: Row) -> bool:
    """Say whether a text is there in one language of the study and not in another."""
    by_field: dict[str, list[str]] = {}
    for control in row.controls:
        if control.language:
            by_field.setdefault(control.field.name, []).append(row.values[control.name])
    return any(any(texts) and not all(texts) for texts in by_field.values())


def _pole_warnings(driver: Driver, languages: Sequence[str]) -> list[str]:
    pairs = [(driver.low_pole.get(each, ""), driver.high_pole.get(each, "")) for each in languages]
    if not any(low and high for low, high in pairs):
        return ["pole_missing"]
    alike = any(low and low.casefold() == high.casefold() for low, high in pairs)
    return ["poles_alike"] if alike else []


def get_coverage(study: Study) -> Coverage:
    """Return how the drivers are spread over the domains."""
    found = Counter(driver.category or "" for driver in list_rows(study, FAMILIES["drivers"]))
    return Coverage({category: found[category] for category in STEEPV}, found[""])


def list_planned_rounds(study: Study) -> list[PlannedRound]:
    """Return the drafts that the template plans for the drivers, with those that they do not ask about."""
    return [
        PlannedRound(round_, is_as_planned(study, round_), unasked)
        for round_ in study.rounds
        if round_.is_draft and (unasked := list_unasked(study, round_))
    ]


def can_plan_rounds(study: Study) -> bool:
    """Say whether the template of a study plans rounds of which it has none."""
    return not study.rounds and bool(get_outline(study.template).rounds)


def find_undo(study: Study, family: Family, account: Account) -> tuple[str, str] | None:
    """Return what one's own next step backwards would undo: the kind of act and the code of the row."""
    act = find_last_act(study, family, account)
    if act is None:
        return None
    name = act.details.get("name") or {}
    return act.action, act.details.get("code") or next(iter(name.values()), "")


def count_cells(criteria: Sequence[Criterion]) -> int:
    """Return how many cells of the comparison say something."""
    return sum(len(criterion.cells) for criterion in criteria)
