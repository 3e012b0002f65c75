"""Read and write the project files of ScenarioWizard (`.scw`), the usual program for cross-impact balance.

The layout is that of files which ScenarioWizard 4 saved (the manual has it in its appendix 1); it is
a text of sections, each closed by a line that begins with `#`:

$ ScenarioWizard 4.0        the program; this line and the next are passed over
a title
&Government                 1 descriptors, and under each its states
 -Patriots party
 -Prosperity party
#
&Gov                        2 their short names, in the same order, often blank: passed over
 Pat
 Pro
#                           3 empty, passed over
FFFFFF                      4 a colour for each state: passed over
#
#                           5 empty, passed over
 0 , 0 , 2 ,-2              6 the judgements, one row per state, the row acting on the columns
#                           remarks follow, each after a `#`: passed over

So five lines with `#` stand before the judgements. Empty lines mean nothing outside of names. A state
or descriptor without a name, which the program allows, is named by its number. Judgements may be
decimal numbers; the program itself writes whole ones. Judgements of a descriptor on itself are read
as they are. Ensembles of several matrices, short names, colours and remarks are not kept. The text
may be UTF-8, UTF-16 with a byte order mark, Korean CP949 (if Hangul is in it) or Windows-1252. Every
fault is a `BadFile`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analysis.cross_impact.matrix import MAX_STATES, CrossImpactMatrix
from analysis.errors import BadFile, InvalidRatings, InvalidSetting
from analysis.files.tables import decode, load, quote

_CLOSED_BEFORE_JUDGEMENTS = 5
_JUDGEMENT = re.compile(r"[+-]?(?:[0-9]{1,7}(?:\.[0-9]{0,25})?|\.[0-9]{1,25})(?:[eE]-[0-9]{1,3})?")
# What reads as Korean without a single Hangul syllable was western letters, two by two.
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WANTED = "a project file of ScenarioWizard"
_NEW_LINE = "\r\n"
Lines = Iterator[tuple[int, str]]


def read_scenario_wizard(source: str | bytes | Path) -> CrossImpactMatrix:
    """Read the descriptors, states and judgements of a project file.

    A `str` with a line break in it, and `bytes`, are the content itself; any other `str` is a path.
    """
    path, content = load(source)
    lines = _filled_lines(_decode(path, content))
    descriptors, states = _read_structure(path, lines)
    n_states = sum(len(own) for own in states)
    if n_states > MAX_STATES:
        raise BadFile(path, None, f"the file has {n_states} states", f"at most {MAX_STATES} states in all")
    _pass_over(path, lines)
    judgements = _read_judgements(path, lines, n_states)
    try:
        return CrossImpactMatrix(descriptors, states, judgements)
    except InvalidRatings as fault:
        raise BadFile(path, None, str(fault), _WANTED) from fault


def write_scenario_wizard(matrix: CrossImpactMatrix, title: str = "cross-impact matrix") -> str:
    """Write a matrix as the text of a project file, to be saved as it is (its lines end in CR LF).

    Short names are blank, all states have one colour, remarks are empty.
    """
    if not title.isprintable() or title[:1] in ("", "&", "-", "#", "$"):
        raise InvalidSetting("title", title, "one line that begins with a letter or digit")
    lines = ["$ ScenarioWizard 4.0", title]
    for name, own in zip(matrix.descriptors, matrix.states, strict=True):
        lines += [f"&{name}", *(f" -{state}" for state in own)]
    lines.append("#")
    for own in matrix.states:
        lines += ["&", *(" " for _ in own)]
    lines += ["#", "#", *("FFFFFF" for _ in range(matrix.n_states)), "#", "#"]
    lines += [",".join(_write_judgement(value) for value in row) for row in matrix.judgements.tolist()]
    n_descriptors = len(matrix.descriptors)
    lines += ["#", "# 0-0", '""', *["# ", '""'] * n_descriptors, *["#  -> ", '""'] * n_descriptors**2]
    return _NEW_LINE.join([*lines, "#", "#", ""])


def _write_judgement(value: float) -> str:
    return f"{int(value):2d} " if value.is_integer() else f" {value!r} "


def _decode(path: str, content: bytes) -> str:
    try:
        text = decode(path, content)
    except BadFile:
        western = _decode_western(content)
        if western is None:
            raise
        return western
    if text.isascii() or _HANGUL.search(text) or text.encode() in content:
        return text
    return _decode_western(content) or text


def _decode_western(content: bytes) -> str | None:
    """Read a file of western Windows systems, where the program is at home; None if it is none."""
    try:
        return None if b"\0" in content else content.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _filled_lines(text: str) -> Lines:
    """Number the lines that hold something, without the two of the program and the title."""
    lines = [(i, line.strip()) for i, line in enumerate(text.splitlines(), start=1)]
    filled = [(i, line) for i, line in lines if line]
    if filled and filled[0][1].startswith("$"):
        titled = len(filled) > 1 and not filled[1][1].startswith("&")
        filled = filled[2 if titled else 1 :]
    return iter(filled)


def _read_structure(path: str, lines: Lines) -> tuple[list[str], list[list[str]]]:
    descriptors: list[str] = []
    states: list[list[str]] = []
    for number, line in lines:
        mark, name = line[0], line[1:].strip()
        if mark == "#":
            break
        if mark == "&":
            descriptors.append(name or str(len(descriptors) + 1))
            states.append([])
        elif mark == "-" and states:
            states[-1].append(name or str(len(states[-1]) + 1))
        else:
            raise BadFile(path, number, f"the line is {quote(line)}", "&descriptor, -state or #")
    if not descriptors:
        raise BadFile(path, None, "the file names no descriptor", _WANTED)
    for name, own in zip(descriptors, states, strict=True):
        if not own:
            raise BadFile(path, None, f"the descriptor {quote(name)} has no state", "states below it")
    return descriptors, states


def _pass_over(path: str, lines: Lines) -> None:
    """Go on to the judgements; the first closing line is read already."""
    closed = 1
    while closed < _CLOSED_BEFORE_JUDGEMENTS:
        line = next(lines, None)
        if line is None:
            raise BadFile(path, None, "the file ends before the judgements", _WANTED)
        closed += line[1].startswith("#")


def _read_judgements(path: str, lines: Lines, n_states: int) -> np.ndarray:
    wanted = f"{n_states} rows of {n_states} numbers between commas, then #"
    judgements = np.zeros((n_states, n_states))
    n_rows = 0
    for number, line in lines:
        if line.startswith("#"):
            break
        cells = [cell.strip().replace("−", "-") for cell in line.split(",")]
        if n_rows == n_states or len(cells) != n_states:
            raise BadFile(path, number, f"the row of judgements {n_rows + 1} does not fit", wanted)
        for cell in cells:
            if not _JUDGEMENT.fullmatch(cell):
                raise BadFile(path, number, f"the judgement {quote(cell)} is not a number", wanted)
        judgements[n_rows] = [float(cell) for cell in cells]
        n_rows += 1
    if n_rows != n_states:
        raise BadFile(path, None, f"there are {n_rows} rows of judgements", wanted)
    return judgements
