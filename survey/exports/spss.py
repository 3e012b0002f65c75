"""Answers as a data file for SPSS: one variable per column, with labels and a missing code.

“Outside my field” is a code of its own that counts as missing; no answer is the file's own missing value.
The same answers give the same bytes: the hour in the file's head is that of a day long ago.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from survey.errors import NotFound
from survey.exports.answers import AnswerTable, Column, closed_rounds
from survey.filters import localized
from survey.models import Question, Study
from survey.questions.prompts import choice_word, wording
from survey.results.frozen import CANNOT_JUDGE
from survey.tables.written import Value

PACKAGES = ("pandas", "pyreadstat")
NAME_BYTES, LABEL_BYTES, VALUE_BYTES, TEXT_BYTES = 64, 255, 119, 250
UNSAFE = re.compile(r"[^0-9A-Za-z_.]+")
MADE_AT, MADE_LONG_AGO = slice(92, 109), b"01 Jan 8000:00:00"
"""Where the head of the file says when it was made."""


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what it is called, its cells, and what its codes mean."""

    name: str
    label: str
    cells: tuple[Value | None, ...]
    codes: Mapping[int, str] = field(default_factory=dict)
    measure: str = "nominal"

    @property
    def is_text(self) -> bool:
        """Say whether the cells are texts."""
        return any(isinstance(cell, str) and cell != CANNOT_JUDGE for cell in self.cells)


def can_write_spss() -> bool:
    """Say whether the packages are installed that write these files."""
    return all(find_spec(name) is not None for name in PACKAGES)


def write_spss(study: Study, table: AnswerTable) -> bytes:
    """Return the answers as a file for SPSS, labels in the reader's language.

    Raises:
        NotFound: when the packages for it are not installed.
    """
    if not can_write_spss():
        raise NotFound("This server cannot write SPSS files: the packages pandas and pyreadstat are missing.")
    variables = list(_unique(_variables(study, table)))
    unknown = _missing_code(variables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        _write(path, study, variables, unknown)
        content = bytearray(path.read_bytes())
    content[MADE_AT] = MADE_LONG_AGO
    return bytes(content)


def _write(path: Path, study: Study, variables: Sequence[Variable], unknown: int) -> None:
    import pandas
    import pyreadstat

    numeric = [each for each in variables if not each.is_text]
    with_unknown = {each.name for each in numeric if CANNOT_JUDGE in each.cells}
    outside = _("Outside my field")
    labels = {
        each.name: {code: _shorten(text, VALUE_BYTES) for code, text in each.codes.items()}
        | ({unknown: _shorten(outside, VALUE_BYTES)} if each.name in with_unknown else {})
        for each in numeric
    }
    frame = pandas.DataFrame({each.name: _column(each, unknown) for each in variables})
    pyreadstat.write_sav(
        frame,
        path,
        file_label=_shorten(localized(study.title), NAME_BYTES),
        column_labels={each.name: _shorten(each.label, LABEL_BYTES) for each in variables},
        variable_value_labels={name: each for name, each in labels.items() if each},
        missing_ranges={name: [unknown] for name in sorted(with_unknown)},
        variable_measure={each.name: each.measure for each in variables},
    )


def _column(variable: Variable, unknown: int) -> list[Any]:
    if variable.is_text:
        return ["" if cell is None else _shorten(str(cell), TEXT_BYTES) for cell in variable.cells]
    return [
        math.nan if cell is None else float(unknown) if cell == CANNOT_JUDGE else float(cell)
        for cell in variable.cells
    ]


def _variables(study: Study, table: AnswerTable) -> Iterator[Variable]:
    asked = {question.id: question for round_ in closed_rounds(study) for question in round_.questions}
    yield Variable("respondent", _("Respondent, a name made anew"), table.respondents)
    if table.groups:
        names = {group.code: localized(group.name) for group in study.groups}
        yield _coded("group", _("Stakeholder group"), table.groups, names)
    for column, cells in zip(table.columns, table.cells, strict=True):
        yield from _of_column(column, cells, asked[column.question.id])


def _of_column(column: Column, cells: tuple[Value | None, ...], question: Question) -> Iterator[Variable]:
    label = _label(column, question)
    if not any(isinstance(cell, str) and cell != CANNOT_JUDGE for cell in cells):
        measure = "ordinal" if column.question.scale else "scale"
        yield Variable(column.name, label, cells, _ends(column, question), measure)
        return
    given = sorted({code for cell in cells if isinstance(cell, str) for code in cell.split(";")})
    listed = [choice["code"] for choice in question.settings.get("choices", [])]
    codes = [*listed, *(code for code in given if code not in listed)]
    names = {code: choice_word(question.settings, code) for code in codes}
    if any(isinstance(cell, str) and ";" in cell for cell in cells) or question.settings.get("several"):
        for code in codes:
            ticked = tuple(None if cell is None else int(code in str(cell).split(";")) for cell in cells)
            truth = {0: _("no"), 1: _("yes")}
            yield Variable(f"{column.name}_{code}", f"{label}: {names[code]}", ticked, truth)
    else:
        yield _coded(column.name, label, cells, names)


def _coded(name: str, label: str, cells: Sequence[Value | None], names: Mapping[str, str]) -> Variable:
    """Return a variable whose texts are numbered, in the order in which they are listed."""
    numbers = {code: number for number, code in enumerate(names, start=1)}
    coded = tuple(numbers.get(cell) if isinstance(cell, str) else cell for cell in cells)
    return Variable(name, label, coded, {numbers[code]: text for code, text in names.items()})


def _label(column: Column, question: Question) -> str:
    subject = question.driver or question.option
    parts = [
        _("Round %(number)s", number=column.round),
        localized(subject.name) if subject else "",
        column.question.quadrant or "",
        str(wording(question.name, question.settings).label),
        column.part,
    ]
    return " – ".join(part for part in parts if part)


def _ends(column: Column, question: Question) -> dict[int, str]:
    """Return what the points of a scale are called: each of them, or its two ends."""
    scale = column.question.scale
    if not scale:
        return {}
    low, high = scale
    points = question.settings.get("points") or []
    if len(points) == high - low + 1:
        return {low + place: localized(text) for place, text in enumerate(points)}
    prompt = wording(question.name, question.settings)
    ends = [str(prompt.low), str(prompt.high)]
    if not all(ends) and question.driver is not None:
        ends = [localized(question.driver.low_pole), localized(question.driver.high_pole)]
    return {point: text for point, text in zip((low, high), ends, strict=True) if text}


def _missing_code(variables: Sequence[Variable]) -> int:
    """Return the smallest row of nines that is beyond every number of the file."""
    numbers = [abs(cell) for each in variables for cell in each.cells if isinstance(cell, int | float)]
    numbers += [abs(code) for each in variables for code in each.codes]
    largest, code = max(numbers, default=0), 99
    while code <= largest:
        code = code * 10 + 9
    return code


def _unique(variables: Iterator[Variable]) -> Iterator[Variable]:
    """Yield the variables under names that SPSS takes, no two alike."""
    met: set[str] = set()
    for variable in variables:
        plain = UNSAFE.sub("_", variable.name)[: NAME_BYTES - 4].strip("_.") or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        name, number = plain, 1
        while name.casefold() in met:
            number += 1
            name = f"{plain}_{number}"
        met.add(name.casefold())
        yield Variable(name, variable.label, variable.cells, variable.codes, variable.measure)


def _shorten(text: str, n_bytes: int) -> str:
    """Return as much of a text as so many bytes hold, without tearing a character."""
    line = " ".join(text.split())
    return line.encode()[:n_bytes].decode(errors="ignore")
