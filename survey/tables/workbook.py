"""Workbooks (XLSX): measured before they are opened, read without formulas, links or macros being run."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from survey.errors import BadTable
from survey.tables.table import DATE, FAULT, MOST_COLUMNS, Note, RawRow, Table, make_table

MOST_PARTS = 500
MOST_UNPACKED = 48 * 1024 * 1024
LAST_ROW = 1_048_576
CHUNK = 1024 * 1024
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")
DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
FAR_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{7,})"')
MERGED = re.compile(rb"<mergeCell\s")


def is_workbook(content: bytes) -> bool:
    """Say whether a file is packed as workbooks are."""
    return content.startswith(ZIP)


def refuse_other_formats(content: bytes) -> None:
    """Raise for files that are known to be no table, with what to do about it."""
    if content.startswith(OLD_OFFICE):
        raise BadTable("This is an old or a protected workbook. Save it as XLSX without a password.")
    if content.startswith(NOT_TABLES) or content.startswith(b"PK\x05\x06"):
        raise BadTable("This is no table that can be read. Save it as CSV or XLSX and choose that file.")


def read_workbook(content: bytes) -> Table:
    """Return the first sheet in sight that holds something.

    Raises:
        BadTable: when the file is no workbook, is broken, or is larger unpacked than anything takes.
    """
    try:
        _measure(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is not read anyway: drawings, validations, headers
            return _read(content)
    except BadTable:
        raise
    except MemoryError:
        raise _too_large() from None
    except Exception:
        # The library raises whatever a broken part leads it to; for whoever sent it they are all one.
        raise BadTable(
            "This workbook cannot be read. Open it in a spreadsheet, save it as XLSX and try again."
        ) from None


def _measure(content: bytes) -> None:
    """Refuse a file that says or turns out to be too large, and XML that declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise _too_large()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names and not any(name.startswith("xl/") for name in names):
            raise BadTable("This is no workbook. Save the table as CSV or XLSX and choose that file.")
        left = MOST_UNPACKED
        for part in parts:
            left -= _walk(archive, part, left)


def _walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    size, tail = 0, b""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise _too_large()
            # Text in UTF-16 has a zero beside each plain letter.
            if is_xml and DECLARATION.search((tail + chunk).replace(b"\0", b"")):
                raise BadTable("This workbook declares entities of its own and is not read.")
            if any(int(number) > LAST_ROW for number in FAR_ROW.findall(chunk)):
                raise _too_large()
            tail = chunk[-64:]
    return size


def _too_large() -> BadTable:
    return BadTable("This workbook is too large once unpacked. Take in less at once.")


def _read(content: bytes) -> Table:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        n_hidden = len(book.worksheets) - len(sheets)
        for sheet in sheets:
            notes: dict[str, str] = {"sheet": sheet.title} if len(book.worksheets) > 1 else {}
            if n_hidden:
                notes["hidden"] = str(n_hidden)
            rows = list(_rows(sheet, notes))
            if rows:
                if _has_merged_cells(content, sheet):
                    notes["merged"] = ""
                return make_table(rows, [Note(code, value) for code, value in notes.items()])
    finally:
        book.close()
    raise BadTable("Nothing is in this table.")


def _rows(sheet: Any, notes: dict[str, str]) -> Iterator[RawRow]:
    sheet.reset_dimensions()  # what the file says of its size is not to be trusted
    for number, cells in enumerate(sheet.iter_rows(min_row=1, max_col=MOST_COLUMNS + 1), start=1):
        if number > LAST_ROW:
            raise _too_large()
        if not any(cell.value is not None for cell in cells):
            continue
        texts, problems = [], {}
        for place, cell in enumerate(cells):
            text, problem = _read_cell(cell)
            texts.append(text)
            if problem:
                problems[place] = problem
            if cell.data_type == "f" and cell.value is not None:
                notes["formulas"] = ""
        if len(texts) > MOST_COLUMNS and texts[MOST_COLUMNS]:
            notes["columns"] = str(MOST_COLUMNS)
        problems.pop(MOST_COLUMNS, None)
        yield number, texts[:MOST_COLUMNS], problems


def _read_cell(cell: Any) -> tuple[str, str]:
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "e":
        return str(value), FAULT
    if isinstance(value, (datetime, date, time, timedelta)):
        return _day(value), DATE
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), ""
    return str(getattr(value, "text", None) or value), ""  # a formula over several cells keeps its text apart


def _day(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _has_merged_cells(content: bytes, sheet: Any) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = sheet._worksheet_path.lstrip("/")
        return path in archive.namelist() and MERGED.search(archive.read(path)) is not None
