"""Text with separators: which one it is, and the rows between them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from survey.errors import BadTable
from survey.tables.table import MOST_COLUMNS, Note, RawRow, Table, make_table

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50
SAMPLE_CHARACTERS = 200_000
DECLARED = "sep="


def read_delimited(text: str, encoding: str) -> Table:
    """Return the rows of a text, its separator guessed.

    Raises:
        BadTable: when a quotation mark is never closed, or nothing is in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip('"').lower().startswith(DECLARED) and len(first.strip('"')) == len(DECLARED) + 1:
        separator, text, skipped = first.strip('"')[-1], rest, 1
    else:
        separator = guess_separator(text)
    notes = [Note("encoding", encoding)] if encoding else []
    rows = list(_rows(text, separator, skipped))
    if any(len(cells) > MOST_COLUMNS for _, cells, _ in rows):
        notes.append(Note("columns", str(MOST_COLUMNS)))
    return make_table(rows, notes)


def guess_separator(text: str) -> str:
    """Return the character that parts the text into the most columns that most rows have.

    >>> guess_separator("name;e-mail\\nKim, Ada;a@example.org")
    ';'
    """
    return max(SEPARATORS, key=lambda each: _score(text, each))


def _score(text: str, separator: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(text[:SAMPLE_CHARACTERS]), delimiter=separator):
            if row:
                widths[len(row)] += 1
            if widths.total() >= SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    # One that parts nothing is worth least; else the share of rows that agree counts before their width.
    width, n = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
    return (n / widths.total() if width > 1 else 0.0), width


def _rows(text: str, separator: str, skipped: int) -> Iterator[RawRow]:
    # Strict reading notices a quotation mark that is never closed; it also minds what people do write.
    for strict in (True, False):
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=strict))
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error) or not strict:
                raise BadTable(
                    'A quotation mark (") is opened in this table and never closed; close it or leave it out.'
                ) from None
            continue
        return ((number, cells, {}) for number, cells in enumerate(rows, start=1 + skipped))
    return iter(())
