"""What every change to a round in preparation rests on: its lock, its order, what it may ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from survey.db import db, lock_for_close
from survey.errors import IllegalTransition, InvalidAnswer, NotFound
from survey.models import Question, Round, Section, Study
from survey.operations.rounds import QuestionSpec
from survey.questions import check_settings, get_kind
from survey.questions.placement import TODAY
from survey.questions.prompts import METHOD_KINDS

MOST_QUESTIONS = 1_000


def lock_draft(round_: Round) -> Round:
    """Take a round for changing what it asks: nobody opens it meanwhile.

    Raises:
        IllegalTransition: when it has opened.
    """
    round_ = lock_for_close(db.session, Round, round_.id)
    if round_ is None:
        raise NotFound("This study has no such round.")
    if not round_.is_draft:
        raise IllegalTransition(
            "Round %(number)s has opened; what it asks can no longer be changed.", number=round_.number
        )
    return round_


def check_specs(round_: Round, specs: Iterable[QuestionSpec]) -> None:
    """Refuse questions that make no sense, that the method asks otherwise, or that are asked already."""
    asked = {(each.name, each.driver_id, each.option_id, each.quadrant) for each in round_.questions}
    n_asked = len(asked)
    for n_new, spec in enumerate(specs, start=1):
        usual = METHOD_KINDS.get(spec.name, spec.kind)
        if usual != spec.kind:
            raise InvalidAnswer(
                "The method asks “%(name)s” in another way; choose another name.", name=spec.name
            )
        check_settings(spec.kind, spec.settings)
        check_codes(round_.study, spec.kind, spec.settings)
        target = (
            spec.name,
            spec.driver.id if spec.driver else None,
            spec.option.id if spec.option else None,
            spec.quadrant,
        )
        if target in asked:
            raise InvalidAnswer("This round asks “%(name)s” of the same thing already.", name=spec.name)
        asked.add(target)
        if n_asked + n_new > MOST_QUESTIONS:
            raise InvalidAnswer("A round may ask at most %(most)s questions.", most=MOST_QUESTIONS)


def check_codes(study: Study, kind: str, settings: Mapping[str, Any]) -> None:
    """Refuse settings that name by code what the study does not have."""
    for key, families in get_kind(kind).refers_to:
        known = {entry.code for family in families for entry in getattr(study, family)} | {TODAY}
        for code in settings.get(key, []):
            if isinstance(code, str) and code not in known:
                raise InvalidAnswer("The study has nothing with the code “%(code)s”.", code=code)


def set_order(round_: Round, pages: Sequence[tuple[Section, Sequence[Question]]]) -> None:
    """Put pages and questions into an order; positions are free for a moment before they are given anew."""
    with db.session.no_autoflush:
        for each in (*round_.sections, *round_.questions):
            each.position = -each.position - 1
        db.session.flush()
        place = 0
        for number, (section, questions) in enumerate(pages, start=1):
            section.position = number
            for question in questions:
                place += 1
                question.position, question.section_id = place, section.id
        db.session.flush()
    db.session.expire(round_, ["sections"])
    for section, _questions in pages:
        db.session.expire(section, ["questions"])


def get_section(round_: Round, section_id: str) -> Section:
    """Return a page of a round by its id."""
    section = db.session.scalar(select(Section).filter_by(id=section_id, round_id=round_.id))
    if section is None:
        raise NotFound("This round has no such section.")
    return section


def get_question(round_: Round, question_id: str) -> Question:
    """Return a question of a round by its id."""
    question = db.session.scalar(select(Question).filter_by(id=question_id, round_id=round_.id))
    if question is None:
        raise NotFound("There is no such question.")
    return question
