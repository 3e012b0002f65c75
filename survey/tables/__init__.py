"""Tables that people bring along: read from CSV, XLSX or what was pasted, and understood row by row."""

from __future__ import annotations

from survey.errors import BadTable
from survey.tables.delimited import read_delimited
from survey.tables.encodings import decode
from survey.tables.table import Table
from survey.tables.workbook import is_workbook, read_workbook, refuse_other_formats

MOST_BYTES = 8 * 1024 * 1024

__all__ = ["MOST_BYTES", "Table", "read_file", "read_pasted"]


def read_file(content: bytes) -> Table:
    """Return what a file holds, whatever it is called.

    Raises:
        BadTable: when it is no table, or too large.
    """
    if len(content) > MOST_BYTES:
        raise BadTable("This file is larger than %(megabytes)s MB. Take in less at once.", megabytes=8)
    if not content.strip():
        raise BadTable("This file is empty.")
    refuse_other_formats(content)
    if is_workbook(content):
        return read_workbook(content)
    text, encoding = decode(content)
    return read_delimited(text, encoding)


def read_pasted(text: str) -> Table:
    """Return what was copied from a spreadsheet and pasted into a field.

    Raises:
        BadTable: when nothing is in it.
    """
    if not text.strip():
        raise BadTable("Choose a file, or paste the cells of a spreadsheet.")
    return read_delimited(text, "")
