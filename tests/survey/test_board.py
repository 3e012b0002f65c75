"""The board of a study: what it counts, what waits, what happens next, what can be done without harm."""

from datetime import UTC, datetime, timedelta

import pytest

from survey.db import transaction
from survey.models import Role
from survey.operations import leaving, pausing, rounds, schedule
from survey.operations.links import report_misdirected
from survey.queries.boards_counts import PanelCounts, count_panel
from survey.queries.boards_now import get_now
from survey.queries.responses import own_answers
from survey.results import freeze_round
from tests import factories
from tests.pages import words

NOW = datetime.now(UTC)


@pytest.fixture
def study(app):
    """A study with an open round and a panel of eight."""
    study = factories.make_study(n_drivers=0)
    factories.make_panel(study, 8)
    factories.make_round(study, n_questions=2)
    return study


@pytest.fixture
def coordinator(visitor, study):
    return visitor.sign_in(factories.make_account(study=study, role=Role.EDITOR))


def experts(study):
    from survey.queries.panel import list_members

    return [member.invitation for member in list_members(study, None)]


def codes(study, now=NOW):
    return [each.code for each in get_now(study, 0, now).decisions]


@transaction
def set_problem(expert, problem):
    expert.address_problem = problem


def test_each_person_is_counted_once(study):
    refused, stranger, gone, left, quiet, _here, *_ = experts(study)
    factories.answer_round(study.rounds[0], [left])
    set_problem(refused, "refused")
    report_misdirected(stranger)
    for expert in (gone, left):
        leaving.leave_study(study, expert, factories.panelist_id(study, expert), NOW)
    leaving.stop_mail(study, quiet, NOW.date())
    assert count_panel(study) == PanelCounts(n_bounced=1, n_declined=2, n_left=1, n_stopped=1)


def test_an_empty_study_says_what_comes_first(visitor, app):
    study = factories.make_study(n_drivers=0)
    coordinator = visitor.sign_in(factories.make_account(study=study, role=Role.OWNER))
    page = coordinator.get("studies.board", study_id=study.id)
    assert "First frame the study" in page.text
    assert "everything can be changed until the first round opens" in page.text


def test_days_are_those_of_the_studys_zone(study):
    @transaction
    def move(zone):
        study.time_zone = zone

    night = datetime(2030, 5, 1, 20, tzinfo=UTC)  # 2 May, 5 o'clock in Seoul
    rounds.set_deadline(study.rounds[0], datetime(2030, 5, 3, tzinfo=UTC).date())
    found = {}
    for zone in ("UTC", "Asia/Seoul"):
        move(zone)
        found[zone] = get_now(study, 0, night).days_left
    assert found == {"UTC": 2, "Asia/Seoul": 1}


def test_a_deadline_that_is_over_waits_for_a_decision_unless_a_close_is_planned(study):
    rounds.set_deadline(study.rounds[0], NOW.date())
    later = NOW + timedelta(days=3)
    assert codes(study) == []
    assert codes(study, later) == ["overdue"]
    schedule.plan_act(study.rounds[0], "close", NOW + timedelta(days=9), None, NOW)
    assert codes(study, later) == []


def test_what_could_not_be_done_stands_there_with_its_reason(coordinator, study):
    factories.make_round(study, opened=False)
    schedule.plan_act(study.rounds[1], "open", NOW + timedelta(hours=1), None, NOW)
    schedule.run_planned_acts(NOW + timedelta(hours=1), freeze_round)
    page = coordinator.get("studies.board", study_id=study.id)
    assert "not done. Close round 1 first." in page.text


def test_pause_and_resume_from_the_pages(coordinator, study):
    where = {"study_id": study.id, "number": 1}
    coordinator.post("rounds.pause_round", **where)
    page = coordinator.get("studies.board", study_id=study.id)
    assert "Round 1 is paused: the panel cannot answer" in page.text
    assert codes(study) == ["paused"]
    coordinator.post("rounds.pause_round", **where)  # twice is once
    coordinator.post("rounds.resume_round", **where)
    assert codes(study) == []


def test_planning_shows_again_what_was_typed(coordinator, study):
    typed = {"kind": "close", "round": "1", "day": "2020-01-01", "at": "09:00"}
    page = coordinator.post("schedule.plan_act", typed, 422, study_id=study.id)
    assert "This time is over. Choose a later one." in page.text
    kept = page.form_data("at")
    assert {name: kept[name] for name in typed} == typed
    for wrong in ({"day": "no day"}, {"at": "25:99"}, {"kind": "burn"}, {"round": "77"}):
        coordinator.post("schedule.plan_act", {**typed, "day": "2030-01-01", **wrong}, 422, study_id=study.id)
    coordinator.post("schedule.plan_act", {**typed, "day": "2030-01-01"}, study_id=study.id)
    page = coordinator.get("schedule.show_schedule", study_id=study.id)
    assert [words(each) for each in page.all("span", class_="clock")] == ["Tue 1 Jan 2030, 09:00"]


def test_an_expert_of_a_paused_round_is_told_and_loses_nothing(visitor, study):
    expert = visitor.come_as(experts(study)[0])
    question = study.rounds[0].questions[0]
    pausing.pause_round(study.rounds[0])
    assert "You have" not in expert.get("answer.overview").text
    assert "This round is paused" in expert.get("answer.show_section", number=1, position=1).text
    data = {f"q-{question.id}": "4", f"v-{question.id}": "0"}
    page = expert.post("answer.save_section", data, 423, number=1, position=1)
    assert "What you gave stands here still" in page.text
    assert page.form_data(f"q-{question.id}")[f"q-{question.id}"] == "4"
    pausing.resume_round(study.rounds[0])
    expert.post("answer.save_section", data, number=1, position=1)
    pseudonym = factories.panelist_id(study, experts(study)[0])
    assert own_answers(pseudonym, study.rounds[0])[question.id].number == 4


def test_an_answer_sent_by_the_script_waits_too(visitor, study):
    expert = visitor.come_as(experts(study)[0])
    question = study.rounds[0].questions[0]
    pausing.pause_round(study.rounds[0])
    url = expert.url("answer.save_answer", question_id=question.id)
    data = {"csrf_token": expert.csrf_token(), f"q-{question.id}": "4", f"v-{question.id}": "0"}
    reply = expert.client.post(url, data=data)
    assert reply.status_code == 423
    assert "data-paused" in reply.text
    assert "data-closed" not in reply.text
