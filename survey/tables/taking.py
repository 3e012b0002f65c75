"""From a table that was read to the study: kept, planned, taken in, undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.db import transaction
from survey.models import Account, ImportBatch, Study
from survey.operations import imports_drivers, imports_experts
from survey.operations.import_batches import keep_batch, refuse_unless
from survey.queries.imports import (
    count_engaged,
    count_written_to,
    list_addresses,
    list_asked_drivers,
    list_used_drivers,
)
from survey.tables.columns import Columns, guess_columns
from survey.tables.drivers import Frame, plan_drivers
from survey.tables.experts import Panel, plan_experts
from survey.tables.plan import BAD, CHANGED, NEW, SAME, Plan, body_of
from survey.tables.table import Note, Row, Table

FACTS = ("name", "statement", "category", "low_pole", "high_pole", "evidence_codes")


def keep_table(study: Study, kind: str, table: Table, file_name: str, account: Account) -> ImportBatch:
    """Keep a table for its preview, with what its columns seem to hold."""
    columns = guess_columns(table, kind, study.languages)
    head = {"columns": columns.as_dict(), "notes": [vars(note) for note in table.notes]}
    return keep_batch(study, kind, file_name, head, [row.as_dict() for row in table.rows], account)


def columns_of(batch: ImportBatch) -> Columns:
    """Return what the columns of a kept table are taken for."""
    return Columns.of(batch.rows[0]["columns"])


def notes_of(batch: ImportBatch) -> list[Note]:
    """Return what is to be said about a kept table as a whole."""
    return [Note(**note) for note in batch.rows[0]["notes"]]


def rows_of(batch: ImportBatch) -> list[Row]:
    """Return the rows of a kept table, its heading included."""
    return [Row.of(kept) for kept in batch.rows[1:]]


def make_plan(study: Study, batch: ImportBatch) -> Plan:
    """Return what a kept table would do to the study as it is now."""
    refuse_unless(batch, "shown")
    columns = columns_of(batch)
    rows = body_of(rows_of(batch), columns)
    if batch.kind == "experts":
        return plan_experts(rows, columns, panel_of(study))
    return plan_drivers(rows, columns, frame_of(study))


def panel_of(study: Study) -> Panel:
    """Return what is known of a study's panel."""
    groups = {
        " ".join(name.casefold().split()): group.code
        for group in study.groups
        for name in (*group.name.values(), group.code)
        if name
    }
    return Panel(tuple(study.languages), groups, list_addresses(study))


def frame_of(study: Study) -> Frame:
    """Return what is known of a study's drivers."""
    drivers = {driver.code: {key: getattr(driver, key) for key in FACTS} for driver in study.drivers}
    evidence = {entry.code.casefold(): entry.code for entry in study.evidence}
    return Frame(drivers, list_asked_drivers(study), evidence)


@transaction
def take_in(study: Study, batch: ImportBatch, panel_key: str, account: Account) -> ImportBatch:
    """Take a table in as it stands now: all of it or nothing.

    Raises:
        BadTable: when a row is faulty, or none does anything.
    """
    plan = make_plan(study, batch)
    if plan.refusal is not None:
        raise plan.refusal
    rows = [row.facts for row in plan.rows if row.state in {NEW, CHANGED}]
    counts = count_states(plan)
    if batch.kind == "experts":
        return imports_experts.take_experts(study, batch, rows, counts, panel_key, account)
    return imports_drivers.take_drivers(study, batch, rows, counts, account)


@transaction
def undo(study: Study, batch: ImportBatch, panel_key: str, account: Account) -> ImportBatch:
    """Take an import back as a whole.

    Raises:
        NotAllowed: when something rests on it, with the reason.
    """
    if batch.kind == "experts":
        noticed = imports_experts.Noticed(count_engaged(batch.row_ids), count_written_to(batch.row_ids))
        return imports_experts.undo_experts(study, batch, noticed, panel_key, account)
    return imports_drivers.undo_drivers(study, batch, list_used_drivers(study), account)


def count_states(plan: Plan) -> Mapping[str, Any]:
    """Return how many rows do what."""
    return {state: len(plan.of(state)) for state in (NEW, CHANGED, SAME, BAD)}
