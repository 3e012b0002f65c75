"""Deleting rows of the frame into the bin, and putting them back with what hung on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.framing.acts import KINDS
from survey.framing.fields import Family
from survey.framing.rows import asked_drivers, get_row
from survey.models import Account, ComparedSystem, Criterion, Driver, Evidence, Group, Invitation, Study
from survey.operations.bin import pack_row, put_in_bin, restores, unpack_row
from survey.operations.framing_codes import draft_questions
from survey.operations.framing_tables import check_open
from survey.operations.lineage import has_history
from survey.operations.plans_outline import follow_drivers


@transaction
def delete_row(study: Study, family: Family, row_id: str, account: Account) -> None:
    """Put a row of a table into the bin, with what it takes to put it back."""
    db.session.refresh(study, with_for_update=True)
    check_open(study, family)
    row = get_row(study, family, row_id, for_change=True).row
    content = pack_row(row) | _LOOSEN.get(family.code, _nothing)(study, row)
    name = getattr(row, "name", None) or {study.languages[0]: row.citation}
    put_in_bin(study, KINDS[family.code], name, content, account)
    getattr(study, family.code).remove(row)
    db.session.flush()
    db.session.expire_all()
    if family.code == "drivers":
        _drop_empty_pages(study)
        follow_drivers(study, account)


def _nothing(_study: Study, _row: Any) -> dict[str, Any]:
    return {}


def _loosen_group(study: Study, group: Group) -> dict[str, Any]:
    people = select(func.count()).select_from(Invitation).filter_by(study_id=study.id, group_id=group.id)
    if db.session.scalar(people):
        raise IllegalTransition("Somebody is invited in this group. Put these people into another one first.")
    return {}


def _loosen_system(study: Study, system: ComparedSystem) -> dict[str, Any]:
    cells = {each.id: each.cells[system.code] for each in study.criteria if system.code in each.cells}
    for criterion in study.criteria:
        criterion.cells = {code: cell for code, cell in criterion.cells.items() if code != system.code}
    return {"cells_by_criterion": cells}


def _loosen_evidence(study: Study, evidence: Evidence) -> dict[str, Any]:
    linked = [driver for driver in study.drivers if evidence.code in driver.evidence_codes]
    for driver in linked:
        driver.evidence_codes = [code for code in driver.evidence_codes if code != evidence.code]
    return {"drivers": [driver.id for driver in linked]}


def _loosen_driver(study: Study, driver: Driver) -> dict[str, Any]:
    if driver.id in asked_drivers(study):
        raise IllegalTransition(
            "The panel was asked about this driver: its answers stay. Retire it with its history instead."
        )
    if has_history(driver):
        raise IllegalTransition(
            "This driver has a history, which would lead nowhere without it. Retire it there instead."
        )
    for question in draft_questions(study):
        items = question.settings.get("items")
        if isinstance(items, list) and driver.code in items:
            question.settings = {
                **question.settings,
                "items": [each for each in items if each != driver.code],
            }
    return {}


_LOOSEN = {
    "groups": _loosen_group,
    "systems": _loosen_system,
    "evidence": _loosen_evidence,
    "drivers": _loosen_driver,
}


def _drop_empty_pages(study: Study) -> None:
    for round_ in (each for each in study.rounds if each.is_draft):
        round_.sections[:] = [section for section in round_.sections if section.questions]
    db.session.flush()


@restores("group")
def _restore_group(study: Study, content: dict[str, Any]) -> Group:
    if study.started_on is not None:
        raise IllegalTransition(
            "Round 1 has opened: the groups stay as they are, since results are broken down by them."
        )
    return unpack_row(study, Group, content)


@restores("system")
def _restore_system(study: Study, content: dict[str, Any]) -> ComparedSystem:
    system = unpack_row(study, ComparedSystem, content)
    for criterion in study.criteria:
        cell = content["cells_by_criterion"].get(criterion.id)
        if cell is not None:
            criterion.cells = {**criterion.cells, system.code: cell}
    return system


@restores("criterion")
def _restore_criterion(study: Study, content: dict[str, Any]) -> Criterion:
    there = {system.code for system in study.systems}
    cells = {code: cell for code, cell in content["cells"].items() if code in there}
    return unpack_row(study, Criterion, content, cells=cells)


@restores("evidence")
def _restore_evidence(study: Study, content: dict[str, Any]) -> Evidence:
    evidence = unpack_row(study, Evidence, content)
    for driver in study.drivers:
        if driver.id in content["drivers"]:
            driver.evidence_codes = [*driver.evidence_codes, evidence.code]
    return evidence


@restores("driver")
def _restore_driver(study: Study, content: dict[str, Any]) -> Driver:
    there = {evidence.code for evidence in study.evidence}
    codes = [code for code in content["evidence_codes"] if code in there]
    driver = unpack_row(study, Driver, content, evidence_codes=codes)
    db.session.expire(study, ["drivers"])
    follow_drivers(study)
    return driver
