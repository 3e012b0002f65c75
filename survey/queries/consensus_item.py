"""What an item's page tells beside its figures: neighbours, wordings, groups apart, what follows.

Safe for coordinators and readers: frozen figures alone, and wordings, which the study's own people wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import Group, LineageStep, Study
from survey.queries.consensus import ConsensusTable, Figures, ItemRow
from survey.queries.consensus_board import advise_item, count_flips, differs_for_constant_panel


@dataclass(frozen=True)
class Wording:
    """Which wording of a driver a round asked."""

    round_number: int
    version: int
    text: Mapping[str, Any]
    """Name and poles of that wording where it is known; empty otherwise."""


@dataclass(frozen=True)
class Change:
    """How the answers to an item moved between two rounds."""

    first: int
    second: int
    before: Figures
    after: Figures
    figures: Figures


@dataclass(frozen=True)
class Gap:
    """The two groups whose medians lie furthest apart."""

    low: Group
    high: Group
    low_median: float
    high_median: float

    @property
    def width(self) -> float:
        """Return how far apart they lie."""
        return self.high_median - self.low_median


@dataclass(frozen=True)
class ItemAbout:
    """What an item's page tells beside its figures."""

    place: int
    previous: ItemRow | None
    following: ItemRow | None
    advice: str
    flips: tuple[int, int]
    differs: bool
    gap: Gap | None
    changes: tuple[Change, ...]
    wordings: tuple[Wording, ...]

    @property
    def was_reworded(self) -> bool:
        """Say whether rounds asked different wordings."""
        return len({wording.version for wording in self.wordings}) > 1


def describe_item(study: Study, row: ItemRow, table: ConsensusTable) -> ItemAbout:
    """Return what an item's page tells beside its figures."""
    items = table.all_items
    place = next(index for index, item in enumerate(items) if item.key == row.key)
    return ItemAbout(
        place=place + 1,
        previous=items[place - 1] if place else None,
        following=items[place + 1] if place + 1 < len(items) else None,
        advice=advise_item(row.stability, row.last["met"]),
        flips=count_flips(row.last),
        differs=differs_for_constant_panel(row),
        gap=_find_gap(study, row),
        changes=tuple(_list_changes(row, table)),
        wordings=tuple(_list_wordings(study, row, table)),
    )


def _find_gap(study: Study, row: ItemRow) -> Gap | None:
    medians = {code: each["median"] for code, each in row.groups.items() if each["median"] is not None}
    shown = sorted(
        (group for group in study.groups if group.code in medians),
        key=lambda g: (medians[g.code], g.position),
    )
    if len(shown) < 2:
        return None
    low, high = shown[0], shown[-1]
    return Gap(low, high, medians[low.code], medians[high.code])


def _list_changes(row: ItemRow, table: ConsensusTable) -> list[Change]:
    """Return each change with the figures of the round before it that asked the item."""
    found: list[Change] = []
    before: tuple[int, Figures] | None = None
    for round_, figures, change in zip(table.rounds, row.rounds, row.changes, strict=True):
        if figures is None:
            continue
        if before and change:
            found.append(Change(before[0], round_.number, before[1], figures, change))
        before = round_.number, figures
    return found


def _list_wordings(study: Study, row: ItemRow, table: ConsensusTable) -> list[Wording]:
    driver = row.question.driver
    asked = [(r.number, q.driver_version) for r, q in zip(table.rounds, row.asked, strict=True) if q]
    if driver is None or not any(version for _, version in asked):
        return []
    known = _read_wordings(study, driver.code)
    known[driver.version] = {
        "name": driver.name,
        "low_pole": driver.low_pole,
        "high_pole": driver.high_pole,
    }
    return [Wording(number, version, known.get(version, {})) for number, version in asked if version]


def _read_wordings(study: Study, code: str) -> dict[int, Mapping[str, Any]]:
    """Return every wording of a driver that its history remembers, by version."""
    steps = db.session.scalars(
        select(LineageStep).filter_by(study_id=study.id).order_by(LineageStep.number)
    ).all()
    return {
        each["version"]: each
        for step in steps
        for each in (*step.before, *step.after)
        if each.get("code") == code and each.get("version")
    }
