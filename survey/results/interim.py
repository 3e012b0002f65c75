"""What may be seen of an open round: figures that rest on five experts, and move by five at once.

Three rules, question by question, hold whatever a coordinator knows of who answered when. Figures need five
experts. They move only when at least five have newly answered or changed the question since they were
computed. And five answers, drawn by a keyed lot, are left out until the close: else whoever answers last
could be found by taking the last interim figures from the final ones. A question therefore shows something
once ten have answered it. What counted is remembered as keyed hashes, which tell nobody's answer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.models import FLOOR, Round
from survey.results.frozen import Cell, freeze_answers, read_questions
from survey.results.rounds import assess_answers

N_HELD_BACK = FLOOR
Marks = dict[str, dict[str, str]]
"""By question: what each expert's answer amounted to, under keys that only the server can make."""


@dataclass(frozen=True)
class InterimView:
    """What a coordinator may see of an open round, what it was computed from, and how many are missing."""

    questions: dict[str, Any]
    marks: Marks
    has_moved: bool
    n_needed: int
    """How many experts more must answer or change a question before any figure moves."""


def compute_interim(round_: Round, shown: Mapping[str, Any], marks: Marks, panel_key: str) -> InterimView:
    """Return the view after an earlier one, which stays wherever fewer than five answers are new.

    Args:
        round_: an open round.
        shown: the figures of the earlier view by question id.
        marks: what that view was computed from.
        panel_key: the server's secret.
    """
    answers = freeze_answers(round_)
    lot = _Lot(f"{panel_key}|{round_.study.link_key}|{round_.id}")
    counted = {
        question.id: lot.draw(question.id, dict(zip(answers["panelists"], cells, strict=True)))
        for question, cells in zip(read_questions(answers), answers["values"], strict=True)
    }
    missing = {key: _missing(each, marks.get(key, {})) for key, each in counted.items()}
    moving = {key for key, n in missing.items() if n == 0}
    figures = _figures(round_, answers, counted) if moving else {}
    return InterimView(
        questions={**shown, **{key: figures[key] for key in moving}},
        marks={**marks, **{key: counted[key].marks for key in moving}},
        has_moved=bool(moving),
        n_needed=0 if moving else min(missing.values(), default=FLOOR + N_HELD_BACK),
    )


@dataclass(frozen=True)
class _Counted:
    """The answers to a question that count for now, and the marks of them."""

    n_answered: int
    cells: dict[str, Cell]
    marks: dict[str, str]


class _Lot:
    """Keyed hashes: who is left out, and what an answer amounts to."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def _hash(self, *parts: Any) -> str:
        content = json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:32]

    def draw(self, question_id: str, cells: Mapping[str, Cell]) -> _Counted:
        """Leave five answers out; the same experts for every question, as far as they answered it."""
        given = {expert: cell for expert, cell in cells.items() if cell is not None}
        by_lot = sorted(given, key=lambda expert: self._hash("left out", expert))
        kept = {expert: given[expert] for expert in by_lot[N_HELD_BACK:]}
        marks = {
            self._hash("who", question_id, expert): self._hash("what", question_id, expert, cell)
            for expert, cell in kept.items()
        }
        return _Counted(len(given), kept, marks)


def _missing(counted: _Counted, before: Mapping[str, str]) -> int:
    """Return how many more must answer or change a question before its figures move."""
    keys = counted.marks.keys() | before.keys()
    n_new = sum(counted.marks.get(key) != before.get(key) for key in keys)
    return max(FLOOR - n_new, FLOOR + N_HELD_BACK - counted.n_answered, 0)


def _figures(round_: Round, answers: Mapping[str, Any], counted: Mapping[str, _Counted]) -> dict[str, Any]:
    """Return each question's figures from the answers that count; nothing by group, nothing of change."""
    values = [
        [counted[question.id].cells.get(expert) for expert in answers["panelists"]]
        for question in read_questions(answers)
    ]
    taking_part = [
        any(column[row] is not None for column in values) for row in range(len(answers["panelists"]))
    ]
    rows = [row for row, is_in in enumerate(taking_part) if is_in]
    part = {
        **answers,
        "panelists": [answers["panelists"][row] for row in rows],
        "groups": [None for _row in rows],
        "values": [[column[row] for row in rows] for column in values],
    }
    found = assess_answers(round_, part)["questions"]
    return {key: _without_details(entry) for key, entry in found.items()}


def _without_details(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out change, groups, and how many answered something else only."""
    part = "consensus" if "consensus" in entry else "summary"
    return {**entry, "stability": None, "groups": {}, part: {**entry[part], "n_missing": None}}
