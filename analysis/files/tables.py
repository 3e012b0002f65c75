"""Turn bytes, whatever they hold, into a checked table of text cells or into one `BadFile`."""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import BadFile

MAX_BYTES = 200_000_000
MAX_CELLS = 50_000_000
DELIMITERS = (",", ";", "\t")
_ENCODING_WANTED = "text in UTF-8"
_HANGUL_AND_MARKS = re.compile(
    "[\u0000-\u007f\u00a0-\u00ff\u2000-\u2bff\u3000-\u318f\u3200-\u33ff\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]*"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,4})?")
_NAME_LENGTH = 200
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Row:
    """Hold one record of a table, with its place for messages."""

    path: str
    number: int
    cells: dict[str, str]

    def fault(self, problem: str, expected: str) -> BadFile:
        """Make the error that names this row."""
        return BadFile(self.path, self.number, problem, expected)

    def name(self, column: str) -> str:
        """Return a cell that must hold a name."""
        text = self.cells[column]
        if not text:
            raise self.fault(f"the {column} is empty", f"a name in the column {column}")
        if len(text) > _NAME_LENGTH:
            raise self.fault(f"the {column} {quote(text)} is too long", f"at most {_NAME_LENGTH} characters")
        if not text.isprintable():
            raise self.fault(f"the {column} {quote(text)} holds a control character", "printable characters")
        return text

    def whole_number(self, column: str) -> int:
        """Return a cell that must hold a positive whole number, such as a round."""
        text = self.cells[column]
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
            raise self.fault(
                f"the {column} {quote(text)} is not a {column} number", "a whole number from 1 up"
            )
        return int(text)

    def number_in(self, column: str, expected: str) -> float:
        """Return a cell that must hold a finite number."""
        text = self.cells[column].replace("−", "-")
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(number):
            raise self.fault(f"the {column} {quote(text)} is not a number", expected)
        return number


def quote(text: str) -> str:
    """Quote a cell for a message: on one line, and short."""
    return ascii_free_repr(text if len(text) <= 40 else text[:39] + "…")


def ascii_free_repr(text: str) -> str:
    """Represent a text on one line, with everything unprintable escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in f"“{text}”")


def read_table(
    source: str | bytes | Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[Row]:
    """Read the rows of a CSV file, or of CSV text, with the columns that are known.

    A `str` with a line break in it, and `bytes`, are the content itself; any other `str` is a path.
    The text may be UTF-8 (with or without a byte order mark), UTF-16 with one, or Korean CP949, as
    spreadsheets save it; cells stand between commas, semicolons or tabs. Columns that are not known
    are passed over. Every fault is a `BadFile`.
    """
    table = open_table(source, required, optional)
    return [table.row(number, cells) for number, cells in table.records]


@dataclass(frozen=True)
class Table:
    """Hold a table that is being read: its columns, and its records one after the other."""

    path: str
    header: list[str]
    records: Iterator[tuple[int, list[str]]]

    def row(self, number: int, cells: list[str]) -> Row:
        """Name the cells of a record by the columns."""
        return Row(self.path, number, dict(zip(self.header, (cell.strip() for cell in cells), strict=True)))


def open_table(
    source: str | bytes | Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Table:
    """Open a table as `read_table` reads it, and check its header; its records are read when asked for.

    A record has as many cells as the header, and there is one at least; faults are raised on the way.
    """
    return open_content(*load(source), required, optional)


def open_content(
    path: str, content: bytes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Table:
    """Open what `load` returned as `open_table` does."""
    header, records = _split(path, decode(path, content), required)
    columns = [name for name in header if name in (*required, *optional)]
    for name in columns:
        if columns.count(name) > 1:
            raise BadFile(path, 1, f"the column {quote(name)} is there twice", "every column once")
    return Table(path, header, _check_records(path, len(header), records, required))


def _check_records(
    path: str, width: int, records: Iterator[tuple[int, list[str]]], required: tuple[str, ...]
) -> Iterator[tuple[int, list[str]]]:
    number = None
    for number, cells in records:
        if len(cells) != width:
            raise BadFile(path, number, f"the row has {len(cells)} cells", f"{width} cells, as in the header")
        yield number, cells
    if number is None:
        raise BadFile(path, None, "the file holds a header and no rows", f"rows of {','.join(required)}")


def load(source: str | bytes | Path) -> tuple[str, bytes]:
    """Return the name of a source for messages, and its content; a path is read, up to a size."""
    if isinstance(source, bytes):
        return "the text", source
    if isinstance(source, str) and (not source or "\n" in source or "\r" in source):
        return "the text", source.encode("utf-8", "surrogatepass")
    path = ascii_free_repr(str(source))[1:-1]
    try:
        with Path(source).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not a path"
        raise BadFile(
            path, None, f"the file cannot be read ({why})", "a file that exists and may be read"
        ) from fault
    if len(content) > MAX_BYTES:
        raise BadFile(path, None, "the file is too large", f"at most {MAX_BYTES} bytes")
    return path, content


def decode(path: str, content: bytes) -> str:
    """Turn bytes into text by the encodings that `read_table` knows."""
    has_mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if has_mark else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" in text:
            raise BadFile(path, None, "the file holds a NUL character, so it is not text", _ENCODING_WANTED)
        # Almost any bytes decode as CP949; only what then reads as Korean was meant so.
        if encoding != "cp949" or _HANGUL_AND_MARKS.fullmatch(text):
            return text.removeprefix("\ufeff")
    raise BadFile(path, None, "the text is neither UTF-8 nor UTF-16 nor CP949", _ENCODING_WANTED)


def _split(
    path: str, text: str, required: tuple[str, ...]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    wanted = "the header " + ",".join(required)
    if not text.strip():
        raise BadFile(path, None, "the file is empty", wanted)
    for delimiter in DELIMITERS:
        records = _records(path, text, delimiter)
        header = [cell.strip().lower() for cell in next(records, (1, []))[1]]
        if set(required) <= set(header):
            return header, records
    first = text.lstrip().splitlines()[0]
    raise BadFile(path, 1, f"the header is {quote(first)}", wanted)


def _records(path: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    # Lines are taken from the text one by one: a stream over it would hold a second, wider copy.
    lines = (match[0] for match in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            # An empty line holds no cell, or blanks alone; it still counts, as in a spreadsheet.
            if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
                yield number, cells
    except csv.Error as fault:
        why = ascii_free_repr(str(fault))[1:-1]
        raise BadFile(
            path, number + 1, f"the row cannot be read ({why})", "cells in balanced quotes"
        ) from fault
