"""The history of a study's drivers, and what must hold before one may change or be rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from survey.db import db
from survey.errors import IllegalTransition, NotFound
from survey.models import Account, Driver, LineageStep, Question, Round, Study
from survey.operations.record import record_act
from survey.questions import get_kind

RATED_BY_POLES = "expectation"
"""The rating whose scale runs from one pole to the other; it needs them in every study."""


def describe(driver: Driver) -> dict[str, Any]:
    """Return a driver's wording as a step of the lineage keeps it."""
    names = ("code", "version", "name", "low_pole", "high_pole")
    return {name: getattr(driver, name) for name in names}


def record_step(
    study: Study,
    kind: str,
    before: Sequence[dict[str, Any]],
    after: Sequence[dict[str, Any]],
    account: Account | None,
    reason: str = "",
    contribution_ids: Iterable[str] = (),
) -> LineageStep:
    """Add a step to the lineage and to the log; call it inside the transaction of the act itself."""
    last = db.session.scalar(select(func.max(LineageStep.number)).filter_by(study_id=study.id)) or 0
    step = LineageStep(
        study_id=study.id,
        number=last + 1,
        kind=kind,
        made_at=datetime.now(UTC).replace(microsecond=0),
        made_by=account.id if account else None,
        reason=reason.strip(),
        before=list(before),
        after=list(after),
        contribution_ids=sorted(contribution_ids),
    )
    db.session.add(step)
    db.session.flush()
    record_act(
        account,
        study.id,
        f"driver_{kind}",
        step=step.number,
        before=step.before,
        after=step.after,
        reason=step.reason,
        proposals=len(step.contribution_ids),
    )
    return step


def has_history(driver: Driver) -> bool:
    """Say whether the lineage tells of a driver."""
    steps = db.session.execute(
        select(LineageStep.before, LineageStep.after).filter_by(study_id=driver.study_id)
    )
    return any(each["code"] == driver.code for step in steps for part in step for each in part)


def list_asking(driver: Driver) -> list[Round]:
    """Return the rounds, drafts included, that ask about a driver, by itself or among others."""
    return [round_ for round_ in driver.study.rounds if any(_is_about(q, driver) for q in round_.questions)]


def was_asked(driver: Driver) -> bool:
    """Say whether a round that has opened asked about a driver: its wording then has answers."""
    return any(not round_.is_draft for round_ in list_asking(driver))


def check_free(driver: Driver) -> None:
    """Raise the reason why a driver may not change now; return quietly when it may."""
    for round_ in list_asking(driver):
        if round_.is_open:
            raise IllegalTransition(
                "“%(code)s” is being asked in round %(number)s. It can change once that round is closed.",
                code=driver.code,
                number=round_.number,
            )


def get_driver(study: Study, driver_id: str) -> Driver:
    """Return a driver of a study."""
    driver = db.session.scalar(select(Driver).filter_by(id=driver_id, study_id=study.id))
    if driver is None:
        raise NotFound("This study has no such driver.")
    return driver


def lacks_poles(driver: Driver) -> bool:
    """Say whether a driver has no two poles in one language, or the same pole twice."""
    both = driver.low_pole.keys() & driver.high_pole.keys()
    pairs = [(driver.low_pole[code].strip(), driver.high_pole[code].strip()) for code in both]
    return not any(low and high for low, high in pairs) or any(
        low.casefold() == high.casefold() for low, high in pairs if low and high
    )


def list_without_poles(round_: Round) -> list[Driver]:
    """Return the drivers that a round would have rated without two different poles."""
    needs = round_.study.is_scenario_study
    asked = {
        question.driver
        for question in round_.questions
        if question.driver is not None and (needs or question.name == RATED_BY_POLES)
    }
    return sorted(filter(lacks_poles, asked), key=lambda driver: driver.position)


def check_poles(round_: Round) -> None:
    """Raise which drivers cannot be rated in this round; return quietly when all of them can."""
    lacking = list_without_poles(round_)
    if lacking:
        first = round_.study.languages[0]
        names = [f"{each.code} {each.name.get(first, '')}".strip() for each in lacking]
        raise IllegalTransition(
            "Before these drivers are rated, each needs two opposite poles that differ: %(drivers)s.",
            drivers=", ".join(names),
        )


def note_versions(round_: Round) -> None:
    """Note with each question of an opening round which wording of its driver is asked."""
    for question in round_.questions:
        if question.driver is not None:
            question.driver_version = question.driver.version


def replace_in_drafts(study: Study, driver: Driver, others: Sequence[Driver]) -> None:
    """Let rounds in preparation ask about other drivers instead of one; about none, where none are given."""
    for round_ in study.rounds:
        if round_.is_draft:
            for section in list(round_.sections):
                for question in [each for each in section.questions if _is_about(each, driver)]:
                    _replace(round_, question, driver, others)
                if not section.questions:
                    round_.sections.remove(section)
    db.session.flush()


def _is_about(question: Question, driver: Driver) -> bool:
    return question.driver_id == driver.id or driver.code in _codes_of(question)


def _codes_of(question: Question) -> list[str]:
    """Return the drivers that a question names in its settings."""
    named = [
        question.settings.get(key) for key, what in get_kind(question.kind).refers_to if "drivers" in what
    ]
    return [code for codes in named if isinstance(codes, list) for code in codes if isinstance(code, str)]


def _replace(round_: Round, question: Question, driver: Driver, others: Sequence[Driver]) -> None:
    if driver.code in _codes_of(question):
        question.settings = _with_codes(question, driver.code, [other.code for other in others])
    if question.driver_id != driver.id:
        return
    asked = {(each.kind, each.name, each.driver_id) for each in round_.questions}
    new = [other for other in others if (question.kind, question.name, other.id) not in asked]
    section = question.section
    if not new:
        section.questions.remove(question)
        return
    question.driver_id, question.driver = new[0].id, new[0]
    for other in new[1:]:
        section.questions.append(
            Question(
                round_id=round_.id,
                position=max(each.position for each in round_.questions) + 1,
                kind=question.kind,
                name=question.name,
                driver_id=other.id,
                driver=other,
                quadrant=question.quadrant,
                settings=dict(question.settings),
            )
        )


def _with_codes(question: Question, code: str, others: Sequence[str]) -> dict[str, Any]:
    settings = dict(question.settings)
    for key, what in get_kind(question.kind).refers_to:
        codes = settings.get(key)
        if "drivers" in what and isinstance(codes, list) and code in codes:
            at = codes.index(code)
            settings[key] = list(dict.fromkeys([*codes[:at], *others, *codes[at + 1 :]]))
    return settings
