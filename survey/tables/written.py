"""Tables that go out: CSV, a workbook, an archive; the same bytes each time, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from xlsxwriter import Workbook

from survey.filters import make_inert

Value = float | int | str
EPOCH = (1980, 1, 1, 0, 0, 0)
WIDEST_COLUMN = 60
LONGEST_CELL = 32_767
"""What a cell of a workbook holds at most; CSV files hold any text whole."""


@dataclass(frozen=True)
class Sheet:
    """A table that goes into a file: its name, its head, its rows."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]


def write_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV in UTF-8, with the mark by which spreadsheets know the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_clean, sheet.head))
    writer.writerows(map(_clean, row) for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _clean(cell: Value | None) -> Value | None:
    """Return a cell that is no formula, and in which a line ends as it does in every table of ours."""
    if isinstance(cell, str):
        # A bare carriage return is not quoted, and a spreadsheet would begin a row, even a formula, after it.
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return make_inert(cell)


def write_workbook(sheets: Sequence[Sheet], notes: Sequence[str]) -> bytes:
    """Return the sheets as one workbook (XLSX), the notes on its first page.

    Args:
        sheets: what the workbook holds, one page each.
        notes: lines that say what this is; they stand on a page of their own.
    """
    file = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, settings) as book:
        # A file without author, program and hour: it tells only what is in it.
        book.set_properties({"author": "", "created": datetime(*EPOCH, tzinfo=UTC), "comments": ""})
        bold = book.add_format({"bold": True})
        readme = book.add_worksheet("README")
        readme.set_column(0, 0, 100)
        for number, line in enumerate(notes):
            _write_cell(readme, number, 0, str(_clean(line)))
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, title in enumerate(sheet.head):
                page.write_string(0, column, str(_clean(title)), bold)
                page.set_column(column, column, min(WIDEST_COLUMN, len(title) + 2))
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(map(_clean, row)):
                    _write_cell(page, number, column, cell)
    return file.getvalue()


def _write_cell(page: object, row: int, column: int, cell: Value | None) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        # A longer text would be left out without a word.
        page.write_string(row, column, cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…")
    else:
        page.write_number(row, column, cell)


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return files in one ZIP, in the order of their names and all of the same day long ago."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, files[name])
    return archive.getvalue()
