"""Several coordinators and the panel at once: whatever comes first, a study keeps one course."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import IllegalTransition, RoundNotOpen, RoundPaused
from survey.models import Answer, AuditEntry, PlannedAct, Question, Round, Snapshot, Study, SupersededSnapshot
from survey.operations import pausing, reopening, reports, responses, rounds, schedule
from survey.operations.record import GENESIS, hash_entry
from survey.questions import Value
from survey.results import freeze_round
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once

pytestmark = on_both_databases
N_EXPERTS = 8
TIMES = range(3)
NEW = 6.5  # nobody has answered it before


@pytest.fixture
def study(app):
    """A study whose first round six of eight experts have answered, and a draft after it."""
    study = factories.make_study(n_drivers=0)
    experts = factories.make_panel(study, N_EXPERTS)
    factories.make_round(study)
    factories.make_round(study, opened=False)
    factories.answer_round(study.rounds[0], experts[:6])
    return study


def close(round_id):
    return rounds.close_round(db.session.get(Round, round_id), freeze_round)


def reopen(round_id):
    return reopening.reopen_round(db.session.get(Round, round_id), "By mistake.").id


def pseudonyms(study):
    from survey.queries.panel import list_members

    return [factories.panelist_id(study, member.invitation) for member in list_members(study, None)]


def count_acts(action):
    return db.session.scalar(select(func.count()).select_from(AuditEntry).filter_by(action=action))


def check_course(study_id):
    """Hold what must hold of any study: one open round at most, a snapshot for each closed one, one chain."""
    study = db.session.get(Study, study_id, populate_existing=True)
    assert sum(round_.is_open for round_ in study.rounds) <= 1
    for round_ in study.rounds:
        assert (round_.snapshot is not None) is round_.is_closed
    previous = GENESIS
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)):
        assert (entry.previous_hash, entry.hash) == (previous, hash_entry(entry))
        previous = entry.hash


@pytest.mark.parametrize("time", TIMES)
def test_the_next_round_opens_while_the_last_one_is_reopened(app, study, time):
    first, second = (round_.id for round_ in study.rounds)
    close(first)

    def open_second():
        return rounds.open_round(db.session.get(Round, second)).id

    told = at_once(app, [open_second, lambda: reopen(first)] * 2)
    assert sum(isinstance(each, str) for each in told) == 1, told
    assert sum(isinstance(each, IllegalTransition) for each in told) == 3
    check_course(study.id)


@pytest.mark.parametrize("time", TIMES)
def test_a_round_closes_while_it_is_reopened_and_the_next_one_opens(app, study, time):
    first, second = (round_.id for round_ in study.rounds)
    acts = [
        lambda: close(first).id,
        lambda: reopen(first),
        lambda: rounds.open_round(db.session.get(Round, second)).id,
        lambda: close(first).id,
    ]
    told = at_once(app, acts)
    assert all(isinstance(each, (str, IllegalTransition)) for each in told), told
    check_course(study.id)
    n_open = sum(round_.is_open for round_ in db.session.get(Study, study.id).rounds)
    n_closed = count_acts("round_closed")
    assert count_acts("round_reopened") == len(db.session.scalars(select(SupersededSnapshot)).all())
    assert n_closed - count_acts("round_reopened") == len(db.session.scalars(select(Snapshot)).all())
    assert n_open <= 1


@pytest.mark.parametrize("time", TIMES)
def test_an_answer_is_stored_before_the_pause_or_refused(app, study, time):
    round_id, question_id = study.rounds[0].id, study.rounds[0].questions[0].id
    paused = []

    def answer(pseudonym):
        responses.save_answer(pseudonym, db.session.get(Question, question_id), Value(number=NEW))
        return bool(paused)

    def pause():
        pausing.pause_round(db.session.get(Round, round_id))
        paused.append(True)

    acts = [lambda each=each: answer(each) for each in pseudonyms(study)]
    told = at_once(app, [*acts, pause])[:-1]
    stored = db.session.scalars(select(Answer.panelist_id).filter_by(question_id=question_id, number=NEW))
    accepted = {each for each, reply in zip(pseudonyms(study), told, strict=True) if isinstance(reply, bool)}
    assert accepted == set(stored)
    assert all(isinstance(each, (bool, RoundPaused)) for each in told), told
    with pytest.raises(RoundPaused):
        answer(pseudonyms(study)[0])


@pytest.mark.parametrize("time", TIMES)
def test_answers_close_and_reopen_at_once_lose_nothing(app, study, time):
    round_id, question_id = study.rounds[0].id, study.rounds[0].questions[0].id

    def answer(pseudonym):
        responses.save_answer(pseudonym, db.session.get(Question, question_id), Value(number=6.0))
        return True

    acts = [lambda each=each: answer(each) for each in pseudonyms(study)]
    told = at_once(app, [*acts, lambda: close(round_id).id, lambda: reopen(round_id)])
    assert all(reply is True or isinstance(reply, RoundNotOpen) for reply in told[:N_EXPERTS]), told
    check_course(study.id)
    if db.session.get(Round, round_id).is_open:
        close(round_id)
    kept = db.session.get(Round, round_id).snapshot.answers
    kept = kept.get("later", kept)
    found = dict(zip(kept["panelists"], kept["values"][0], strict=True))
    for pseudonym, reply in zip(pseudonyms(study), told, strict=False):
        assert reply is not True or found[pseudonym] == 6.0


def test_the_same_plan_twice_at_once_is_made_once(app, study):
    round_id, now = study.rounds[0].id, datetime.now(UTC)

    def plan():
        return schedule.plan_act(
            db.session.get(Round, round_id), "close", now + timedelta(days=1), None, now
        ).id

    told = at_once(app, [plan] * 4)
    assert sum(isinstance(each, str) for each in told) == 1
    assert len(db.session.scalars(select(PlannedAct)).all()) == 1


def test_an_act_is_changed_or_carried_out_never_both(app, study):
    now = datetime.now(UTC)
    act_id = schedule.plan_act(study.rounds[0], "close", now + timedelta(hours=1), None, now).id
    later = now + timedelta(hours=2)

    def change():
        act = db.session.get(PlannedAct, act_id)
        return schedule.change_act(act, now + timedelta(days=2), None, now).due_at

    told = at_once(app, [change, lambda: schedule.run_planned_acts(later, freeze_round)])
    act = db.session.get(PlannedAct, act_id)
    is_changed = isinstance(told[0], datetime)
    assert (act.state, db.session.get(Round, act.round_id).is_open) == (
        ("planned", True) if is_changed else ("done", False)
    )


def test_closing_a_paused_round_ends_the_pause(app, study):
    pausing.pause_round(study.rounds[0])
    close(study.rounds[0].id)
    reopen(study.rounds[0].id)
    assert not study.rounds[0].is_paused
    responses.save_answer(pseudonyms(study)[0], study.rounds[0].questions[0], Value(number=2.0))


def test_the_same_report_twice_at_once_is_two_versions(app, study):
    study_id = study.id

    def store():
        facts = {"language": "en", "html": "<p>A report</p>", "pdf": b"%PDF", "pdf_hash": "0" * 64}
        return reports.store_report(db.session.get(Study, study_id), **facts).number

    assert sorted(at_once(app, [store] * 4)) == [1, 2, 3, 4]


def test_two_who_do_the_same_at_once_read_one_clear_sentence(visitor, study, monkeypatch):
    """Where nothing waits for its turn, the database refuses the second; the page says what that means."""
    coordinator = visitor.sign_in(factories.make_account(study=study))

    @transaction
    def collide(round_, *_):
        db.session.add(Round(study_id=round_.study_id, number=round_.number, kind="free", title={}, intro={}))
        db.session.flush()

    monkeypatch.setattr(pausing, "pause_round", collide)
    page = coordinator.post("rounds.pause_round", {}, 409, study_id=study.id, number=1)
    assert "Nothing was done twice" in page.text
    assert len(db.session.get(Study, study.id).rounds) == 2
