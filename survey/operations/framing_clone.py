"""Copying a study without its people: a second panel, a second year, the same frame."""

from __future__ import annotations

import secrets
from typing import Any

from survey.db import db, transaction
from survey.models import Account, Driver, Option, Question, Role, Round, RoundKind, Study
from survey.operations.accounts import grant_role
from survey.operations.framing import free_code
from survey.operations.record import record_act
from survey.operations.rounds import QuestionSpec, add_section, create_round
from survey.operations.studies import (
    add_criterion,
    add_direction,
    add_driver,
    add_evidence,
    add_group,
    add_option,
    add_signpost,
    add_system,
    create_study,
)

KEPT = (
    "template", "languages", "focal_question", "summary", "source", "privacy_mode", "base_year",
    "horizon_year", "waypoints", "phases", "notice", "protocol", "time_zone",
)  # fmt: skip
COPIED_OUTLOOK = ("conditions", "third_dimension", "stress")
DRIVER_FACTS = (
    "statement", "category", "low_pole", "high_pole", "is_reversed", "passage", "evidence_codes",
)  # fmt: skip
OPTION_FACTS = (
    "name", "description", "actor", "instrument", "trigger", "phase", "lead_time_years", "cost_class",
    "prerequisites", "passage", "details",
)  # fmt: skip
DECIDED_LATER = {RoundKind.CONFIRM, RoundKind.STRATEGY}
"""Rounds whose questions follow from decisions, which a copy has yet to make."""


@transaction
def clone_study(study: Study, title: dict[str, str], account: Account, with_groups: bool = True) -> Study:
    """Copy a study's frame, protocol, notice and planned rounds; no people, answers, decisions, amendments.

    Retired drivers stay behind; what is copied belongs to the one who copies.
    """
    facts = {name: getattr(study, name) for name in KEPT}
    copy = create_study(
        code=free_code(title), title=title, account=account, seed=secrets.randbelow(2**31), **facts
    )
    if with_groups:
        for group in study.groups:
            add_group(copy, group.code, group.name)
    _copy_frame(study, copy)
    drivers = _copy_drivers(study, copy)
    options = _copy_strategy(study, copy)
    _copy_rounds(study, copy, drivers, options)
    grant_role(account, copy, Role.OWNER, account)
    record_act(account, copy.id, "study_cloned", source=study.code)
    return copy


def _copy_frame(study: Study, copy: Study) -> None:
    for system in study.systems:
        add_system(copy, system.code, system.name, system.place)
    for criterion in study.criteria:
        add_criterion(copy, criterion.code, criterion.name, criterion.cells)
    for evidence in study.evidence:
        add_evidence(copy, evidence.code, evidence.kind, evidence.citation, evidence.note)


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _copy_drivers(study: Study, copy: Study) -> dict[str, Driver]:
    present = [driver for driver in study.drivers if driver.retired_on is None]
    return {each.id: add_driver(copy, each.code, each.name, **_facts(each, DRIVER_FACTS)) for each in present}


def _copy_strategy(study: Study, copy: Study) -> dict[str, Option]:
    directions = {each.id: add_direction(copy, each.code, each.name) for each in study.directions}
    options = {
        each.id: add_option(copy, directions[each.direction_id], each.code, **_facts(each, OPTION_FACTS))
        for each in study.options
    }
    kept = {key: study.outlook[key] for key in COPIED_OUTLOOK if study.outlook.get(key)}
    copy.outlook = {**copy.outlook, **kept}
    for sign in study.signposts:
        texts = _facts(sign, ("indicator", "source", "threshold", "details"))
        add_signpost(copy, sign.code, sign.quadrant, **texts)
    db.session.flush()
    return options


def _copy_rounds(study: Study, copy: Study, drivers: dict[str, Driver], options: dict[str, Option]) -> None:
    copied: dict[str, Round] = {}
    for round_ in study.rounds:
        before = copied.get(round_.feedback_round_id or "")
        copied[round_.id] = create_round(
            copy, RoundKind(round_.kind), round_.title, round_.intro, feedback_round=before
        )
        if round_.kind not in DECIDED_LATER:
            _copy_sections(round_, copied[round_.id], drivers, options)


def _copy_sections(
    round_: Round, target: Round, drivers: dict[str, Driver], options: dict[str, Option]
) -> None:
    for section in round_.sections:
        specs = [
            _copy_question(question, drivers, options)
            for question in section.questions
            if not question.settings.get("imported") and (question.driver_id or "") in {"", *drivers}
        ]  # what was rated elsewhere and what is about a retired driver, nobody can be asked
        if specs:
            add_section(target, section.title, specs)


def _copy_question(
    question: Question, drivers: dict[str, Driver], options: dict[str, Option]
) -> QuestionSpec:
    settings = dict(question.settings)
    if isinstance(settings.get("items"), list):
        retired = {each.code for each in question.section.round.study.drivers if each.id not in drivers}
        settings["items"] = [
            item for item in settings["items"] if not isinstance(item, str) or item not in retired
        ]
    return QuestionSpec(
        question.kind,
        question.name,
        driver=drivers.get(question.driver_id or ""),
        option=options.get(question.option_id or ""),
        quadrant=question.quadrant,
        settings=settings,
    )
