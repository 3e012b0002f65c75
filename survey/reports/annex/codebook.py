"""What each column of the annex means."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from survey.reports.annex.flatten import Table
from survey.reports.annex.meanings import find_meaning
from survey.reports.annex.names import FACTS
from survey.tables.written import Sheet, Value

HEAD = ("sheet", "column", "meaning", "unit", "rounding")


def codebook_sheet(tables: Iterable[Table]) -> Sheet:
    """Return one row for each column of each table, and for each fact instead of the columns of facts."""
    return Sheet("codebook", HEAD, tuple(row for table in tables for row in _describe(table)))


def _describe(table: Table) -> list[tuple[str, ...]]:
    if table.name == FACTS:
        return [
            (table.name, f"{fact['part']}: {fact['name']}", *_meaning(str(fact["name"]), [fact["value"]]))
            for fact in table.rows
        ]
    return [
        (table.name, column, *_meaning(source, [row.get(column) for row in table.rows]))
        for column, source in table.columns.items()
    ]


def _meaning(name: str, cells: Iterable[Value | None]) -> tuple[str, str, str]:
    is_number = any(isinstance(cell, int | float) for cell in cells)
    found = find_meaning(name, is_number=is_number)
    meaning, unit = (str(found.text), str(found.unit)) if found else ("", "")
    return meaning, unit, _("none") if is_number else ""
