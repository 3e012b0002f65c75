"""The codes of a study's parts: none twice, and a new one wherever the old one was named."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from survey.db import db
from survey.errors import BadCell
from survey.framing.fields import Family
from survey.models import Question, Round, Section, Study
from survey.operations.backcasting import rename_in_supports


def refuse_taken(study: Study, family: Family, code: str, besides: str = "") -> None:
    """Raise when another row of a table bears a code, be it in capitals."""
    same = select(family.model.id).filter_by(study_id=study.id)
    same = same.filter(func.lower(family.model.code) == code.lower(), family.model.id != besides)
    if db.session.scalar(same.limit(1)):
        raise BadCell("Another row has the code %(code)s.", code=code)


def rename(study: Study, family: Family, old: str, new: str) -> None:
    """Put a new code wherever the old one names the same thing."""
    if family.code == "systems":
        for criterion in study.criteria:
            cells = criterion.cells
            criterion.cells = {(new if code == old else code): cell for code, cell in cells.items()}
    if family.code == "evidence":
        for driver in study.drivers:
            driver.evidence_codes = [new if code == old else code for code in driver.evidence_codes]
    if family.code == "drivers":
        rename_in_supports(study, old, new)
    for question in draft_questions(study):
        _rename_in(question, _SETTINGS.get(family.code, ()), old, new)


def draft_questions(study: Study) -> list[Question]:
    """Return every question that nobody was asked yet."""
    asked = select(Question).join(Section, Section.id == Question.section_id).join(Round)
    return list(db.session.scalars(asked.filter(Round.study_id == study.id, Round.opened_at.is_(None))))


_SETTINGS = {"drivers": ("items",), "systems": ("subjects",)}


def _rename_in(question: Question, names: tuple[str, ...], old: str, new: str) -> None:
    settings: dict[str, Any] = dict(question.settings)
    for name in names:
        if isinstance(settings.get(name), list) and old in settings[name]:
            settings[name] = [new if each == old else each for each in settings[name]]
            question.settings = dict(settings)
