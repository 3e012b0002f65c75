"""Take clean tables apart at the level of bytes, by whole columns; whatever else is left to `tables`.

Clean is UTF-8 without quotes and NUL, lines that end alike in number of cells, and cells of a few words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.files.tables import DELIMITERS

Codes = NDArray[np.int64]
Words = NDArray[np.uint64]

# So many bytes are taken apart at once, and no cell that is looked at may be longer than the second number.
_BLOCK = 500_000
_LONGEST = 256
# No reader of text takes longer cells.
_LONGEST_UNREAD = 100_000
_WORD = 8
_SLOTS = 16
_ROUNDS = 12
_MASKS = np.array([2 ** (8 * n) - 1 for n in range(_WORD + 1)], dtype=np.uint64)
# Odd factors without a pattern; each hash of a text uses another.
_FACTORS = np.array(
    [(0x9E3779B97F4A7C15 * (2 * n + 1) + 2 * n * 0x5851F42D4C957F2E) % 2**64 | 1 for n in range(_ROUNDS)],
    dtype=np.uint64,
)
_NEWLINE, _RETURN = 10, 13


@dataclass(eq=False)
class Column:
    """Hold a column: its different texts in the order of the file, each with its row, and a code a row."""

    texts: dict[str, int]
    first: list[int]
    codes: Codes


def take_apart(
    content: bytes, required: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, Column] | None:
    """Return the columns that are known of a clean table, or None where the table is not clean.

    Rows are counted from 0, without the header. Texts are as they stand, blanks and all. A code is the
    place of its text among `texts`. Beside the answer the memory needed does not grow with the file.
    """
    begin = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    end = content.find(b"\n", begin) + 1
    header = _find_header(content[begin:end], required) if _is_clean(content, end) else None
    if header is None:
        return None
    names, delimiter = header
    places = [(name, place) for place, name in enumerate(names) if name in (*required, *optional)]
    found = {name: Column({}, [], np.zeros(0, dtype=np.int32)) for name, _ in places}
    parts: dict[str, list[Codes]] = {name: [] for name in found}
    n_rows = 0
    for lines in _cut_blocks(content, end):
        block = _Block.cut(lines, ord(delimiter), len(names))
        if block is None or len(found) < len(places):
            return None
        for name, place in places:
            parts[name].append(block.number_texts(place, found[name], n_rows))
        if any(codes[-1] is None for codes in parts.values()):
            return None
        n_rows += len(block.starts)
    for name, column in found.items():
        column.codes = np.concatenate([column.codes, *parts[name]])
    return found if n_rows else None


def _cut_blocks(content: bytes, at: int) -> Iterator[bytes]:
    """Give whole lines from `at` on, a block at a time, without the empty lines at the end."""
    stop = len(content)
    while stop > at and content[stop - 1] in b"\r\n":
        stop -= 1
    while at < stop:
        last = content.rfind(b"\n", at, at + _BLOCK)
        until = stop if stop - at <= _BLOCK or last < at else last + 1
        yield content[at:until]
        at = until


def _is_clean(content: bytes, end: int) -> bool:
    """Tell whether a text has a first line, plain ends of lines, no quotes, and is UTF-8 throughout."""
    if not 0 < end < _LONGEST_UNREAD or b'"' in content or b"\0" in content:
        return False
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return False
    if content.isascii():
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_header(line: bytes, required: tuple[str, ...]) -> tuple[list[str], str] | None:
    text = line.decode("utf-8").rstrip("\r\n")
    for delimiter in DELIMITERS:
        names = [cell.strip().lower() for cell in text.split(delimiter)]
        if set(required) <= set(names) and not text.startswith("\ufeff"):
            return names, delimiter
    return None


@dataclass(frozen=True, eq=False)
class _Block:
    """Hold whole lines of a table and where their cells begin and end: rows x cells."""

    content: bytes
    starts: Codes
    ends: Codes

    @classmethod
    def cut(cls, lines: bytes, delimiter: int, width: int) -> _Block | None:
        """Cut lines at their delimiters; None where a line has another number of cells."""
        content = lines.removesuffix(b"\n") + b"\n" + bytes(_WORD)
        letters = np.frombuffer(content, dtype=np.uint8)[:-_WORD]
        cuts = np.flatnonzero((letters == delimiter) | (letters == _NEWLINE))
        if len(cuts) % width:
            return None
        is_end = letters[cuts].reshape(-1, width) == _NEWLINE
        if is_end[:, :-1].any() or not is_end[:, -1].all():
            return None
        starts = np.concatenate([[0], cuts[:-1] + 1]).reshape(-1, width)
        ends = cuts.reshape(-1, width)
        if (ends - starts).max() > _LONGEST_UNREAD:
            return None
        ends[:, -1] -= (letters[ends[:, -1] - 1] == _RETURN) & (ends[:, -1] > starts[:, -1])
        return cls(content, starts, ends)

    def number_texts(self, place: int, known: Column, n_before: int) -> Codes | None:
        """Return the codes of the cells in a column, and add new texts to it; None for cells too long."""
        starts = np.ascontiguousarray(self.starts[:, place])
        lengths = self.ends[:, place] - starts
        longest = int(lengths.max())
        if longest > _LONGEST:
            return None
        words = self._pack(starts, lengths, longest)
        first = _find_first(words)
        if first is None:
            return None
        new = np.flatnonzero(first == np.arange(len(first)))
        codes = np.empty(len(first), dtype=np.int64)
        for row in new.tolist():
            text = self.content[starts[row] : starts[row] + lengths[row]].decode("utf-8")
            code = known.texts.setdefault(text, len(known.texts))
            if code == len(known.first):
                known.first.append(n_before + row)
            codes[row] = code
        return codes.astype(np.int32)[first]

    def _pack(self, starts: Codes, lengths: Codes, longest: int) -> list[Words]:
        """Return the bytes of each cell as words, filled up with NUL; no two different cells are the same."""
        size = len(self.content) - _WORD + 1
        every = np.ndarray((size,), dtype="<u8", buffer=self.content, strides=(1,))
        words = []
        for begin in range(0, max(longest, 1), _WORD):
            word = every[np.minimum(starts + begin, size - 1) if begin else starts]
            word &= _MASKS[np.clip(lengths - begin, 0, _WORD)]
            words.append(word)
        return words


def _find_first(words: list[Words]) -> Codes | None:
    """Return for each row the first row with the same words; None if too many hashes fall together.

    Rows are sent to slots by a hash, the first in a slot speaks for it, and whoever differs from it in any
    word goes on to the next hash. So the answer never rests on a hash alone.
    """
    n_rows = len(words[0])
    first = np.empty(n_rows, dtype=np.int64)
    left = np.arange(n_rows)
    if n_rows and all((word == word[0]).all() for word in words):
        first[:] = 0
        return first
    slots = np.empty(2**_SLOTS, dtype=np.int64)
    for factor in _FACTORS:
        if not len(left):
            return first
        mixed = np.zeros(len(left), dtype=np.uint64)
        for word in words:
            mixed = (mixed ^ (mixed >> np.uint64(29)) ^ word[left]) * factor
        slot = (mixed >> np.uint64(64 - _SLOTS)).astype(np.int64)
        slots[slot[::-1]] = left[::-1]
        spoken = slots[slot]
        same = np.ones(len(left), dtype=bool)
        for word in words:
            same &= word[spoken] == word[left]
        first[left[same]] = spoken[same]
        left = left[~same]
    return None if len(left) else first


def number_names(names: Sequence[Hashable], codes: Codes) -> tuple[dict, Codes]:
    """Number the names that the codes use as they come up: their numbers, and the codes so numbered."""
    first = np.full(len(names), len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    numbers: dict = {}
    places = np.zeros(len(names), dtype=np.int64)
    used = np.argsort(first, kind="stable")
    for code in used[first[used] < len(codes)].tolist():
        places[code] = numbers.setdefault(names[code], len(numbers))
    return numbers, places[codes]
