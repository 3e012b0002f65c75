"""What a table would do to a study: one line for each row, with what is wrong in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey.errors import BadRow, BadTable, TholosError
from survey.tables.columns import Columns
from survey.tables.table import DATE, FAULT, LONG, NUMBER, Row

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
LONGEST_QUOTED = 60


@dataclass(frozen=True)
class PlannedRow:
    """A row, what it says, what it does, and the error or remark that goes with it."""

    number: int
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    remark: TholosError | None = None


@dataclass(frozen=True)
class Plan:
    """Every row of a table with what it would do."""

    rows: tuple[PlannedRow, ...]

    def of(self, state: str) -> list[PlannedRow]:
        """Return the rows of one state."""
        return [row for row in self.rows if row.state == state]

    @property
    def can_be_taken(self) -> bool:
        """Say whether no row is faulty and at least one does something."""
        return not self.of(BAD) and any(row.state in {NEW, CHANGED} for row in self.rows)

    @property
    def refusal(self) -> BadTable | None:
        """Return why nothing can be taken in, if that is so."""
        n_bad = len(self.of(BAD))
        if n_bad:
            return BadTable("%(n)s rows have errors; nothing is taken in until all are mended.", n=n_bad)
        return (
            None
            if self.can_be_taken
            else BadTable("Every row is in the study already; nothing would change.")
        )


def read_cells(row: Row, columns: Columns) -> dict[str, str]:
    """Return the texts of a row by field.

    Raises:
        BadRow: when a cell that matters holds no text.
    """
    for place, problem in sorted(row.problems.items()):
        used = columns.fields[place] if place < len(columns.fields) else ""
        if problem == NUMBER:
            raise BadRow(
                "This row holds what looks like a resident registration number. "
                "Tholos never keeps one; delete it in the file and read the file again."
            )
        if used:
            raise _fault(problem, row.cells[place])
    return {name: cell for name, cell in zip(columns.fields, row.cells, strict=False) if name}


def _fault(problem: str, cell: str) -> BadRow:
    return {
        DATE: BadRow(
            "“%(cell)s” is a date here. Format the cell as text and write what is meant.", cell=quote(cell)
        ),
        FAULT: BadRow("“%(cell)s” is an error of the spreadsheet. Mend the cell.", cell=quote(cell)),
        LONG: BadRow("A cell of this row holds more than %(n)s characters.", n=20_000),
    }[problem]


def quote(text: str) -> str:
    """Return a text as a sentence can hold it: on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTED else f"{line[:LONGEST_QUOTED]}…"


def body_of(rows: Sequence[Row], columns: Columns) -> list[Row]:
    """Return the rows below the heading."""
    return [row for row in rows if columns.head_row is None or row.number > columns.head_row]
