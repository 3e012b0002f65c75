"""Reading studies, rounds and findings on behalf of a signed-in person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from survey.db import db
from survey.errors import NotFound
from survey.models import (
    Account,
    AuditEntry,
    Finding,
    OutboxMessage,
    Question,
    Reason,
    Role,
    Round,
    Section,
    Study,
    StudyRole,
)


def list_studies(account: Account, roles: Collection[Role] = tuple(Role)) -> Sequence[Study]:
    """Return the studies in which this account has one of the roles, newest first."""
    return db.session.scalars(
        select(Study)
        .join(StudyRole, StudyRole.study_id == Study.id)
        .filter(StudyRole.account_id == account.id, Study.binned_at.is_(None))
        .filter(StudyRole.role.in_(list(roles)))
        .options(selectinload(Study.rounds))
        .order_by(Study.created_at.desc(), Study.code)
    ).all()


def get_study(account: Account, study_id: str, roles: Collection[Role] = tuple(Role)) -> Study:
    """Return a study in which this account has one of the roles; not theirs and not there look alike."""
    study = db.session.scalar(
        select(Study)
        .join(StudyRole, StudyRole.study_id == Study.id)
        .filter(StudyRole.account_id == account.id, Study.id == study_id)
        .filter(StudyRole.role.in_(list(roles)), Study.binned_at.is_(None))
    )
    if study is None:
        raise NotFound("There is no such study, or it is not shared with you.")
    return study


def find_role(account: Account, study: Study) -> Role | None:
    """Return the role of an account in a study."""
    role = db.session.scalar(select(StudyRole.role).filter_by(account_id=account.id, study_id=study.id))
    return Role(role) if role else None


def find_study_by_code(code: str) -> Study | None:
    """Return a study by its code; for commands on this machine, which see every study."""
    return db.session.scalar(select(Study).filter_by(code=code))


def list_all_studies() -> Sequence[Study]:
    """Return every study by code; for commands on this machine."""
    return db.session.scalars(select(Study).order_by(Study.code)).all()


def with_questions() -> tuple[ExecutableOption, ...]:
    """Return what loads rounds together with all that they ask, in a few reads however long they are."""
    questions = selectinload(Round.sections).selectinload(Section.questions)
    return questions.selectinload(Question.driver), questions.selectinload(Question.option)


def get_round(study: Study, number: int) -> Round:
    """Return a round of a study with what it asks."""
    round_ = db.session.scalar(
        select(Round).filter_by(study_id=study.id, number=number).options(*with_questions())
    )
    if round_ is None:
        raise NotFound("This study has no such round.")
    return round_


def find_finding(study: Study, kind: str) -> Finding | None:
    """Return the newest finding of a kind."""
    return db.session.scalar(
        select(Finding)
        .filter_by(study_id=study.id, kind=kind)
        .order_by(Finding.computed_at.desc(), Finding.id)
        .limit(1)
    )


def list_acts(study: Study, limit: int = 20) -> Sequence[AuditEntry]:
    """Return the latest acts in a study; safe for coordinators, who appear in it themselves."""
    return db.session.scalars(
        select(AuditEntry).filter_by(study_id=study.id).order_by(AuditEntry.number.desc()).limit(limit)
    ).all()


def count_unsent_mail(study: Study) -> int:
    """Return how many messages of a study still wait to be sent."""
    return db.session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .join(Round, Round.id == OutboxMessage.round_id)
        .filter(Round.study_id == study.id, OutboxMessage.sent_at.is_(None))
        .filter(OutboxMessage.last_error != OutboxMessage.SET_ASIDE)
    )


def list_reasons(round_: Round) -> Sequence[Reason]:
    """Return the reasons given in a round, in an order that tells nothing of their authors.

    For moderators: what was said orders them, neither author nor time.
    """
    question = selectinload(Reason.question)
    return db.session.scalars(
        select(Reason)
        .filter_by(round_id=round_.id)
        .options(question.selectinload(Question.driver), question.selectinload(Question.option))
        .order_by(Reason.question_id, Reason.text, Reason.id)
    ).all()


def get_reason(study: Study, reason_id: str) -> Reason:
    """Return one reason given in a study."""
    reason = db.session.scalar(
        select(Reason)
        .join(Round, Round.id == Reason.round_id)
        .filter(Reason.id == reason_id, Round.study_id == study.id)
    )
    if reason is None:
        raise NotFound("There is no such reason.")
    return reason
