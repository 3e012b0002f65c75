"""Framing a study: its content, its protocol, its planned rounds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import BadStudyFile, ProtocolLocked
from survey.models import (
    FEEDBACK_FORMS,
    ITEM_ORDERS,
    LATE_JOINERS,
    MISSED_ROUNDS,
    Account,
    ComparedSystem,
    Criterion,
    Direction,
    Driver,
    Evidence,
    Group,
    Option,
    Signpost,
    Study,
    read_feedback,
)
from survey.operations.record import record_act

DEFAULT_PROTOCOL: dict[str, Any] = {
    "scale": [1, 7],
    "consensus_rule": "iqr<=1",
    "stability_rule": "net change<0.15",
    "quantile_method": "linear",
    "denominator": "valid",
    "min_n": 5,
    "floor": 5,
    "share_stable_to_stop": 0.8,
    "feedback": ["distribution", "arguments"],
    "late_joiners": LATE_JOINERS[0],
    "missed_rounds": MISSED_ROUNDS[0],
    "axis_round": 1,
    "item_order": "fixed",
    # "aligned" trusts that authored high poles point the same way; reversed drivers are turned back.
    "orientation": "unsigned",
}


@transaction
def create_study(
    *,
    code: str,
    title: dict[str, str],
    template: str,
    languages: list[str],
    protocol: Mapping[str, Any] | None = None,
    account: Account | None = None,
    **facts: Any,
) -> Study:
    """Create a study in draft: nothing is asked of anybody yet.

    Args:
        code: short name, unique on this server.
        title: title in each language.
        template: "scenario" or "consensus".
        languages: language codes; the first one is the fallback.
        protocol: differs from `DEFAULT_PROTOCOL` where given.
        account: who creates it.
        facts: any other column of `Study`.
    """
    if db.session.scalar(select(Study.id).filter_by(code=code)):
        raise BadStudyFile("There is a study “%(code)s” already; give this one another code.", code=code)
    defaults: dict[str, Any] = {
        "focal_question": {},
        "summary": {},
        "source": {},
        "waypoints": [],
        "phases": {"list": []},
        "seed": secrets.randbelow(2**31),
    }
    study = Study(
        code=code,
        title=title,
        template=template,
        languages=languages,
        protocol={**DEFAULT_PROTOCOL, **(protocol or {})},
        link_key=secrets.token_hex(32),
        created_at=datetime.now(UTC),
        **{**defaults, **facts},
    )
    check_protocol(study.protocol)
    db.session.add(study)
    db.session.flush()
    record_act(account, study.id, "study_created", code=code)
    return study


@transaction
def change_protocol(study: Study, changes: Mapping[str, Any], account: Account | None = None) -> Study:
    """Change the protocol; refused once round 1 has opened."""
    if study.is_protocol_locked:
        raise ProtocolLocked("The protocol is locked since round 1 opened.")
    check_protocol({**study.protocol, **changes})
    before = {key: study.protocol.get(key) for key in changes}
    study.protocol = {**study.protocol, **changes}
    record_act(account, study.id, "protocol_changed", before=before, after=dict(changes))
    return study


def check_protocol(protocol: Mapping[str, Any]) -> None:
    """Refuse a protocol that names a form of feedback, an order or a policy that nothing carries out."""
    if protocol.get("late_joiners", LATE_JOINERS[0]) not in LATE_JOINERS:
        raise BadStudyFile("Who joins late: one of %(policies)s.", policies="; ".join(LATE_JOINERS))
    if protocol.get("item_order", ITEM_ORDERS[0]) not in ITEM_ORDERS:
        raise BadStudyFile("The order of items is one of %(orders)s.", orders=", ".join(ITEM_ORDERS))
    named = protocol["feedback"]
    known = isinstance(named, (list, tuple)) and set(named) <= set(FEEDBACK_FORMS)
    if not known and not (isinstance(named, str) and read_feedback(protocol)):
        raise BadStudyFile(
            "Feedback is a list out of %(forms)s; an empty list gives none.", forms=", ".join(FEEDBACK_FORMS)
        )


@transaction
def add_group(study: Study, code: str, name: dict[str, str]) -> Group:
    """Declare a stakeholder group; results may be broken down by it where the floors allow."""
    group = Group(study_id=study.id, code=code, name=name, position=len(study.groups) + 1)
    study.groups.append(group)
    return group


@transaction
def add_driver(study: Study, code: str, name: dict[str, str], **facts: Any) -> Driver:
    """Add a driver (in a consensus study: an item)."""
    defaults: dict[str, Any] = {"statement": {}, "low_pole": {}, "high_pole": {}, "evidence_codes": []}
    driver = Driver(
        study_id=study.id, code=code, name=name, position=len(study.drivers) + 1, **{**defaults, **facts}
    )
    study.drivers.append(driver)
    return driver


@transaction
def add_system(study: Study, code: str, name: dict[str, str], place: dict[str, str]) -> ComparedSystem:
    """Add a compared system."""
    system = ComparedSystem(
        study_id=study.id, code=code, name=name, place=place, position=len(study.systems) + 1
    )
    study.systems.append(system)
    return system


@transaction
def add_criterion(study: Study, code: str, name: dict[str, str], cells: dict[str, Any]) -> Criterion:
    """Add a row of the comparison framework."""
    criterion = Criterion(
        study_id=study.id, code=code, name=name, cells=cells, position=len(study.criteria) + 1
    )
    study.criteria.append(criterion)
    return criterion


@transaction
def add_evidence(study: Study, code: str, kind: str, citation: str, note: dict[str, str]) -> Evidence:
    """Register a piece of evidence."""
    evidence = Evidence(
        study_id=study.id,
        code=code,
        kind=kind,
        citation=citation,
        note=note,
        position=len(study.evidence) + 1,
    )
    study.evidence.append(evidence)
    return evidence


@transaction
def add_direction(study: Study, code: str, name: dict[str, str]) -> Direction:
    """Add a strategic direction."""
    direction = Direction(study_id=study.id, code=code, name=name, position=len(study.directions) + 1)
    study.directions.append(direction)
    db.session.flush()
    return direction


@transaction
def add_option(study: Study, direction: Direction, code: str, **facts: Any) -> Option:
    """Add a strategy option under a direction."""
    option = Option(
        study_id=study.id,
        direction_id=direction.id,
        code=code,
        position=len(study.options) + 1,
        **facts,
    )
    study.options.append(option)
    return option


@transaction
def add_signpost(study: Study, code: str, quadrant: str, **texts: Any) -> Signpost:
    """Add an observable sign of a scenario."""
    signpost = Signpost(
        study_id=study.id, code=code, quadrant=quadrant, position=len(study.signposts) + 1, **texts
    )
    study.signposts.append(signpost)
    return signpost
