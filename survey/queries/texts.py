"""What experts wrote as answers: texts, other choices, names of piles, proposed drivers.

Read from frozen rounds that enough experts answered: for the organisers, without author, without any filter
by language or length, ordered by what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey.models import Question, Round, Study
from survey.tokens import shuffle_key

PROPOSAL_PARTS = ("name", "low", "high", "category", "evidence")


@dataclass(frozen=True)
class Written:
    """What one expert wrote, in one part or several; `kind` says of which sort it is."""

    kind: str
    parts: Mapping[str, str]

    @property
    def key(self) -> str:
        """Return what tells this text from others, whoever wrote it."""
        return "|".join(f"{name}={text}" for name, text in self.parts.items())


@dataclass(frozen=True)
class WrittenGroup:
    """What was written on one question of one round; the same words twice stand once."""

    round: Round
    question: Question
    texts: list[Written]


def list_written(study: Study) -> list[WrittenGroup]:
    """Return what was written in closed rounds, newest round first; safe for moderators."""
    groups = []
    for round_ in reversed(study.rounds):
        if round_.is_showable:
            groups += _groups_of(round_)
    return groups


def _groups_of(round_: Round) -> list[WrittenGroup]:
    frozen = round_.snapshot.answers
    cells_of = {
        asked["id"]: cells for asked, cells in zip(frozen["questions"], frozen["values"], strict=True)
    }
    groups = []
    for question in round_.questions:
        found = {each.key: each for cell in cells_of.get(question.id, []) for each in _written(cell)}
        if found:
            order = sorted(found, key=lambda key: shuffle_key(question.id, key))
            groups.append(WrittenGroup(round_, question, [found[key] for key in order]))
    return groups


def _written(cell: Any) -> Iterator[Written]:
    """Yield what an answer holds in its author's own words, by the shape of its data alone."""
    if not isinstance(cell, Mapping):
        return
    for kind in ("text", "other"):
        if isinstance(cell.get(kind), str):
            yield Written(kind, {kind: cell[kind]})
    for name in cell.get("names", {}).values():
        yield Written("pile", {"pile": name})
    for proposal in cell.get("proposals", []):
        yield Written("proposal", {part: proposal[part] for part in PROPOSAL_PARTS if proposal.get(part)})
