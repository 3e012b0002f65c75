"""A round as it is frozen: its answers in an order that tells nothing, and their hash.

Experts stand in the order of what they answered, not of their pseudonyms. Whoever exchanges two experts
gets the same bytes, and so does every computation that starts from here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from analysis.ratings import Ratings, Scale
from survey.models import Question, Round
from survey.queries.responses import list_panelists, read_round
from survey.questions import get_kind

CANNOT_JUDGE = "dk"
VERSION = "0.1.0"
SOFTWARE = ("numpy", "scipy", "scikit-learn")
Cell = float | str | Mapping[str, Any] | None


@dataclass(frozen=True)
class FrozenQuestion:
    """A question as the frozen round remembers it."""

    id: str
    kind: str
    name: str
    item: str
    quadrant: str | None
    scale: tuple[int, int] | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What summarising a question that is no rating needs; a rating needs its scale only."""
    version: int = 1
    """Which wording of its driver was asked."""

    @property
    def key(self) -> str:
        """Return what tells this question from the others of the same name."""
        return f"{self.item}|{self.quadrant}" if self.quadrant and self.quadrant != self.item else self.item


def freeze_answers(round_: Round) -> dict[str, Any]:
    """Return every answer of a round in the form that a snapshot keeps.

    The form: ``panelists`` and ``groups`` (one entry per expert who took part), ``questions``, and
    ``values`` with one list per question over the experts: a number, "dk" for outside my field,
    structured data, or None.
    """
    questions = [_freeze_question(question) for question in round_.questions]
    cells: dict[str, dict[str, Cell]] = {}
    for row in read_round(round_):
        cell: Cell = CANNOT_JUDGE if row.is_outside_field else row.number if row.data is None else row.data
        cells.setdefault(row.panelist_id, {})[row.question_id] = cell
    groups = dict(list_panelists(round_.study_id))
    experts = sorted(
        cells, key=lambda expert: (_content(groups.get(expert), cells[expert], questions), expert)
    )
    return {
        "panelists": experts,
        "groups": [groups.get(expert) for expert in experts],
        "questions": [_as_kept(question) for question in questions],
        "values": [[cells[expert].get(question.id) for expert in experts] for question in questions],
        "n_panel": len(groups),
    }


def _freeze_question(question: Question) -> FrozenQuestion:
    kind = get_kind(question.kind)
    return FrozenQuestion(
        id=question.id,
        kind=question.kind,
        name=question.name,
        item=question.item,
        quadrant=question.quadrant,
        scale=kind.scale(question.settings) if kind.is_numeric else None,
        settings={} if kind.is_numeric else question.settings,
        version=question.driver_version or 1,
    )


def _as_kept(question: FrozenQuestion) -> dict[str, Any]:
    """Return a question as a snapshot keeps it, without what is as usual: no settings, the first wording."""
    kept = vars(question) | {"scale": list(question.scale or ())}
    usual = {"settings": {}, "version": 1}
    return {key: value for key, value in kept.items() if key not in usual or value != usual[key]}


def _content(group: str | None, answers: Mapping[str, Cell], questions: Sequence[FrozenQuestion]) -> str:
    return json.dumps([group, [answers.get(question.id) for question in questions]], sort_keys=True)


def hash_answers(answers: Mapping[str, Any]) -> str:
    """Return the hash of what was answered; pseudonyms and row ids do not enter it."""
    asked = [{k: v for k, v in question.items() if k != "id"} for question in answers["questions"]]
    content = [asked, answers["groups"], answers["values"], answers["n_panel"]]
    return hash_content(content)


def hash_content(content: Any) -> str:
    """Return the hash of any JSON content in canonical form."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def software_versions() -> dict[str, str]:
    """Return the versions of what computes."""
    return {"tholos": VERSION} | {name: version(name) for name in SOFTWARE}


def read_questions(answers: Mapping[str, Any]) -> list[FrozenQuestion]:
    """Return the questions of a frozen round."""
    return [
        FrozenQuestion(**question | {"scale": tuple(question["scale"]) or None})
        for question in answers["questions"]
    ]


def numeric_names(answers: Mapping[str, Any]) -> list[str]:
    """Return the names of the rated questions of a frozen round, in the order in which they were asked."""
    return list(dict.fromkeys(q.name for q in read_questions(answers) if q.scale))


def ratings_of(frozen: Mapping[int, Mapping[str, Any]], name: str) -> Ratings:
    """Return the ratings of one question over one or more frozen rounds, items and experts joined.

    Args:
        frozen: the frozen answers by round number.
        name: name of a rated question in the last of these rounds.
    """
    rounds = sorted(frozen)
    last = [q for q in read_questions(frozen[rounds[-1]]) if q.name == name and q.scale]
    items = [question.key for question in last]
    experts, groups = _join_experts([frozen[number] for number in rounds])
    values = np.full((len(rounds), len(experts), len(items)), np.nan)
    cannot_judge = np.zeros(values.shape, dtype=bool)
    rows = {expert: row for row, expert in enumerate(experts)}
    columns = {item: column for column, item in enumerate(items)}
    for index, number in enumerate(rounds):
        for question, cells in zip(read_questions(frozen[number]), frozen[number]["values"], strict=True):
            if question.name != name or question.key not in columns or question.scale != last[0].scale:
                continue
            for expert, cell in zip(frozen[number]["panelists"], cells, strict=True):
                where = index, rows[expert], columns[question.key]
                if cell == CANNOT_JUDGE:
                    cannot_judge[where] = True
                elif cell is not None:
                    values[where] = cell
    scale = Scale(*last[0].scale)
    return Ratings(values, cannot_judge, experts, items, rounds, scale, name, groups)


def _join_experts(rounds: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str | None]]:
    groups: dict[str, str | None] = {}
    for answers in rounds:
        groups |= dict(zip(answers["panelists"], answers["groups"], strict=True))
    return list(groups), list(groups.values())


def structured_of(answers: Mapping[str, Any], name: str) -> list[tuple[str, list[Mapping[str, Any] | None]]]:
    """Return (item, one structured answer per expert) for each question of this name."""
    return [
        (question.item, [cell if isinstance(cell, Mapping) else None for cell in cells])
        for question, cells in zip(read_questions(answers), answers["values"], strict=True)
        if question.name == name
    ]
