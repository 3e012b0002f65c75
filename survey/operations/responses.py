"""What experts do in a round: answer, say why, submit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from survey.db import db, lock_for_answer, random_id, transaction
from survey.errors import InvalidAnswer, NotAllowed, RoundNotOpen, RoundPaused, StaleAnswer, TholosError
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
from survey.tokens import text_mark

MAX_REASON_LENGTH = 4_000


@dataclass(frozen=True)
class Sent:
    """What a page sent for one question."""

    question_id: str
    has_value: bool = False
    """Whether it sent anything for the answer; then ``value`` None takes the answer away."""
    value: Value | None = None
    version: int | None = None
    """The version that the page showed, 0 for no answer; None does not ask."""
    reason: str | None = None
    """The reason as it was sent; None where the page said nothing of it."""
    known_reason: str | None = None
    """The mark of the reason that the page showed (`tokens.text_mark`); None does not ask."""


@dataclass
class Saved:
    """What became of a sheet, by question id; what is in neither list of errors is stored."""

    versions: dict[str, int] = field(default_factory=dict)
    errors: dict[str, TholosError] = field(default_factory=dict)
    reason_errors: dict[str, TholosError] = field(default_factory=dict)


@transaction
def save_sheet(
    panelist_id: str, round_id: str, sheet: Sequence[Sent], language: str, invitation_id: str = ""
) -> Saved:
    """Store answers and reasons of one round together; one that cannot be stored holds none of the others up.

    ``invitation_id`` says who answers, where that is known: whoever leaves meanwhile leaves no answer behind.

    Raises:
        RoundNotOpen: when the round takes no answers (any more); then nothing is stored.
        RoundPaused: when it takes none for now.
        NotAllowed: when the person has left the study.
    """
    wait_for_others(panelist_id)
    _refuse_who_left(invitation_id)
    lock_open_round(round_id)
    saved = Saved()
    own = {"round_id": round_id, "panelist_id": panelist_id}
    answered = [each for each in sheet if each.has_value]
    answers = _find_own(Answer, own, answered)
    for each in answered:
        key, current = {**own, "question_id": each.question_id}, answers.get(each.question_id)
        try:
            saved.versions[each.question_id] = _store_answer(key, current, each.value, each.version)
        except StaleAnswer as error:
            saved.errors[each.question_id] = error
    # Whoever has an answer in the round has begun it already.
    if any(version for key, version in saved.versions.items() if key not in answers):
        _insert_once(Submission, {**own, "is_submitted": False})
    explained = [each for each in sheet if each.reason is not None]
    reasons = _find_own(Reason, own, explained)
    for each in explained:
        key, current = {**own, "question_id": each.question_id}, reasons.get(each.question_id)
        try:
            _store_reason(key, current, each, language)
        except (InvalidAnswer, StaleAnswer) as error:
            saved.reason_errors[each.question_id] = error
    return saved


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
    sent = Sent(question.id, has_value=True, value=value, version=expected_version)
    saved = save_sheet(panelist_id, question.round_id, [sent], "")
    for error in saved.errors.values():
        raise error
    return saved.versions[question.id]


@transaction
def save_reason(panelist_id: str, question: Question, text: str, language: str) -> Reason | None:
    """Store why an expert answered as they did; an empty text takes the reason away."""
    saved = save_sheet(panelist_id, question.round_id, [Sent(question.id, reason=text)], language)
    for error in saved.reason_errors.values():
        raise error
    return db.session.scalar(select(Reason).filter_by(question_id=question.id, panelist_id=panelist_id))


@transaction
def submit_round(panelist_id: str, invitation: Invitation, round_: Round, today: date) -> None:
    """Declare a round finished; answers can still be changed until it closes."""
    round_ = lock_open_round(round_.id)
    wait_for_others(round_.study_id)
    _refuse_who_left(invitation.id)
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
    if round_.is_paused:
        raise RoundPaused("This round is paused. It takes answers again as soon as it goes on.")
    return round_


def _refuse_who_left(invitation_id: str) -> None:
    if db.session.scalar(select(Invitation.withdrawn_on).filter_by(id=invitation_id)) is not None:
        raise NotAllowed("You have left this study; it takes no more answers from you.")


def _find_own(model: type, own: dict[str, str], sheet: Sequence[Sent]) -> dict[str, Any]:
    """Return the stored rows that a sheet is about, by question id."""
    if not sheet:
        return {}
    asked = select(model).filter_by(**own).filter(model.question_id.in_([each.question_id for each in sheet]))
    rows = db.session.scalars(asked.execution_options(populate_existing=True))
    return {row.question_id: row for row in rows}


def _store_answer(
    key: dict[str, str], current: Answer | None, value: Value | None, expected: int | None
) -> int:
    version = current.version if current else 0
    if _is_same(current, value):
        return version  # the same request again, after a lost reply
    if expected is not None and expected != version:
        raise StaleAnswer("This answer was changed in another window; the newer one was kept.")
    if value is None:
        db.session.execute(delete(Answer).filter_by(**key))
        return 0
    return _write_answer(key, value, version)


def _store_reason(key: dict[str, str], current: Reason | None, sent: Sent, language: str) -> None:
    text, stored = clean_text(sent.reason), current.text if current else ""
    if text == stored:
        return
    if sent.known_reason is not None and sent.known_reason != text_mark(stored):
        raise StaleAnswer("This reason was changed in another window; the newer one was kept.")
    if len(text) > MAX_REASON_LENGTH:
        raise InvalidAnswer(
            "A reason may have %(limit)s characters; this one has %(length)s.",
            limit=MAX_REASON_LENGTH,
            length=len(text),
        )
    if not text:
        db.session.execute(delete(Reason).filter_by(**key))
        return
    if current is not None and current.state != ReasonState.HELD:
        _free_followers(current)  # a round that was opened again: what was decided was on other words
    said = {"text": text, "language": language, "state": ReasonState.HELD}
    said |= {"shown_text": None, "merged_into_id": None}
    statement = _insert(Reason).values(id=random_id(), **key, **said)
    # Two devices at once on PostgreSQL: the one that read the older text must not win unseen.
    written = db.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["question_id", "panelist_id"], set_=said, where=Reason.text.in_([stored, text])
        ).returning(Reason.id)
    )
    if written is None:
        raise StaleAnswer("This reason was changed in another window; the newer one was kept.")


def _free_followers(reason: Reason) -> None:
    """Let reasons wait again that were part of one whose text changes."""
    followers = update(Reason).filter_by(merged_into_id=reason.id)
    db.session.execute(followers.values(state=ReasonState.HELD, merged_into_id=None))


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
