"""What an import must know of a study, and the imports that there were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from survey.db import db
from survey.errors import NotFound
from survey.framing.planned import is_as_planned
from survey.models import (
    AxisDriver,
    Consent,
    Driver,
    ImportBatch,
    Invitation,
    OutboxMessage,
    Participation,
    Question,
    Round,
    Study,
)

SHOWN = 10


def get_batch(study: Study, kind: str, batch_id: str) -> ImportBatch:
    """Return an import of a study.

    Raises:
        NotFound: when it has no such import.
    """
    batch = db.session.scalar(select(ImportBatch).filter_by(id=batch_id, study_id=study.id, kind=kind))
    if batch is None:
        raise NotFound("There is no such import in this study; what was read is kept for a day.")
    return batch


def list_done(study: Study, kind: str) -> Sequence[ImportBatch]:
    """Return the newest imports that were taken in, newest first."""
    return db.session.scalars(
        select(ImportBatch)
        .filter(ImportBatch.study_id == study.id, ImportBatch.kind == kind, ImportBatch.state != "shown")
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id)
        .limit(SHOWN)
    ).all()


def list_addresses(study: Study) -> frozenset[str]:
    """Return the addresses of everybody who was ever put on a panel."""
    return frozenset(db.session.scalars(select(Invitation.email).filter_by(study_id=study.id)))


def list_asked_drivers(study: Study) -> frozenset[str]:
    """Return the codes of the drivers that a round has asked about, alone or among others."""
    asked = (
        select(Question)
        .join(Round, Round.id == Question.round_id)
        .filter(Round.study_id == study.id, Round.opened_at.is_not(None))
        .options(joinedload(Question.driver))
    )
    return _named_in(db.session.scalars(asked).all())


def list_used_drivers(study: Study) -> frozenset[str]:
    """Return the codes of the drivers that a round asks about, or that an axis carries.

    A round in preparation counts when somebody composed it; what is as planned follows the drivers.
    """
    following = [each.id for each in study.rounds if each.is_draft and is_as_planned(study, each)]
    asked = (
        select(Question)
        .join(Round, Round.id == Question.round_id)
        .filter(Round.study_id == study.id, Round.id.not_in(following))
        .options(joinedload(Question.driver))
    )
    on_axes = select(Driver.code).join(AxisDriver).filter(Driver.study_id == study.id)
    return _named_in(db.session.scalars(asked).all()) | frozenset(db.session.scalars(on_axes))


def _named_in(questions: Iterable[Question]) -> frozenset[str]:
    codes = {question.driver.code for question in questions if question.driver}
    return frozenset(codes.union(*(_texts(question.settings) for question in questions)))


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a question's settings: those that list drivers name them by code."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def count_engaged(invitation_ids: Sequence[str]) -> int:
    """Return how many of these people have agreed, finished a round, or told us something about mail."""
    said = or_(
        exists().where(Consent.invitation_id == Invitation.id),
        exists().where(Participation.invitation_id == Invitation.id),
        Invitation.withdrawn_on.is_not(None),
        Invitation.mail_stopped_on.is_not(None),
    )
    return _count(invitation_ids, said)


def count_written_to(invitation_ids: Sequence[str]) -> int:
    """Return to how many of these people a message was sent, or is being sent."""
    tried = or_(OutboxMessage.sent_at.is_not(None), OutboxMessage.attempts > 0)
    return _count(invitation_ids, exists().where(OutboxMessage.invitation_id == Invitation.id, tried))


def _count(invitation_ids: Sequence[str], condition: Any) -> int:
    found = select(func.count()).select_from(Invitation)
    return db.session.scalar(found.filter(Invitation.id.in_(invitation_ids), condition))
