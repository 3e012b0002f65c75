"""Deleting parts of a round in preparation; they lie in the bin for thirty days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from survey.db import db, transaction
from survey.errors import CannotPutBack
from survey.models import Account, Question, Round, Section, Study
from survey.operations.bin import put_in_bin, restores
from survey.operations.composer import add_questions
from survey.operations.composer_base import check_specs, lock_draft, set_order
from survey.operations.plans_outline import find_named_round, keep_axis_round
from survey.operations.record import record_act
from survey.operations.rounds import QuestionSpec, add_section, create_round


@transaction
def delete_question(question: Question, account: Account) -> None:
    """Take a question out of a round in preparation."""
    round_ = lock_draft(question.section.round)
    content = {"round": round_.id, "section": question.section_id, "questions": [_pack(question)]}
    put_in_bin(round_.study, "question", _name(question), content, account)
    _drop(round_, {question.id})


@transaction
def delete_section(section: Section, account: Account) -> None:
    """Take a page with its questions out of a round in preparation."""
    round_ = lock_draft(section.round)
    content = {"round": round_.id, **_pack_section(section)}
    name = section.title or {"en": f"{round_.number}.{section.position}"}
    put_in_bin(round_.study, "section", name, content, account)
    round_.sections.remove(section)
    db.session.flush()
    set_order(round_, [(each, list(each.questions)) for each in round_.sections])


@transaction
def delete_round(round_: Round, account: Account) -> None:
    """Take a round in preparation out of the study; those after it move up."""
    round_ = lock_draft(round_)
    study = round_.study
    content = {
        "kind": round_.kind,
        "title": round_.title,
        "intro": round_.intro,
        "feedback_round_id": round_.feedback_round_id,
        "sections": [_pack_section(section) for section in round_.sections],
    }
    put_in_bin(study, "round", round_.title, content, account)
    number = round_.number
    axis_round = find_named_round(study)
    study.rounds.remove(round_)
    db.session.flush()
    for other in sorted(study.rounds, key=lambda each: each.number):
        if other.number > number:
            other.number -= 1
            db.session.flush()
    keep_axis_round(study, axis_round if axis_round is not round_ else None)


@transaction
def drop_settled(round_: Round, question_ids: Collection[str], account: Account, rule: str) -> int:
    """Take items out of a round that asks again, because they were stable in the round that it feeds back.

    Args:
        round_: the round in preparation.
        question_ids: the questions that a person confirmed.
        account: who confirmed.
        rule: the stability rule by which they are settled; it is recorded with their codes.
    """
    round_ = lock_draft(round_)
    gone = [question for question in round_.questions if question.id in question_ids]
    if gone:
        items = [f"{question.name}:{question.item}" for question in gone]
        record_act(account, round_.study_id, "settled_dropped", round=round_.number, items=items, rule=rule)
        _drop(round_, {question.id for question in gone})
    return len(gone)


@restores("question")
def _restore_question(study: Study, content: dict[str, Any]) -> None:
    round_ = _draft(study, content["round"])
    section = next((each for each in round_.sections if each.id == content["section"]), None)
    if section is None:
        section = add_section(round_, {}, [])
    add_questions(section, _specs(study, content["questions"]))


@restores("section")
def _restore_section(study: Study, content: dict[str, Any]) -> None:
    round_ = _draft(study, content["round"])
    specs = _specs(study, content["questions"])
    check_specs(round_, specs)
    add_section(round_, content["title"], specs)


@restores("round")
def _restore_round(study: Study, content: dict[str, Any]) -> None:
    before = next((each for each in study.rounds if each.id == content["feedback_round_id"]), None)
    round_ = create_round(study, content["kind"], content["title"], content["intro"], before)
    for section in content["sections"]:
        add_section(round_, section["title"], _specs(study, section["questions"]))


def _draft(study: Study, round_id: str) -> Round:
    round_ = next((each for each in study.rounds if each.id == round_id), None)
    if round_ is None or not round_.is_draft:
        raise CannotPutBack("The round that it belongs to has opened, or is gone.")
    return lock_draft(round_)


def _drop(round_: Round, question_ids: Collection[str]) -> None:
    """Delete questions, and pages that they leave empty."""
    for section in list(round_.sections):
        had = bool(section.questions)
        for question in [each for each in section.questions if each.id in question_ids]:
            section.questions.remove(question)
        if had and not section.questions and len(round_.sections) > 1:
            round_.sections.remove(section)
    db.session.flush()
    set_order(round_, [(section, list(section.questions)) for section in round_.sections])


def _pack_section(section: Section) -> dict[str, Any]:
    return {"title": section.title, "questions": [_pack(question) for question in section.questions]}


def _pack(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "name": question.name,
        "driver": question.driver_id,
        "option": question.option_id,
        "quadrant": question.quadrant,
        "settings": question.settings,
    }


def _specs(study: Study, packed: Collection[Mapping[str, Any]]) -> list[QuestionSpec]:
    drivers = {driver.id: driver for driver in study.drivers}
    options = {option.id: option for option in study.options}
    if any(
        (each["driver"] and each["driver"] not in drivers)
        or (each["option"] and each["option"] not in options)
        for each in packed
    ):
        raise CannotPutBack("What it asks about is gone; put that back first.")
    return [
        QuestionSpec(
            each["kind"],
            each["name"],
            driver=drivers.get(each["driver"]),
            option=options.get(each["option"]),
            quadrant=each["quadrant"],
            settings=each["settings"],
        )
        for each in packed
    ]


def _name(question: Question) -> dict[str, str]:
    target = question.driver or question.option
    if target is not None:
        return dict(target.name)
    return dict(question.settings.get("label") or {"en": question.name})
