"""Rows of the tables of a study's frame, and the cells of its comparison, as one kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from survey.db import db
from survey.errors import NotFound
from survey.framing.fields import CELLS, FAMILIES, Control, Family, list_controls, write_value
from survey.framing.marks import mark_all
from survey.models import ComparedSystem, Study

ASKED_FIELDS = {"code", "name", "statement", "low_pole", "high_pole"}
"""What the panel read of a driver: it changes with its history kept, or not at all."""


@dataclass(frozen=True)
class Row:
    """A row of a table, or a cell of the comparison, with what it says."""

    study: Study
    family: Family
    row: Any
    system: ComparedSystem | None = None

    @property
    def id(self) -> str:
        """Return how an address names it."""
        return f"{self.row.id}-{self.system.id}" if self.system else self.row.id

    @property
    def code(self) -> str:
        """Return how the record names it."""
        return f"{self.row.code} {self.system.code}" if self.system else self.row.code

    @property
    def facts(self) -> dict[str, Any]:
        """Return what it holds."""
        if self.system:
            return dict(self.row.cells.get(self.system.code) or {})
        return {field.name: getattr(self.row, field.name) for field in self.family.fields}

    @property
    def controls(self) -> list[Control]:
        """Return its cells."""
        return list_controls(self.family, self.study.languages)

    @property
    def values(self) -> dict[str, str]:
        """Return what its cells say, as a person would type it."""
        facts = self.facts
        return {control.name: write_value(facts, control) for control in self.controls}

    @property
    def mark(self) -> str:
        """Return the marks of its cells, by which a form tells what somebody else changed meanwhile."""
        return mark_all(self.values.values())

    def mark_after(self, before: str, names: Collection[str]) -> str:
        """Return the marks of what a form has seen once it saved some cells."""
        now = self.mark.split(".")
        seen = before.split(".")
        if len(seen) != len(now):
            return self.mark
        saved = [control.name in names for control in self.controls]
        return ".".join(new if is_saved else old for new, old, is_saved in zip(now, seen, saved, strict=True))

    def put(self, facts: Mapping[str, Any]) -> None:
        """Let it hold other facts."""
        if self.system:
            cell = {**self.facts, **facts}
            is_empty = not any(value or value == 0 for value in cell.values())
            cells = {code: each for code, each in self.row.cells.items() if code != self.system.code}
            self.row.cells = cells if is_empty else {**cells, self.system.code: cell}
            return
        for name, value in facts.items():
            setattr(self.row, name, value)


def get_family(code: str) -> Family:
    """Return a table by its code."""
    if code == CELLS.code:
        return CELLS
    if code not in FAMILIES:
        raise NotFound("There is no such table.")
    return FAMILIES[code]


def get_row(study: Study, family: Family, row_id: str, for_change: bool = False) -> Row:
    """Return a row of a study's table, locked where it is to change."""
    row_id, _, system_id = row_id.partition("-")
    lock = {"with_for_update": True, "populate_existing": True} if for_change else {}
    row = db.session.get(family.model, row_id, **lock)
    system = db.session.get(ComparedSystem, system_id) if family is CELLS else None
    is_cell = system is not None and system.study_id == study.id
    if row is None or row.study_id != study.id or (family is CELLS) != is_cell:
        raise NotFound("This row is not there any more; somebody may have deleted it.")
    return Row(study, family, row, system)


def list_rows(study: Study, family: Family) -> list[Any]:
    """Return the rows of a table in their order; retired drivers stand in the history alone."""
    return [row for row in getattr(study, family.code) if getattr(row, "retired_on", None) is None]


def asked_drivers(study: Study) -> set[str]:
    """Return the ids of the drivers that an opened round asked about, by themselves or among others."""
    asked: set[str] = set()
    named: set[str] = set()
    for round_ in (each for each in study.rounds if not each.is_draft):
        for question in round_.questions:
            asked.add(question.driver_id or "")
            items = question.settings.get("items", [])
            named |= {item for item in items if isinstance(item, str)}
    return asked | {driver.id for driver in study.drivers if driver.code in named}
