"""A table as it was read: rows with the numbers they have in their file, cells as clean text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey.errors import BadTable
from survey.operations.identifiers import has_registration_number

MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000

DATE, FAULT, NUMBER, LONG = "date", "fault", "number", "long"
"""What may be wrong with a cell: a date where text is meant, an error of the spreadsheet, a registration
number (it is forgotten at once), more text than anything takes."""

INVISIBLE = dict.fromkeys(
    [0xFEFF, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)
FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Row:
    """A row: its number as the spreadsheet shows it, its cells, and what is wrong with some of them."""

    number: int
    cells: tuple[str, ...]
    problems: Mapping[int, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as the database keeps it until it is taken in."""
        problems = {str(place): code for place, code in self.problems.items()}
        return {"number": self.number, "cells": list(self.cells), "problems": problems}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Row:
        """Return the row that was kept."""
        problems = {int(place): code for place, code in kept["problems"].items()}
        return cls(kept["number"], tuple(kept["cells"]), problems)


@dataclass(frozen=True)
class Note:
    """Something about the whole file that its owner should know; `survey.words.imports` says it."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Table:
    """Rows that hold something, all equally wide, and notes on how they were read."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0].cells)


RawRow = tuple[int, Sequence[str], Mapping[int, str]]


def make_table(rows: Iterable[RawRow], notes: Iterable[Note] = ()) -> Table:
    """Return the rows that hold something as a table, cells cleaned.

    Raises:
        BadTable: when nothing is in them, or too much.
    """
    kept: list[Row] = []
    for number, cells, problems in rows:
        row = _clean_row(number, cells, problems)
        if any(row.cells) or row.problems:
            kept.append(row)
        if len(kept) > MOST_ROWS + 1:
            raise BadTable("This table has more than %(n)s rows. Take in less at once.", n=MOST_ROWS)
    if not kept:
        raise BadTable("Nothing is in this table.")
    width = max(len(row.cells) for row in kept)
    padded = (Row(row.number, row.cells + ("",) * (width - len(row.cells)), row.problems) for row in kept)
    return Table(tuple(padded), tuple(notes))


def _clean_row(number: int, cells: Sequence[str], problems: Mapping[int, str]) -> Row:
    found, texts = dict(problems), []
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        text = clean_cell(cell)
        if has_registration_number(text):
            # It must not be kept, not even until the preview.
            text, found[place] = "", NUMBER
        elif len(text) > LONGEST_CELL:
            text, found[place] = "", LONG
        texts.append(text)
    while texts and not texts[-1] and len(texts) - 1 not in found:
        texts.pop()
    return Row(number, tuple(texts), found)


def clean_cell(cell: str) -> str:
    """Return a cell's text: composed, without invisible and control characters, and without the apostrophe
    by which a spreadsheet was kept from taking it for a formula.

    >>> clean_cell("'=1+1 ")
    '=1+1'
    """
    if cell.isascii() and cell.isprintable():
        text = cell.strip()
    else:
        text = (
            unicodedata.normalize("NFC", cell.translate(INVISIBLE)).replace("\r\n", "\n").replace("\r", "\n")
        )
        kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
        text = "".join(kept).replace("\u00a0", " ").strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text
