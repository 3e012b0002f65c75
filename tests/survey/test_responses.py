"""Answers, reasons and submissions, on both databases."""

from datetime import date

import pytest
from sqlalchemy import func, select

from survey.db import db
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
from survey.operations import responses, rounds
from survey.queries.panel import count_progress
from survey.queries.responses import find_submission, own_answers, own_reasons, read_round
from survey.questions import Value
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once

pytestmark = on_both_databases

TODAY = date(2026, 3, 2)


@pytest.fixture
def round_(app):
    """An open round of two ratings."""
    return factories.make_round(factories.make_study(n_drivers=0), n_questions=2)


@pytest.fixture
def invitation(round_):
    return factories.make_expert(round_.study)


@pytest.fixture
def pseudonym(round_, invitation):
    return factories.panelist_id(round_.study, invitation)


def test_an_answer_is_kept_and_can_be_changed(round_, pseudonym):
    question = round_.questions[0]
    assert responses.save_answer(pseudonym, question, Value(number=3.0)) == 1
    assert responses.save_answer(pseudonym, question, Value(number=5.0), expected_version=1) == 2
    answer = own_answers(pseudonym, round_)[question.id]
    assert (answer.number, answer.version, answer.state) == (5.0, 2, AnswerState.ANSWERED)


def test_the_same_answer_again_is_the_same_answer(round_, pseudonym):
    question = round_.questions[0]
    for _ in range(3):
        assert responses.save_answer(pseudonym, question, Value(number=3.0), expected_version=0) == 1


def test_outside_my_field_is_a_state_and_never_a_number(round_, pseudonym):
    question = round_.questions[0]
    responses.save_answer(pseudonym, question, Value(number=3.0))
    responses.save_answer(pseudonym, question, Value())
    (row,) = read_round(round_)
    assert (row.number, row.data, row.is_outside_field) == (None, None, True)


def test_an_answer_can_be_taken_away(round_, pseudonym):
    question = round_.questions[0]
    responses.save_answer(pseudonym, question, Value(number=3.0))
    assert responses.save_answer(pseudonym, question, None) == 0
    assert own_answers(pseudonym, round_) == {}
    assert responses.save_answer(pseudonym, question, None) == 0


def test_an_older_page_does_not_overwrite_a_newer_answer(round_, pseudonym):
    question = round_.questions[0]
    responses.save_answer(pseudonym, question, Value(number=3.0), expected_version=0)
    with pytest.raises(StaleAnswer):
        responses.save_answer(pseudonym, question, Value(number=6.0), expected_version=0)
    assert own_answers(pseudonym, round_)[question.id].number == 3.0


def test_ten_identical_requests_at_once_leave_one_answer(app, round_, pseudonym):
    question_id = round_.questions[0].id

    def save() -> int:
        question = db.session.get(Question, question_id)
        return responses.save_answer(pseudonym, question, Value(number=3.0), expected_version=0)

    assert at_once(app, [save] * 10) == [1] * 10
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1


def test_two_different_answers_at_once_keep_one_and_tell_the_other(app, round_, pseudonym):
    question_id = round_.questions[0].id

    def save(number: float) -> float:
        question = db.session.get(Question, question_id)
        responses.save_answer(pseudonym, question, Value(number=number), expected_version=0)
        return number

    told = at_once(app, [lambda: save(2.0), lambda: save(6.0)])
    kept = [each for each in told if isinstance(each, float)]
    assert len(kept) == 1
    assert sum(isinstance(each, StaleAnswer) for each in told) == 1
    assert db.session.scalar(select(Answer.number)) == kept[0]


def test_ten_identical_submissions_at_once_are_one(app, round_, invitation, pseudonym):
    def submit() -> None:
        person, current = db.session.get(Invitation, invitation_id), db.session.get(Round, round_id)
        responses.submit_round(pseudonym, person, current, TODAY)

    invitation_id, round_id = invitation.id, round_.id
    assert at_once(app, [submit] * 10) == [None] * 10
    for model in (Submission, Participation):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


def test_experts_who_finish_at_once_all_finish(app, round_):
    round_id, people = round_.id, [(each.id, each) for each in factories.make_panel(round_.study, 8)]
    pairs = [(invitation_id, factories.panelist_id(round_.study, each)) for invitation_id, each in people]

    def finish(invitation_id: str, pseudonym: str) -> None:
        current = db.session.get(Round, round_id)
        responses.save_answer(pseudonym, current.questions[0], Value(number=3.0))
        responses.submit_round(pseudonym, db.session.get(Invitation, invitation_id), current, TODAY)

    assert at_once(app, [lambda pair=pair: finish(*pair) for pair in pairs]) == [None] * 8
    assert count_progress(db.session.get(Round, round_id)).n_finished == 8


def test_a_submitted_round_can_be_changed_until_it_closes(round_, invitation, pseudonym):
    responses.save_answer(pseudonym, round_.questions[0], Value(number=3.0))
    assert not find_submission(pseudonym, round_).is_submitted
    responses.submit_round(pseudonym, invitation, round_, TODAY)
    responses.save_answer(pseudonym, round_.questions[0], Value(number=4.0))
    assert find_submission(pseudonym, round_).is_submitted
    progress = count_progress(round_)
    assert (progress.n_invited, progress.n_started, progress.n_finished) == (1, 1, 1)


@pytest.mark.parametrize("act", ["save_answer", "save_reason", "submit_round"])
def test_a_closed_round_takes_nothing(round_, invitation, pseudonym, act):
    question = round_.questions[0]
    responses.save_answer(pseudonym, question, Value(number=3.0))
    rounds.close_round(round_, factories.freeze_plainly)
    acts = {
        "save_answer": lambda: responses.save_answer(pseudonym, question, Value(number=4.0)),
        "save_reason": lambda: responses.save_reason(pseudonym, question, "Late.", "en"),
        "submit_round": lambda: responses.submit_round(pseudonym, invitation, round_, TODAY),
    }
    with pytest.raises(RoundNotOpen):
        acts[act]()
    assert own_answers(pseudonym, round_)[question.id].number == 3.0
    assert own_reasons(pseudonym, round_) == {}


def test_a_draft_round_takes_nothing(app):
    study = factories.make_study(n_drivers=0)
    round_ = factories.make_round(study, opened=False)
    pseudonym = factories.panelist_id(study, factories.make_expert(study))
    with pytest.raises(RoundNotOpen):
        responses.save_answer(pseudonym, round_.questions[0], Value(number=3.0))


HOSTILE_TEXTS = {
    "nul": ("a\x00b", "ab"),
    "lone surrogate": ("a\ud800b", "a?b"),
    "right to left": ("\u202eabc", "\u202eabc"),
    "emoji": ("👩‍🔬🇰🇷", "👩‍🔬🇰🇷"),
    "line ends": ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "longest": ("x" * responses.MAX_REASON_LENGTH, "x" * responses.MAX_REASON_LENGTH),
}


@pytest.mark.parametrize("kind", HOSTILE_TEXTS)
def test_a_reason_is_kept_as_it_was_written(round_, pseudonym, kind):
    written, kept = HOSTILE_TEXTS[kind]
    responses.save_reason(pseudonym, round_.questions[0], written, "en")
    reason = db.session.scalar(select(Reason))
    assert (reason.text, reason.state, reason.language) == (kept, ReasonState.HELD, "en")


def test_a_reason_that_is_too_long_is_refused_with_its_length(round_, pseudonym):
    with pytest.raises(InvalidAnswer, match="4000 characters; this one has 10000"):
        responses.save_reason(pseudonym, round_.questions[0], "x" * 10_000, "en")


def test_a_reason_is_replaced_and_taken_away(round_, pseudonym):
    question = round_.questions[0]
    responses.save_reason(pseudonym, question, "First.", "en")
    responses.save_reason(pseudonym, question, "Second.", "en")
    assert [reason.text for reason in db.session.scalars(select(Reason))] == ["Second."]
    assert responses.save_reason(pseudonym, question, "  ", "en") is None
    assert db.session.scalar(select(Reason)) is None


def test_ten_identical_reasons_at_once_are_one(app, round_, pseudonym):
    question_id = round_.questions[0].id

    def save() -> str:
        question = db.session.get(Question, question_id)
        return responses.save_reason(pseudonym, question, "Because.", "en").text

    assert at_once(app, [save] * 10) == ["Because."] * 10
    assert db.session.scalar(select(func.count()).select_from(Reason)) == 1
