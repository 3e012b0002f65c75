"""The parts of an archive beside its rounds: options, findings, decisions, words, reports, people."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from survey.archive.columns import damaged, unpack
from survey.archive.families import (
    AXIS,
    CONTRIBUTION,
    FINDING,
    LINEAGE,
    OPTION,
    PERSON,
    RECOMMENDATION,
    REPORT,
    SCENARIO,
)
from survey.db import db, random_id
from survey.models import (
    Axis,
    AxisDriver,
    Contribution,
    Driver,
    Finding,
    Invitation,
    LineageStep,
    Option,
    Recommendation,
    Report,
    Scenario,
    Study,
)
from survey.operations.panel import invite_expert

Entries = Sequence[Any]


def add_options(study: Study, entries: Entries) -> None:
    """Add the options under their directions."""
    directions = {direction.code: direction for direction in study.directions}
    for number, entry in enumerate(entries, start=1):
        facts = unpack(Option, entry, OPTION, f"options {number}")
        direction = directions[entry["direction"]]
        study.options.append(Option(id=random_id(), study_id=study.id, direction_id=direction.id, **facts))


def add_recommendations(study: Study, entries: Entries) -> None:
    """Add what the study advises about its options."""
    options = {option.code: option for option in study.options}
    for number, entry in enumerate(entries, start=1):
        facts = unpack(Recommendation, entry, RECOMMENDATION, f"recommendations {number}")
        option = options[entry["option"]]
        study.recommendations.append(
            Recommendation(id=random_id(), study_id=study.id, option_id=option.id, **facts)
        )


def add_findings(study: Study, entries: Entries) -> list[Finding]:
    """Add what was computed, in its order."""
    findings = [
        Finding(id=random_id(), study_id=study.id, **unpack(Finding, entry, FINDING, f"findings {number}"))
        for number, entry in enumerate(entries, start=1)
    ]
    db.session.add_all(findings)
    db.session.flush()
    return findings


def add_axes(
    study: Study, entries: Entries, findings: Sequence[Finding], drivers: Mapping[str, Driver]
) -> None:
    """Add the adopted axes with their drivers."""
    for number, entry in enumerate(entries, start=1):
        facts = unpack(Axis, entry, AXIS, f"axes {number}")
        place = entry["finding"]
        finding = None if place is None else findings[place]
        axis = Axis(id=random_id(), study_id=study.id, finding_id=finding.id if finding else None, **facts)
        axis.members = [
            AxisDriver(id=random_id(), driver_id=drivers[code].id, sign=sign)
            for code, sign in entry["drivers"]
        ]
        study.axes.append(axis)


def add_scenarios(study: Study, entries: Entries) -> None:
    """Add what authors wrote of the scenarios."""
    for number, entry in enumerate(entries, start=1):
        facts = unpack(Scenario, entry, SCENARIO, f"scenarios {number}")
        study.scenarios.append(Scenario(id=random_id(), study_id=study.id, **facts))


def add_words(study: Study, contributions: Entries, lineage: Entries) -> None:
    """Add what was written and settled, and the history of the drivers."""
    rounds = {round_.number: round_ for round_ in study.rounds}
    rows: list[Contribution] = []
    for number, entry in enumerate(contributions, start=1):
        facts = unpack(Contribution, entry, CONTRIBUTION, f"contributions {number}")
        round_ = rounds[entry["round"]]
        question = next(each for each in round_.questions if each.position == entry["question"])
        where = {"study_id": study.id, "round_id": round_.id, "question_id": question.id}
        # Of what was put in other words only those travel; they stand for both here.
        rows.append(Contribution(id=random_id(), written=facts["shown"], **where, **facts))
    ids = [row.id for row in rows]
    db.session.add_all(sorted(rows, key=lambda row: row.id))
    db.session.flush()
    for row, entry in zip(rows, contributions, strict=True):
        if entry["merged_into"] is not None:
            row.merged_into_id = ids[entry["merged_into"]]
    for number, entry in enumerate(lineage, start=1):
        facts = unpack(LineageStep, entry, LINEAGE, f"lineage {number}")
        named = [ids[place] for place in entry["contributions"]]
        step = LineageStep(id=random_id(), study_id=study.id, contribution_ids=named, **facts)
        db.session.add(step)


def add_reports(study: Study, entries: Any) -> None:
    """Add the reports that come along; a PDF that is not the one of its hash is refused."""
    if not isinstance(entries, list):
        raise damaged("reports")
    for number, entry in enumerate(entries, start=1):
        place = f"reports {number}"
        facts = unpack(Report, entry, REPORT, place)
        pdf = _read_bytes(entry["pdf"], place)
        if hashlib.sha256(pdf).hexdigest() != facts["pdf_hash"]:
            raise damaged(f"{place}, pdf_hash")
        if not all(isinstance(each, dict) and "code" in each for each in facts.get("changes", [])):
            raise damaged(f"{place}, changes")
        kept = entry.get("annex")  # archives from before there was one have none
        annex = None if kept is None else _read_bytes(kept, place)
        db.session.add(Report(id=random_id(), study_id=study.id, pdf=pdf, annex=annex, **facts))


def _read_bytes(packed: Any, place: str) -> bytes:
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise damaged(place) from None


def add_people(study: Study, entries: Entries, panel_key: str) -> None:
    """Put the people that come along on the panel, with links of their own and without any message."""
    groups = {group.code: group for group in study.groups}
    for number, entry in enumerate(entries, start=1):
        facts = unpack(Invitation, entry, PERSON, f"people {number}")
        group = groups[entry["group"]] if entry["group"] is not None else None
        known = {name: facts.pop(name) for name in ("name", "email", "language")}
        invitation = invite_expert(study, **known, group=group, panel_key=panel_key)
        for name, value in facts.items():
            setattr(invitation, name, value)
