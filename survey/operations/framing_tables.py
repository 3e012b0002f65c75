"""Changing the tables of a study's frame: cells, rows, their order; everything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.db import db, transaction
from survey.errors import BadCell, CellsRefused, IllegalTransition, NotAllowed, TholosError
from survey.framing.fields import (
    Control,
    Family,
    free_row_code,
    list_controls,
    read_value,
    tidy,
)
from survey.framing.rows import ASKED_FIELDS, Row, asked_drivers, get_row, list_rows
from survey.framing.typed import sort_typed
from survey.models import Account, Criterion, Driver, Study
from survey.operations.framing_codes import refuse_taken, rename
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.lineage import describe, has_history, record_step
from survey.operations.plans_outline import follow_drivers
from survey.operations.record import record_act


@transaction
def change_row(
    study: Study, family: Family, row_id: str, sent: Mapping[str, str], mark: str, account: Account
) -> Row:
    """Change cells of a row, all of those sent or none.

    Args:
        study: whose table it is.
        family: the table.
        row_id: the row, as an address names it.
        sent: what was typed, by the names of the cells; a cell that is left out stays.
        mark: the marks of the row's cells when they were shown.
        account: who changes them.

    Raises:
        CellsRefused: with the reason of each cell that cannot change; one that somebody else changed
            since it was shown is such a cell.
    """
    row = get_row(study, family, row_id, for_change=True)
    check_open(study, family)
    changed, refused = sort_typed(row.controls, row.values, mark, sent)
    facts = _read(row, changed, refused)
    if refused:
        raise CellsRefused(refused, row_id)
    if facts:
        _put(row, facts, changed, account)
    return row


def _read(row: Row, changed: Mapping[Control, str], refused: dict[str, TholosError]) -> dict[str, Any]:
    """Return the facts that the changed cells make; what cannot stand is put among the refused."""
    facts: dict[str, Any] = {}
    there = row.facts
    for control, typed in changed.items():
        name = control.field.name
        try:
            _check_asked(row, name)
            refuse_registration_numbers(typed)
            value = read_value(row.study, control, typed)
            if name == "code":
                refuse_taken(row.study, row.family, value, besides=row.row.id)
        except (BadCell, NotAllowed, IllegalTransition) as error:
            refused[control.name] = error
            continue
        if control.language:
            texts = {**(facts.get(name) or there.get(name) or {}), control.language: value}
            value = {language: text for language, text in texts.items() if text}
            if control.field.is_required and not value:
                refused[control.name] = BadCell("This must not be empty in every language.")
        facts[name] = value
    return facts


def _check_asked(row: Row, name: str) -> None:
    if isinstance(row.row, Driver) and name == "code" and has_history(row.row):
        raise BadCell("The history of the drivers names this one by its code, so that the code stays.")
    if isinstance(row.row, Driver) and name in ASKED_FIELDS and row.row.id in asked_drivers(row.study):
        raise BadCell(
            "The panel was asked about this driver in these words. Reword it with its history, not here."
        )


def _put(row: Row, facts: dict[str, Any], changed: Mapping[Control, str], account: Account) -> None:
    before = {control.name: row.values[control.name] for control in changed}
    told = describe(row.row) if isinstance(row.row, Driver) else {}
    if "code" in facts and row.system is None:
        rename(row.study, row.family, row.row.code, facts["code"])
    row.put(facts)
    db.session.flush()
    after = {control.name: row.values[control.name] for control in changed}
    record_act(
        account,
        row.study.id,
        "frame_changed",
        family=row.family.code,
        row=row.id,
        code=row.code,
        before=before,
        after=after,
    )
    if isinstance(row.row, Driver) and told != describe(row.row) and has_history(row.row):
        record_step(row.study, "reworded", [told], [describe(row.row)], account)
    if isinstance(row.row, Driver) and facts.keys() & {"code", "category"}:
        follow_drivers(row.study, account)


@transaction
def add_row(study: Study, family: Family, sent: Mapping[str, str], account: Account) -> Row:
    """Add a row at the end of a table; without a code it gets the next one.

    Raises:
        CellsRefused: with the reason of each cell that cannot stand.
    """
    db.session.refresh(study, with_for_update=True)
    check_open(study, family)
    controls = list_controls(family, study.languages)
    typed = {control.name: tidy(control, sent.get(control.name, "")) for control in controls}
    rows = getattr(study, family.code)
    typed["code"] = typed["code"] or free_row_code(rows, family.prefix)
    facts, refused = _read_new(study, family, controls, typed)
    if refused:
        raise CellsRefused(refused)
    more = {"cells": {}} if family.model is Criterion else {}
    position = max((row.position for row in rows), default=0) + 1
    row = family.model(study_id=study.id, position=position, **facts, **more)
    rows.append(row)
    db.session.flush()
    record_act(account, study.id, "frame_added", family=family.code, row=row.id, code=row.code, after=typed)
    if isinstance(row, Driver):
        follow_drivers(study, account)
    return Row(study, family, row)


def _read_new(
    study: Study, family: Family, controls: list[Control], typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, TholosError]]:
    facts: dict[str, Any] = {field.name: {} for field in family.fields if field.by_language}
    refused: dict[str, TholosError] = {}
    for control in controls:
        try:
            refuse_registration_numbers(typed[control.name])
            value = read_value(study, control, typed[control.name])
            if control.field.name == "code":
                refuse_taken(study, family, value)
        except (BadCell, NotAllowed) as error:
            refused[control.name] = error
            continue
        if not control.language:
            facts[control.field.name] = value
        elif value:
            facts[control.field.name][control.language] = value
    for control in controls:
        if control.language and control.field.is_required and not facts[control.field.name]:
            refused.setdefault(control.name, BadCell("This must not be empty in every language."))
            break
    return facts, refused


@transaction
def move_row(study: Study, family: Family, row_id: str, step: int, account: Account) -> None:
    """Move a row up (-1) or down (1) by one place; at the end it stays where it is."""
    db.session.refresh(study, with_for_update=True)
    check_open(study, family)
    row = get_row(study, family, row_id).row
    rows = list_rows(study, family)
    place = rows.index(row)
    other = place + step
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    resting = [each for each in getattr(study, family.code) if each not in rows]
    for position, each in enumerate([*rows, *resting], start=1):
        each.position = position
    db.session.flush()
    db.session.expire(study, [family.code])
    record_act(account, study.id, "frame_moved", family=family.code, row=row.id, code=row.code, step=step)
    if isinstance(row, Driver):
        follow_drivers(study, account)


def check_open(study: Study, family: Family) -> None:
    """Raise when a table may not change any more: groups once the panel was asked."""
    if family.code == "groups" and study.started_on is not None:
        raise IllegalTransition(
            "Round 1 has opened: the groups stay as they are, since results are broken down by them."
        )
