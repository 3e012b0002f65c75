"""What each column of the annex means."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from survey.reports.annex.flatten import Table
from survey.reports.annex.meanings import find_meaning
from survey.reports.annex.names import FACTS
from survey.tables.written import Sheet

HEAD = ("sheet", "column", "meaning", "unit", "rounding")


def codebook_sheet(tables: Iterable[Table]) -> Sheet:
    """Return one row for each column of each table, and for each fact."""
    return Sheet("codebook", HEAD, tuple(row for table in tables for row in _describe(table)))


def _describe(table: Table) -> list[tuple[str, ...]]:
    rows = [(table.name, column, *_meaning(table.name, source)) for column, source in table.columns.items()]
    if table.name == FACTS:
        rows += [
            (table.name, f"{fact['part']}: {fact['name']}", *_meaning(str(fact["part"]), str(fact["name"])))
            for fact in table.rows
        ]
    return rows


def _meaning(sheet: str, source: str) -> tuple[str, str, str]:
    found = find_meaning(sheet, source)
    meaning, unit = (str(found.text), str(found.unit)) if found else ("", "")
    return meaning, unit, _("none")
