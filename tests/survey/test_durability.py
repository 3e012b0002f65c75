"""What was acknowledged survives: a killed process, a full disk, a lost connection, a locked database."""

import multiprocessing
import os
import random
import sqlite3
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from survey.db import db
from survey.models import Answer, Round
from survey.operations import responses
from survey.questions import Value
from tests import factories
from tests.postgres import on_both_databases
from tests.writers import answer_until_killed, close_when_told

N_KILLS = int(os.environ.get("TEST_KILLS", "15"))
N_CLOSER_KILLS = 10


@pytest.fixture(scope="module")
def processes():
    """Processes that start fast, since a helper has loaded the product already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.writers"])
    return context


def plain(settings):
    """Return settings that another process can be given."""
    return replace(settings, extra=dict(settings.extra))


@on_both_databases
def test_no_acknowledged_answer_is_lost_when_the_process_is_killed(
    app, settings, processes, backend, tmp_path
):
    study = factories.make_study(n_drivers=0)
    factories.make_panel(study, 4)
    factories.make_round(study, n_questions=3)
    ledger, dice = tmp_path / "ledger", random.Random(3)
    ledger.touch()
    for kill in range(N_KILLS):
        n_before = ledger.stat().st_size
        process = processes.Process(target=answer_until_killed, args=(plain(settings), str(ledger), kill))
        process.start()
        wait_until(lambda n=n_before: ledger.stat().st_size > n, process)
        time.sleep(dice.uniform(0, 0.15))
        process.kill()
        process.join()
        process.close()
        assert lost_answers(ledger.read_text()) == []
    assert len(ledger.read_text().splitlines()) >= N_KILLS
    if backend == "sqlite":
        assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def wait_until(is_done, process) -> None:
    """Wait for something that a process does; fail when it ends before."""
    deadline = time.monotonic() + 30
    while not is_done():
        assert process.is_alive(), f"the process ended with {process.exitcode}"
        assert time.monotonic() < deadline
        time.sleep(0.002)


def lost_answers(ledger: str) -> list[str]:
    """Return what was acknowledged and is neither stored nor replaced by a later answer."""
    db.session.rollback()
    stored = {
        (answer.panelist_id, answer.question_id): (answer.version, answer.number)
        for answer in db.session.scalars(select(Answer))
    }
    newest: dict[tuple[str, str], tuple[int, float]] = {}
    for line in ledger.splitlines():
        pseudonym, question_id, version, number = line.split()
        newest[pseudonym, question_id] = (int(version), float(number))
    return [
        f"{key}: told {told}, stored {stored.get(key)}"
        for key, told in newest.items()
        if key not in stored
        or stored[key][0] < told[0]
        or (stored[key][0] == told[0] and stored[key] != told)
    ]


def test_a_close_that_is_killed_is_done_or_not_done(app, settings, processes):
    study = factories.make_study(n_drivers=0)
    round_ = factories.make_round(study, n_questions=3)
    factories.answer_round(round_, factories.make_panel(study, 6))
    expected = factories.freeze_plainly(round_).answers
    dice, n_left_open = random.Random(5), 0
    db.session.rollback()
    for _ in range(N_CLOSER_KILLS):
        here, there = processes.Pipe()
        process = processes.Process(target=close_when_told, args=(plain(settings), there))
        process.start()
        there.close()  # otherwise the end of the process would not end the waiting
        assert here.recv() == "ready"
        here.send("close")
        time.sleep(dice.uniform(0, 0.012))
        is_told = here.poll()
        process.kill()
        process.join()
        process.close()
        here.close()
        db.session.rollback()
        round_ = db.session.scalars(select(Round)).one()
        assert round_.is_closed or not is_told
        assert round_.is_closed == (round_.snapshot is not None)
        if round_.is_closed:
            assert round_.snapshot.answers == expected
            break
        n_left_open += 1
    assert round_.is_closed or n_left_open == N_CLOSER_KILLS


def test_a_full_disk_refuses_an_answer_whole_and_keeps_the_others(app):
    study = factories.make_study(n_drivers=0)
    invitation = factories.make_expert(study)
    round_ = factories.make_round(study, n_questions=2)
    factories.answer_round(round_, [invitation], lambda *_: 3.0, submit=False)
    pseudonym, question = factories.panelist_id(study, invitation), round_.questions[0]
    pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
    db.session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(OperationalError, match="full"):
        fill_disk(study)
    db.session.execute(text("PRAGMA max_page_count = 1000000"))
    assert {answer.number for answer in db.session.scalars(select(Answer))} == {3.0}
    responses.save_answer(pseudonym, question, Value(number=4.0))
    assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def fill_disk(study) -> None:
    while True:
        factories.make_panel(study, 20)


def test_a_writer_waits_for_another_that_holds_the_database(app, database_url):
    study = factories.make_study(n_drivers=0)
    pseudonym = factories.panelist_id(study, factories.make_expert(study))
    question = factories.make_round(study).questions[0]
    db.session.rollback()
    other = sqlite3.connect(
        database_url.removeprefix("sqlite:///"), check_same_thread=False, isolation_level=None
    )
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.7, lambda: other.execute("COMMIT"))
    letting_go.start()
    started = time.monotonic()
    assert responses.save_answer(pseudonym, question, Value(number=3.0)) == 1
    assert time.monotonic() - started > 0.5
    letting_go.join()
    other.close()


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_cut_connection_loses_nothing_acknowledged(app):
    study = factories.make_study(n_drivers=0)
    pseudonym = factories.panelist_id(study, factories.make_expert(study))
    round_ = factories.make_round(study)
    question = round_.questions[0]
    responses.save_answer(pseudonym, question, Value(number=3.0))
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database()"
    )
    db.session.rollback()
    keeper = db.engine.connect()
    keeper.rollback()
    with db.engine.connect() as connection:
        connection.execute(cut)
    with pytest.raises(OperationalError):
        keeper.execute(text("SELECT 1"))
    keeper.close()
    db.session.rollback()
    assert db.session.scalars(select(Answer.number)).all() == [3.0]
