"""Answers of closed rounds, row by row, under names that are made anew and lead back to nobody.

Respondents stand in the order of what they answered over all rounds, and are called R01, R02 … in that
order: neither pseudonyms nor times nor the order of invitations enter. What experts wrote in their own
words is not in here, because a manner of writing gives its author away to whoever knows the panel.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.errors import TooFewAnswers
from survey.models import Round, Study
from survey.questions import get_kind
from survey.results.floors import FLOOR, may_show_groups
from survey.results.frozen import CANNOT_JUDGE, Cell, FrozenQuestion, read_questions
from survey.tables.written import Value


@dataclass(frozen=True)
class Column:
    """One thing that was asked in one round; ``part`` names a part of an answer that has several."""

    round: int
    question: FrozenQuestion
    part: str = ""

    @property
    def name(self) -> str:
        """Return a name that is unique in the study and that every statistics program takes."""
        words = [f"r{self.round}", self.question.name, self.question.key, self.part]
        return "_".join(word for word in dict.fromkeys(filter(None, words)))


Given = tuple[Column, Mapping[str, Value]]
"""A column, and what was answered by each expert who answered."""


@dataclass(frozen=True)
class AnswerTable:
    """Respondents by columns; a cell is a number, a code, "dk" for outside my field, or None."""

    respondents: tuple[str, ...]
    groups: tuple[str | None, ...] | None
    columns: tuple[Column, ...]
    cells: tuple[tuple[Value | None, ...], ...]
    """One tuple per column, over the respondents."""

    def rows(self) -> Iterator[tuple[Value | None, ...]]:
        """Return one tuple per respondent, over the columns."""
        return iter(zip(*self.cells, strict=True)) if self.cells else iter(())


def closed_rounds(study: Study) -> list[Round]:
    """Return the rounds whose answers are frozen."""
    return [round_ for round_ in study.rounds if round_.snapshot is not None]


def read_answers(study: Study) -> AnswerTable:
    """Return the answers of all closed rounds.

    Raises:
        TooFewAnswers: when fewer than five experts took part: row by row each could be found out.
    """
    frozen = {round_.number: round_.snapshot.answers for round_ in closed_rounds(study)}
    groups: dict[str, str | None] = {}
    for answers in frozen.values():
        groups |= dict(zip(answers["panelists"], answers["groups"], strict=True))
    if len(groups) < FLOOR:
        raise TooFewAnswers(
            "Answers can be exported once %(floor)s experts have answered a closed round.", floor=FLOOR
        )
    given = [pair for number, answers in sorted(frozen.items()) for pair in _columns(number, answers)]
    experts = sorted(groups, key=lambda expert: _content(groups[expert], given, expert))
    width = max(2, len(str(len(experts))))
    return AnswerTable(
        respondents=tuple(f"R{place:0{width}d}" for place in range(1, len(experts) + 1)),
        groups=tuple(groups[expert] for expert in experts) if may_show_groups(groups) else None,
        columns=tuple(column for column, _ in given),
        cells=tuple(tuple(cells.get(expert) for expert in experts) for _, cells in given),
    )


def _columns(number: int, answers: Mapping[str, Any]) -> Iterator[Given]:
    for question, cells in zip(read_questions(answers), answers["values"], strict=True):
        parts: dict[str, dict[str, Value]] = {}
        for expert, cell in zip(answers["panelists"], cells, strict=True):
            for part, value in _parts(question, cell):
                parts.setdefault(part, {})[expert] = value
        for part in sorted(parts) or [""]:
            yield Column(number, question, part), parts.get(part, {})


def _parts(question: FrozenQuestion, cell: Cell) -> Iterator[tuple[str, Value]]:
    if isinstance(cell, Mapping):
        own_words = get_kind(question.kind).own_words
        yield from _flatten({key: value for key, value in cell.items() if key not in own_words})
    elif cell is not None:
        yield "", int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _flatten(data: Any, path: Sequence[str] = ()) -> Iterator[tuple[str, Value]]:
    """Yield the parts of an answer by name: codes in one cell, numbers and named values in one each."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flatten(value, (*path, str(key)))
    elif isinstance(data, list | tuple) and all(isinstance(each, str) for each in data):
        yield "_".join(path), ";".join(data)
    elif isinstance(data, list | tuple):
        for place, each in enumerate(data, start=1):
            *names, value = each if isinstance(each, list | tuple) else (str(place), each)
            yield from _flatten(value, (*path, *names))
    elif data is not None:
        yield "_".join(path), int(data) if isinstance(data, bool) else data


def _content(group: str | None, given: Sequence[Given], expert: str) -> str:
    return json.dumps([group, [cells.get(expert) for _, cells in given]], ensure_ascii=False)


def is_number(cell: Value | None) -> bool:
    """Say whether a cell is a number rather than a code or "dk"."""
    return isinstance(cell, int | float) and cell != CANNOT_JUDGE
