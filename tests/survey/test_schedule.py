"""What a study does by itself: at its hour, once, late with a word or not at all, never while paused."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.mail.background import send_once
from survey.models import AuditEntry, OutboxMessage, PlannedAct, Round, Snapshot
from survey.operations import pausing, rounds, schedule
from survey.operations.schedule_times import (
    after_quiet_hours,
    comes_twice,
    is_skipped,
    move_days,
    read_local,
)
from survey.queries.schedule import list_troubles
from survey.results import freeze_round
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once

BERLIN, SEOUL = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def study(app):
    """A study in Seoul of one draft round of two questions and a panel of six."""
    study = factories.make_study(n_drivers=0)
    factories.make_panel(study, 6)
    factories.make_round(study, n_questions=2, opened=False)
    _move(study, "Asia/Seoul")
    return study


@transaction
def _move(study, zone):
    study.time_zone = zone


def run(at):
    return schedule.run_planned_acts(at, freeze_round)


def plan(study, kind, due_at, number=1):
    return schedule.plan_act(study.rounds[number - 1], kind, due_at, None, NOW)


# Hours


def test_an_hour_that_the_clocks_jump_over_is_known():
    assert is_skipped(date(2026, 3, 29), time(2, 30), BERLIN)
    assert not is_skipped(date(2026, 3, 29), time(3, 0), BERLIN)
    assert not is_skipped(date(2026, 3, 29), time(2, 30), SEOUL)


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    assert comes_twice(date(2026, 10, 25), time(2, 30), BERLIN)
    assert not comes_twice(date(2026, 10, 25), time(3, 0), BERLIN)
    assert read_local(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Seoul", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_what_is_typed_is_what_is_shown(day, at, zone):
    zone = ZoneInfo(zone)
    shown = read_local(day, at, zone).astimezone(zone)
    assert ((shown.date(), shown.time()) == (day, at)) is not is_skipped(day, at, zone)


@given(
    moment=st.integers(0, 60 * 24 * 365 * 6).map(lambda minutes: NOW + minutes * timedelta(minutes=1)),
    zone=st.sampled_from([BERLIN, SEOUL, ZoneInfo("America/St_Johns")]),
)
def test_no_reminder_is_due_at_night(moment, zone):
    due = after_quiet_hours(moment, zone)
    assert moment <= due <= moment + 13 * HOUR
    assert time(8) <= due.astimezone(zone).time() < time(20)


def test_moved_by_days_the_hour_of_the_clock_stays():
    before = read_local(date(2026, 3, 27), time(9), BERLIN)
    assert move_days(before, 3, BERLIN).astimezone(BERLIN).time() == time(9)


# Carrying out


def test_a_round_opens_and_closes_at_its_hour(study):
    plan(study, "open", NOW + HOUR)
    plan(study, "close", NOW + 3 * DAY)
    assert run(NOW) == 0
    assert study.rounds[0].is_draft
    assert run(NOW + HOUR) == 1
    assert study.rounds[0].is_open
    assert study.rounds[0].closes_on == (NOW + 3 * DAY).astimezone(SEOUL).date()
    assert run(NOW + 3 * DAY) == 1
    assert study.rounds[0].is_closed
    assert {act.state for act in db.session.scalars(select(PlannedAct))} == {"done"}


@on_both_databases
def test_of_several_processes_one_carries_out(app, study):
    rounds.open_round(study.rounds[0], now=NOW)
    plan(study, "close", NOW + HOUR)
    plan(study, "remind", NOW + HOUR / 2)
    told = at_once(app, [lambda: run(NOW + 2 * HOUR)] * 4)
    assert sum(told) == 2, told
    assert len(db.session.scalars(select(Snapshot)).all()) == 1
    closed = select(AuditEntry).filter_by(action="round_closed")
    assert len(db.session.scalars(closed).all()) == 1


@on_both_databases
def test_a_close_by_hand_and_a_planned_one_at_once_close_once(app, study):
    round_id = rounds.open_round(study.rounds[0], now=NOW).id
    plan(study, "close", NOW + HOUR)

    def by_hand():
        return rounds.close_round(db.session.get(Round, round_id), freeze_round)

    told = at_once(app, [by_hand, lambda: run(NOW + 2 * HOUR), by_hand, lambda: run(NOW + 2 * HOUR)])
    assert all(isinstance(each, (int, Snapshot, IllegalTransition)) for each in told), told
    assert len(db.session.scalars(select(Snapshot)).all()) == 1
    (act,) = db.session.scalars(select(PlannedAct)).all()
    assert act.state in {"done", "cancelled"}
    assert run(NOW + 3 * HOUR) == 0


@pytest.mark.parametrize(("late", "state"), [(2 * HOUR, "done"), (25 * HOUR, "failed")])
def test_after_a_standstill_an_opening_is_made_up_for_within_a_day(study, late, state):
    act = plan(study, "open", NOW + HOUR)
    run(NOW + HOUR + late)
    assert act.state == state
    assert act.note["code"] == ("late" if state == "done" else "too_late")
    assert bool(list_troubles(study)) is (state == "failed")


def test_a_close_is_made_up_for_whenever_the_server_is_back(study):
    rounds.open_round(study.rounds[0], now=NOW)
    act = plan(study, "close", NOW + HOUR)
    run(NOW + 9 * DAY)
    assert study.rounds[0].is_closed
    assert act.note == {"code": "late", "minutes": 9 * 24 * 60 - 60}


def test_what_is_refused_says_why_and_is_tried_again(study):
    factories.make_round(study, opened=False)
    rounds.open_round(study.rounds[0], now=NOW)
    act = plan(study, "open", NOW + HOUR, number=2)
    assert run(NOW + HOUR) == 0
    assert act.note["message"] == "Close round %(number)s first."
    assert [row.act.id for row in list_troubles(study)] == [act.id]
    rounds.close_round(study.rounds[0], freeze_round)
    assert run(NOW + 2 * HOUR) == 1
    assert study.rounds[1].is_open
    assert not list_troubles(study)


def test_what_is_refused_for_a_day_has_failed(study):
    factories.make_round(study, opened=False)
    rounds.open_round(study.rounds[0], now=NOW)
    act = plan(study, "open", NOW + HOUR, number=2)
    run(NOW + HOUR)
    run(NOW + 26 * HOUR)
    assert act.state == "failed"
    assert study.rounds[1].is_draft
    schedule.cancel_act(act, None, NOW + 27 * HOUR)
    assert not list_troubles(study)


def test_a_paused_round_waits_and_what_fell_due_moves_by_whole_days(study):
    round_ = rounds.open_round(study.rounds[0], now=NOW)
    act = plan(study, "close", NOW + HOUR)
    pausing.pause_round(round_, now=NOW)
    assert run(NOW + 2 * DAY) == 0
    assert round_.is_open
    assert pausing.resume_round(round_, now=NOW + 2 * DAY + HOUR) == 1
    assert act.due_at == NOW + HOUR + 3 * DAY
    assert round_.closes_on == act.due_at.astimezone(SEOUL).date()
    assert run(NOW + 2 * DAY + HOUR) == 0


def test_a_fault_in_one_act_holds_up_no_other(study):
    other = factories.make_study(n_drivers=0)
    factories.make_round(other, opened=False)
    rounds.open_round(study.rounds[0], now=NOW)
    broken = plan(study, "close", NOW + HOUR)
    plan(other, "open", NOW + 2 * HOUR)

    def fail(round_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        schedule.run_planned_acts(NOW + 3 * HOUR, fail)
    assert other.rounds[0].is_open
    assert (broken.state, broken.note) == ("planned", {"code": "fault"})


@pytest.mark.parametrize(
    ("kind", "due"),
    [("remind", NOW + HOUR), ("close", NOW + HOUR), ("open", NOW), ("open", NOW + 5 * HOUR)],
    ids=["reminder before the opening", "close before the opening", "time that is over", "planned twice"],
)
def test_what_makes_no_sense_is_refused(study, kind, due):
    plan(study, "open", NOW + 2 * HOUR)
    with pytest.raises(IllegalTransition):
        plan(study, kind, due)


def test_the_deadline_takes_a_planned_close_along(study):
    rounds.open_round(study.rounds[0], now=NOW)
    act = plan(study, "close", NOW + HOUR)
    assert schedule.extend_round(study.rounds[0], date(2026, 3, 20), None, NOW)
    assert act.due_at.astimezone(SEOUL).date() == date(2026, 3, 20)
    with pytest.raises(IllegalTransition, match="closes by itself"):
        schedule.extend_round(study.rounds[0], None, None, NOW)
    assert study.rounds[0].closes_on == date(2026, 3, 20)


def test_reminders_planned_for_the_night_go_out_in_the_morning(study):
    rounds.open_round(study.rounds[0], now=NOW)
    for message in db.session.scalars(select(OutboxMessage)):
        _sent(message, NOW)
    night = datetime(2026, 3, 9, 14, tzinfo=UTC)  # 23 o'clock in Seoul
    act = plan(study, "remind", night)
    run(night)
    assert act.note == {"n": 6}
    queued = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder")).all()
    assert {message.not_before.astimezone(SEOUL).time() for message in queued} == {time(8)}


@transaction
def _sent(message, at):
    message.sent_at = at


def test_the_background_carries_out(app, study):
    act = plan(study, "open", datetime.now(UTC) + timedelta(seconds=0.2))
    _due(act)
    send_once(app)
    assert db.session.get(Round, act.round_id).is_open


@transaction
def _due(act):
    act.due_at = datetime.now(UTC) - timedelta(seconds=1)
