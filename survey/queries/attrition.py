"""Who took part from round to round, as pages show it, read from frozen rounds only.

Safe for coordinators and readers: a snapshot tells counts of people only as far as the floors allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.models import Group, Round, Study
from survey.queries.consensus import ItemRow, find_consensus, list_closed_rounds, list_question_names
from survey.queries.consensus_board import differs_for_constant_panel

MOVES = ("joined", "returned", "lapsed")


@dataclass(frozen=True)
class FlowRow:
    """One closed round: who answered, and who came and went since the round before it."""

    round: Round
    previous: Round | None
    flow: Mapping[str, Any]

    @property
    def n_answered(self) -> int:
        """Return how many experts answered."""
        return self.round.snapshot.n_answering

    @property
    def n_invited(self) -> int:
        """Return how many experts were on the panel when the round closed."""
        return self.round.snapshot.findings.get("n_panelists", self.n_answered)

    @property
    def is_known(self) -> bool:
        """Say whether the round tells who came and went; those frozen long ago do not."""
        return bool(self.flow) and self.previous is not None

    def told(self, move: str) -> int | str | None:
        """Return how many moved that way: a number, or a range in words, or None."""
        return self.flow[move] if self.flow.get(move) is not None else self.flow.get("ranges", {}).get(move)


@dataclass(frozen=True)
class LeaverItem:
    """One item on which those who left had answered otherwise, or on which the minority left more often."""

    row: ItemRow
    side: str | None
    minority_left: bool


@dataclass(frozen=True)
class QuestionLeavers:
    """One question: on how many items drop-outs were compared with completers, and where they stood apart."""

    question: str
    settings: Mapping[str, Any]
    n_compared: int
    undefined: str | None
    apart: tuple[LeaverItem, ...]
    differing: tuple[ItemRow, ...]
    """Items whose verdict is another one among those who answered every round."""
    n_items: int


@dataclass(frozen=True)
class AttritionBoard:
    """The flow of the panel, and what it means for the verdicts."""

    rows: tuple[FlowRow, ...]
    groups: tuple[Group, ...]
    compared: tuple[Round, Round] | None
    questions: tuple[QuestionLeavers, ...]

    @property
    def warnings(self) -> tuple[tuple[QuestionLeavers, LeaverItem], ...]:
        """Return the items that the minority left more often, so that leaving may have made agreement."""
        return tuple((each, item) for each in self.questions for item in each.apart if item.minority_left)

    @property
    def n_differing(self) -> int:
        """Return how many verdicts are others among those who answered every round."""
        return sum(len(each.differing) for each in self.questions)

    @property
    def n_compared(self) -> int:
        """Return on how many items those who left were compared with those who stayed."""
        return sum(each.n_compared for each in self.questions)


def describe_attrition(study: Study) -> AttritionBoard | None:
    """Return who took part from round to round; None while no round is closed."""
    closed = list_closed_rounds(study)
    if not closed:
        return None
    rows = tuple(
        FlowRow(round_, previous, round_.snapshot.findings.get("flow") or {})
        for previous, round_ in zip([None, *closed], closed, strict=False)
    )
    told = {code for row in rows for code in row.flow.get("groups", {})}
    last = next((r for r in reversed(closed) if r.snapshot.findings.get("attrition")), None)
    return AttritionBoard(
        rows=rows,
        groups=tuple(group for group in study.groups if group.code in told),
        compared=_compared(closed, last),
        questions=tuple(_list_questions(study, closed, last)),
    )


def _compared(closed: Sequence[Round], last: Round | None) -> tuple[Round, Round] | None:
    if last is None:
        return None
    first = next((r for r in closed if r.number == last.snapshot.findings["attrition"]["first"]), None)
    return (first, last) if first else None


def _list_questions(study: Study, closed: Sequence[Round], last: Round | None) -> list[QuestionLeavers]:
    if last is None:
        return []
    told = last.snapshot.findings["attrition"].get("questions", {})
    return [
        _describe_question(study, name, told.get(name, {}), last.number)
        for name in list_question_names([r for r in closed if r is last])
    ]


def _describe_question(study: Study, name: str, told: Mapping[str, Any], number: int) -> QuestionLeavers:
    table = find_consensus(study, name)
    rows = [row for row in table.all_items if row.rounds[_place(table.rounds, number)] is not None]
    items = told.get("items", {})
    found = [
        LeaverItem(row, items[row.key]["side"], items[row.key]["minority_left"])
        for row in rows
        if row.key in items
    ]
    return QuestionLeavers(
        question=name,
        settings=table.settings.get(name, {}),
        n_compared=told.get("n_compared", 0),
        undefined=told.get("undefined"),
        apart=tuple(item for item in found if item.minority_left or item.side in ("lower", "higher")),
        differing=tuple(row for row in rows if differs_for_constant_panel(row)),
        n_items=len(rows),
    )


def _place(rounds: Sequence[Round], number: int) -> int:
    return next(index for index, round_ in enumerate(rounds) if round_.number == number)
