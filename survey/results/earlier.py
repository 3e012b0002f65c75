"""How answers differ from those of earlier rounds: what the floors must know before they show figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey.results.floors import Difference, compare_answers
from survey.results.frozen import Cell, read_questions

Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class Differences:
    """How the answers to one question differ from each earlier round that asked it, in all and by group."""

    of_all: tuple[Difference, ...] = ()
    by_group: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)


def find_differences(answers: Frozen, earlier: Sequence[Frozen]) -> dict[str, Differences]:
    """Return how each question of a frozen round differs from the earlier frozen rounds, by question id."""
    before = [_cells_by_target(frozen) for frozen in earlier]
    groups = _groups_of([*earlier, answers])
    codes = sorted({group for group in groups.values() if group})
    found = {}
    for question, cells in zip(read_questions(answers), answers["values"], strict=True):
        here = dict(zip(answers["panelists"], cells, strict=True))
        asked = [
            cells[question.name, question.key] for cells in before if (question.name, question.key) in cells
        ]
        found[question.id] = Differences(
            of_all=tuple(compare_answers(here, there) for there in asked),
            by_group={
                code: tuple(
                    compare_answers(_part(here, groups, code), _part(there, groups, code)) for there in asked
                )
                for code in codes
            },
        )
    return found


def _cells_by_target(frozen: Frozen) -> dict[tuple[str, str], dict[str, Cell]]:
    return {
        (question.name, question.key): dict(zip(frozen["panelists"], cells, strict=True))
        for question, cells in zip(read_questions(frozen), frozen["values"], strict=True)
    }


def _groups_of(rounds: Sequence[Frozen]) -> dict[str, str | None]:
    groups: dict[str, str | None] = {}
    for frozen in rounds:
        groups |= dict(zip(frozen["panelists"], frozen["groups"], strict=True))
    return groups


def _part(cells: Mapping[str, Cell], groups: Mapping[str, str | None], code: str) -> dict[str, Cell]:
    return {expert: cell for expert, cell in cells.items() if groups[expert] == code}
