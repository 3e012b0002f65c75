"""What experts do in a round: answer, say why, submit."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from survey.db import db, lock_for_answer, transaction
from survey.errors import InvalidAnswer, RoundNotOpen, StaleAnswer
from survey.models import (
    Answer,
    AnswerState,
    Invitation,
    Participation,
    Question,
    Reason,
    ReasonState,
    Round,
    Submission,
)
from survey.operations.storage_order import forget_order, wait_for_others
from survey.questions import Value

MAX_REASON_LENGTH = 4_000


@transaction
def save_answer(
    panelist_id: str, question: Question, value: Value | None, expected_version: int | None = None
) -> int:
    """Store an answer, or take it away when ``value`` is None; return its new version.

    Args:
        panelist_id: whose answer it is.
        question: what was asked.
        value: the answer; None leaves the question unanswered again.
        expected_version: the version that the expert's page showed, 0 for no answer; None does not ask.

    Raises:
        RoundNotOpen: when the round takes no answers (any more).
        StaleAnswer: when another tab or device has answered since.
    """
    round_ = lock_open_round(question.round_id)
    key = {"round_id": round_.id, "question_id": question.id, "panelist_id": panelist_id}
    current = db.session.get(Answer, key, populate_existing=True)
    version = current.version if current else 0
    if _is_same(current, value):
        return version  # the same request again, after a lost reply
    if expected_version is not None and expected_version != version:
        raise StaleAnswer("This answer was changed in another window; the newer one was kept.")
    if value is None:
        db.session.execute(delete(Answer).filter_by(**key))
        return 0
    version = _write_answer(key, value, version)
    _insert_once(Submission, {"round_id": round_.id, "panelist_id": panelist_id, "is_submitted": False})
    return version


@transaction
def save_reason(panelist_id: str, question: Question, text: str, language: str) -> Reason | None:
    """Store why an expert answered as they did; an empty text takes the reason away."""
    round_ = lock_open_round(question.round_id)
    text = clean_text(text)
    if len(text) > MAX_REASON_LENGTH:
        raise InvalidAnswer(
            "A reason may have %(limit)s characters; this one has %(length)s.",
            limit=MAX_REASON_LENGTH,
            length=len(text),
        )
    key = {"question_id": question.id, "panelist_id": panelist_id}
    if not text:
        db.session.execute(delete(Reason).filter_by(**key))
        return None
    said = {"text": text, "language": language, "state": ReasonState.HELD}
    _insert_once(Reason, {"round_id": round_.id, **key, **said})
    reason = db.session.scalars(select(Reason).filter_by(**key).with_for_update()).one()
    reason.text, reason.language, reason.state = said.values()
    db.session.flush()
    return reason


@transaction
def submit_round(panelist_id: str, invitation: Invitation, round_: Round, today: date) -> None:
    """Declare a round finished; answers can still be changed until it closes."""
    round_ = lock_open_round(round_.id)
    wait_for_others(round_.id)
    _insert_once(Submission, {"round_id": round_.id, "panelist_id": panelist_id, "is_submitted": True})
    submission = db.session.get(Submission, (round_.id, panelist_id), populate_existing=True)
    submission.is_submitted = True
    _insert_once(Participation, {"invitation_id": invitation.id, "round_id": round_.id, "finished_on": today})
    forget_order(Submission, "is_submitted", round_id=round_.id)
    forget_order(Participation, "finished_on", round_id=round_.id)
    forget_order(Invitation, "group_id", study_id=round_.study_id)


def clean_text(text: str) -> str:
    """Return text that any database can store: no NUL, no lone surrogates, one kind of line end."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def lock_open_round(round_id: str) -> Round:
    """Return a round that takes answers, held open until this transaction ends."""
    round_ = lock_for_answer(db.session, Round, round_id)
    if round_ is None or not round_.is_open:
        raise RoundNotOpen("This round is closed; it takes no more answers.")
    return round_


def _is_same(current: Answer | None, value: Value | None) -> bool:
    if current is None or value is None:
        return current is None and value is None
    return current.number == value.number and current.data == value.data


def _write_answer(key: dict[str, str], value: Value, version: int) -> int:
    fields = {
        "state": AnswerState.OUTSIDE_FIELD if value.is_outside_field else AnswerState.ANSWERED,
        "number": value.number,
        "data": dict(value.data) if value.data is not None else None,
        "version": version + 1,
    }
    statement = _insert(Answer).values(**key, **fields)
    # Two devices at once on PostgreSQL: the one that read the older version must not win unseen.
    statement = statement.on_conflict_do_update(
        index_elements=list(key), set_=fields, where=Answer.version == version
    )
    written = db.session.scalar(statement.returning(Answer.version))
    if written is None:
        current = db.session.get(Answer, key, populate_existing=True)
        if not _is_same(current, value):
            raise StaleAnswer("This answer was changed in another window; the newer one was kept.")
        written = current.version  # the same request, sent twice at once
    return written


def _insert_once(model: type, values: dict[str, object]) -> None:
    db.session.execute(_insert(model).values(**values).on_conflict_do_nothing())


def _insert(model: type) -> Any:
    dialect = db.session.get_bind().dialect.name
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(model)
