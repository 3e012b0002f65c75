"""Transactions: all or nothing, and a close that no answer can slip past, on both databases."""

import os
import random
import threading
import time

import pytest
from sqlalchemy import event, select, text

from survey.db import db, transaction
from survey.errors import RoundNotOpen
from survey.models import Account, Answer, AuditEntry, Question, Round, Study
from survey.operations import accounts, panel, responses, rounds
from survey.operations.record import GENESIS, hash_entry
from survey.questions import Value
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once

N_SUBMITTERS = 12
TRIALS_A_BATCH = {"sqlite": 50, "postgresql": 10}
BATCHES = range(int(os.environ.get("TEST_RACE_BATCHES", "4")))
JITTER_SECONDS = 0.012
PATIENCE_SECONDS = 20


@pytest.mark.parametrize("batch", BATCHES)
@on_both_databases
def test_close_never_loses_an_accepted_answer(app, backend, batch):
    study = factories.make_study(n_drivers=0)
    pseudonyms = [factories.panelist_id(study, each) for each in factories.make_panel(study, N_SUBMITTERS)]
    dice = random.Random(batch)
    n_mixed = 0
    for _trial in range(TRIALS_A_BATCH[backend]):
        round_ = factories.make_round(study)
        accepted = race(app, round_.id, round_.questions[0].id, pseudonyms, dice)
        question = round_.questions[0]
        stored = db.session.execute(
            select(Answer.panelist_id, Answer.number).filter_by(question_id=question.id)
        )
        assert round_.snapshot.answers.get(question.id, {}) == accepted == dict(stored.all())
        n_mixed += 0 < len(accepted) < N_SUBMITTERS
    assert n_mixed > TRIALS_A_BATCH[backend] // 10, "too few trials in which the close fell between answers"


def race(app, round_id, question_id, pseudonyms, dice) -> dict[str, float]:
    """Let everybody answer, half of them while the round closes; return what was told to be accepted."""
    accepted: dict[str, float] = {}
    closing = threading.Event()

    def answer(pseudonym: str, number: float, delay: float, is_late: bool) -> None:
        if is_late:
            closing.wait(PATIENCE_SECONDS)
        time.sleep(delay)
        question = db.session.get(Question, question_id)
        try:
            responses.save_answer(pseudonym, question, Value(number=number))
        except RoundNotOpen:
            return
        accepted[pseudonym] = number

    def close(n_before: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(accepted) < n_before and time.monotonic() < deadline:
            time.sleep(0.0002)
        closing.set()
        rounds.close_round(db.session.get(Round, round_id), factories.freeze_plainly)

    acts = [
        lambda each=each, turn=turn: answer(
            each, float(dice.randint(1, 7)), dice.uniform(0, JITTER_SECONDS), is_late=turn % 2 == 0
        )
        for turn, each in enumerate(pseudonyms)
    ]
    failures = at_once(app, [*acts, lambda: close(dice.randint(1, N_SUBMITTERS // 2))])
    assert failures == [None] * len(failures)
    return accepted


def test_sixteen_writers_at_once_never_find_the_database_locked(app):
    study = factories.make_study(n_drivers=0)
    round_ = factories.make_round(study, n_questions=12)
    question_ids = [question.id for question in round_.questions]
    slowest = []

    def answer_all(pseudonym: str) -> int:
        for question_id in question_ids:
            started = time.perf_counter()
            responses.save_answer(pseudonym, db.session.get(Question, question_id), Value(number=4.0))
            slowest.append(time.perf_counter() - started)
        return len(question_ids)

    pseudonyms = [factories.panelist_id(study, each) for each in factories.make_panel(study, 16)]
    done = at_once(app, [lambda each=each: answer_all(each) for each in pseudonyms])
    assert done == [12] * 16
    assert max(slowest) < 5


@on_both_databases
def test_acts_at_once_leave_one_unbroken_audit_chain(app):
    study_ids = [factories.make_study(n_drivers=0).id for _ in range(8)]

    def invite(study_id: str) -> None:
        for _ in range(4):
            factories.make_expert(db.session.get(Study, study_id))

    assert at_once(app, [lambda each=each: invite(each) for each in study_ids]) == [None] * 8
    previous = GENESIS
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)):
        assert entry.previous_hash == previous
        assert entry.hash == hash_entry(entry)
        previous = entry.hash


class Fault(Exception):
    """A fault put in on purpose."""


@pytest.fixture
def course(app):
    """A study with an open round that two experts answered, and one more round to come."""
    study = factories.make_study(n_drivers=1, owner=factories.make_account())
    invitations = factories.make_panel(study, 2)
    factories.make_rounds(study)
    rounds.open_round(study.rounds[0])
    factories.answer_round(study.rounds[0], invitations, submit=False)
    return study, invitations


def act_submit(study, invitations):
    factories.answer_round(study.rounds[0], invitations[:1], lambda *_: 7.0)


def act_close(study, invitations):
    rounds.close_round(study.rounds[0], factories.freeze_plainly)


def act_invite(study, invitations):
    factories.make_expert(study)


def act_replace_link(study, invitations):
    panel.replace_link(study, invitations[0], "a panel key that only tests know")


@pytest.mark.parametrize("act", [act_submit, act_close, act_invite, act_replace_link])
def test_an_act_that_fails_at_any_statement_changes_nothing(course, act):
    before = dump()
    n_statements = count_statements(lambda: act(*course), fail_at=None, undo=True)
    assert n_statements > 3
    assert dump() == before
    for number in range(1, n_statements + 1):
        with pytest.raises(Fault):
            count_statements(lambda: act(*course), fail_at=number)
        assert dump() == before
    act(*course)
    assert dump() != before


def count_statements(act, fail_at: int | None, undo: bool = False) -> int:
    """Run an act; count its statements, fail before one of them, or undo it at the end."""
    n_seen = 0

    def count(connection, cursor, statement, parameters, context, executemany):
        nonlocal n_seen
        if not statement.startswith("BEGIN"):
            n_seen += 1
            if n_seen == fail_at:
                raise Fault

    @transaction
    def run() -> None:
        act()
        if undo:
            raise Fault

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        run()
    except Fault:
        if not undo:
            raise
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return n_seen


def dump() -> dict[str, list]:
    """Return every row of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table.name}"'))))
            for table in db.metadata.sorted_tables
        }


@on_both_databases
def test_a_nested_operation_joins_the_transaction_of_the_outer_one(app):
    @transaction
    def both() -> None:
        accounts.create_account("inner@tholos.test", "Inner", factories.PASSWORD)
        raise Fault

    with pytest.raises(Fault):
        both()
    assert db.session.scalar(select(Account)) is None


def test_changes_made_outside_an_operation_are_refused(app):
    account = factories.make_account()
    account.name = "Changed in passing"
    with pytest.raises(RuntimeError, match="outside an operation"):
        accounts.set_password(account, factories.PASSWORD)


def test_sqlite_is_set_up_to_keep_what_it_acknowledged(app):
    with db.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() >= 5_000
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
