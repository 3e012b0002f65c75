"""A study as an archive: the same study gives the same bytes, on whichever server it stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from survey.archive.answers import pack_answers
from survey.archive.columns import pack
from survey.archive.families import (
    AXIS,
    CONTRIBUTION,
    FINDING,
    FORMAT,
    FRAME,
    LINEAGE,
    OPTION,
    PERSON,
    QUESTION,
    RECOMMENDATION,
    REPORT,
    ROUND,
    SCENARIO,
    SECTION,
    SNAPSHOT,
    STATE,
    STUDY,
    SUPERSEDED,
)
from survey.models import Axis, Finding, Question, Round, Study
from survey.queries.archive import (
    list_findings,
    list_lineage,
    list_people,
    list_released_reasons,
    list_settled_contributions,
    list_superseded,
)
from survey.queries.reports import list_whole_reports
from survey.results.frozen import hash_content

Data = dict[str, Any]


def write_archive(study: Study, *, with_reports: bool = False, with_people: bool = False) -> bytes:
    """Return a whole study as one JSON document in UTF-8.

    Args:
        study: what to write.
        with_reports: whether pages and PDFs of its reports come along.
        with_people: whether names and addresses do; nothing joins them to what was answered.
    """
    content = pack(study, STUDY)
    for family, (_model, names) in FRAME.items():
        content[family] = [pack(row, names) for row in getattr(study, family)]
    content["options"] = [
        pack(option, OPTION) | {"direction": option.direction.code} for option in study.options
    ]
    content["recommendations"] = [
        pack(each, RECOMMENDATION) | {"option": each.option.code} for each in study.recommendations
    ]
    findings = list_findings(study)
    content["findings"] = [pack(each, FINDING) for each in findings]
    content["axes"] = [_axis(axis, findings) for axis in study.axes]
    content["scenarios"] = [pack(each, SCENARIO) for each in study.scenarios]
    answers = pack_answers(study.rounds)
    content["rounds"] = [_round(each, answers.get(each.number)) for each in study.rounds]
    content |= _words(study)
    if with_reports:
        content["reports"] = [
            pack(each, REPORT) | {"pdf": _bytes(each.pdf), "annex": _bytes(each.annex)}
            for each in list_whole_reports(study)
        ]
    if with_people:
        content["people"] = [
            pack(each, PERSON) | {"group": each.group.code if each.group else None}
            for each in list_people(study)
        ]
    archive = {"format": FORMAT, "hash": hash_content(content), "study": content}
    return (json.dumps(archive, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _bytes(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _axis(axis: Axis, findings: Sequence[Finding]) -> Data:
    places = {finding.id: place for place, finding in enumerate(findings)}
    drivers = sorted([member.driver.code, member.sign] for member in axis.members)
    return pack(axis, AXIS) | {"finding": places.get(axis.finding_id), "drivers": drivers}


def _round(round_: Round, answers: Mapping[str, Any] | None) -> Data:
    data = pack(round_, ROUND)
    if not round_.is_closed:
        # An open round travels as a draft: its answers are nobody's to take along.
        data |= dict.fromkeys(STATE) | {"closes_on": None}
    before = round_.feedback_round
    data["feedback_of"] = before.number if before else None
    data["sections"] = [
        pack(section, SECTION) | {"questions": [_question(each) for each in section.questions]}
        for section in round_.sections
    ]
    snapshot = round_.snapshot
    data["snapshot"] = None
    if snapshot is not None:
        data["snapshot"] = pack(snapshot, SNAPSHOT) | {
            "findings": _by_place(snapshot.findings, round_),
            "answers": answers,
        }
    data["superseded"] = [
        pack(each, SUPERSEDED) | {"findings": _by_place(each.findings, round_)}
        for each in list_superseded(round_)
    ]
    places = {question.id: question.position for question in round_.questions}
    shown = list_released_reasons(round_) if round_.is_closed and round_.is_showable else []
    data["reasons"] = sorted(
        [places[each.question_id], each.language, each.text if each.shown_text is None else each.shown_text]
        for each in shown
    )
    return data


def _question(question: Question) -> Data:
    target = {
        "driver": question.driver.code if question.driver else None,
        "option": question.option.code if question.option else None,
    }
    return pack(question, QUESTION) | target


def _by_place(findings: Mapping[str, Any], round_: Round) -> Data:
    """Return findings whose questions are named by their place in the round."""
    places = {question.id: str(question.position) for question in round_.questions}
    questions = findings.get("questions", {})
    return {**findings, "questions": {places[key]: each for key, each in questions.items() if key in places}}


def _words(study: Study) -> Data:
    """Return what was written and settled, and the drivers' history, which names it by its place."""
    numbers = {round_.id: round_.number for round_ in study.rounds}
    places = {question.id: question.position for round_ in study.rounds for question in round_.questions}
    rows = list_settled_contributions(study)
    packed = {
        row.id: pack(row, CONTRIBUTION)
        | {"round": numbers[row.round_id], "question": places[row.question_id]}
        for row in rows
    }
    order = sorted(packed, key=lambda key: json.dumps(packed[key], sort_keys=True, ensure_ascii=False))
    named = {key: place for place, key in enumerate(order)}
    targets = {row.id: named.get(row.merged_into_id) for row in rows}
    steps = [
        pack(step, LINEAGE)
        | {"contributions": sorted(named[each] for each in step.contribution_ids if each in named)}
        for step in list_lineage(study)
    ]
    contributions = [packed[key] | {"merged_into": targets[key]} for key in order]
    return {"contributions": contributions, "lineage": steps}
