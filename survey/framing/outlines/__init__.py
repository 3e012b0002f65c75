"""Outlines: for each template of a study, its protocol and the rounds that it plans, as data files.

An outline says what a study of its kind does, in both languages, and gives what a new study begins with:
settings of the protocol that differ from the defaults, and rounds in the form of a study file. A section
with ``per: "drivers"`` asks its questions about each driver, ``page`` drivers on a page; ``items: "drivers"``
in the settings of a question stands for the codes of all of them. A round ``from: "decisions"`` gets its
questions later, from what is decided before it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from survey.errors import NotFound
from survey.models import Template
from survey.questions import get_kind

FOLDER = Path(__file__).parent
EVERY_DRIVER = "drivers"

Text = Mapping[str, str]
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Outline:
    """What a new study of a template begins with."""

    template: Template
    name: Text
    what: Text
    outcome: Text
    usual_items: int
    """How many drivers or items such a study usually has; the time it takes is told for so many."""
    needs_horizon: bool = False
    protocol: Entry = field(default_factory=dict)
    rounds: Sequence[Entry] = ()

    @property
    def minutes(self) -> int:
        """Return about how many minutes the longest planned round takes an expert, with the usual items."""
        return max((math.ceil(self._seconds(entry) / 60) for entry in self.rounds), default=0)

    def _seconds(self, entry: Entry) -> int:
        codes = [f"D{number:02d}" for number in range(1, self.usual_items + 1)]
        total = 0
        for section in entry.get("sections", []):
            times = len(codes) if section.get("per") == EVERY_DRIVER else 1
            for question in section["questions"]:
                settings = fill_settings(question.get("settings", {}), codes)
                total += times * get_kind(question["kind"]).seconds_for(settings)
        return total

    def round_like(self, kind: str, place: int) -> Entry | None:
        """Return the planned round of a kind, by its place from 0 among its like, or the last of these."""
        like = [entry for entry in self.rounds if entry["kind"] == kind]
        return like[min(place, len(like) - 1)] if like else None


def fill_settings(settings: Entry, codes: Sequence[str]) -> dict[str, Any]:
    """Return the settings of a question with the codes of all drivers where they stand for them."""
    filled = dict(settings)
    if filled.get("items") == EVERY_DRIVER:
        filled["items"] = list(codes)
    return filled


def list_outlines() -> tuple[Outline, ...]:
    """Return the outline of every template, in the order in which they are offered."""
    return tuple(get_outline(template) for template in Template)


@cache
def get_outline(template: str) -> Outline:
    """Return the outline of a template.

    Raises:
        NotFound: when there is no such template.
    """
    path = FOLDER / f"{template}.json"
    if template not in set(Template) or not path.is_file():
        raise NotFound("There is no such template.")
    content = json.loads(path.read_text(encoding="utf-8"))
    return Outline(
        template=Template(template),
        **{key: content[key] for key in ("name", "what", "outcome", "usual_items", "protocol", "rounds")},
        needs_horizon=content.get("needs_horizon", False),
    )
