"""Schools of thought as their page shows them: what was found, and on what they differ.

Safe for coordinators and readers: the finding holds no expert and no figure below the floors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.models import Finding, Round, Study
from survey.queries.consensus import list_closed_rounds
from survey.queries.studies import find_finding

MOST_SHARED = 10
CLOSE = 0.17
"""Medians within this share of the scale, one point of seven, count as close."""


@dataclass(frozen=True)
class CampItem:
    """One item of one question, with the medians of the camps that may be told."""

    code: str
    question: str
    settings: Mapping[str, Any]
    name: Mapping[str, str]
    target: str
    """What the address of the item's page ends in."""
    found: Mapping[str, Any]

    @property
    def scale(self) -> tuple[int, int]:
        """Return the ends of the scale."""
        low, high = self.found["scale"]
        return int(low), int(high)


@dataclass(frozen=True)
class CampBoard:
    """The finding on schools of thought, its round, and its items."""

    finding: Finding | None
    round: Round | None
    """The round that was looked at, or would be."""
    apart: tuple[CampItem, ...]
    """Items on which the medians of the camps lie clearly apart, the furthest first."""
    shared: tuple[CampItem, ...]
    """Items that every camp sees on the same side of the middle, the most agreed first."""
    n_hidden: int
    """Items of which at least one camp's median may not be told."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Return what was found; empty before anybody looked."""
        return self.finding.data if self.finding else {}

    @property
    def numbers(self) -> list[str]:
        """Return the names of the camps, from the largest down."""
        return [str(camp["camp"]) for camp in self.data.get("camps", ())]


def describe_camps(study: Study) -> CampBoard:
    """Return what is known of schools of thought in a study."""
    finding = find_finding(study, "camps")
    closed = list_closed_rounds(study)
    if finding is None:
        first = next((r for r in closed if r.feedback_round_id is None and r.snapshot.rated), None)
        return CampBoard(None, first, (), (), 0)
    round_ = next((r for r in closed if r.number == finding.data["round"]), None)
    items = _list_items(round_, finding.data["items"]) if round_ else []
    apart = sorted(
        (item for item in items if (item.found["gap"] or 0) > CLOSE), key=lambda item: -item.found["gap"]
    )
    agreed = [item for item in items if item.found["rank"] is not None and (item.found["gap"] or 0) <= CLOSE]
    return CampBoard(
        finding=finding,
        round=round_,
        apart=tuple(apart),
        shared=tuple(sorted(agreed, key=lambda item: item.found["rank"])[:MOST_SHARED]),
        n_hidden=sum(item.found["gap"] is None for item in items),
    )


def _list_items(round_: Round, found: list[Mapping[str, Any]]) -> list[CampItem]:
    asked = {(q.name, q.item, q.quadrant): q for q in round_.questions}
    items = []
    for each in found:
        question = asked.get((each["question"], each["item"], each["quadrant"]))
        if question is None:
            continue
        target = question.driver or question.option
        items.append(
            CampItem(
                code=each["item"],
                question=each["question"],
                settings=question.settings,
                name=target.name if target else {},
                target=question.id if question.quadrant else question.item,
                found=each,
            )
        )
    return items
