"""Long work: asked once, taken up once, told how far it is, stopped, begun again when its process dies."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from survey.config import ROOT
from survey.db import db, transaction
from survey.errors import NothingToDecide
from survey.jobs import enqueue, registry
from survey.jobs.run import run_job, work_once
from survey.models import Job, JobState, Report
from survey.operations import jobs
from survey.queries.jobs import find_job
from tests.factories import make_account, make_panel, make_rounds, make_study
from tests.postgres import on_both_databases
from tests.world import run_round


@pytest.fixture
def study(app):
    return make_study(n_drivers=1, owner=make_account())


@pytest.fixture
def kind(monkeypatch):
    """A kind of job that does what the test says."""
    acts = []
    monkeypatch.setitem(registry.HANDLERS, "test", lambda context, study: acts.pop(0)(context))
    return acts


def add(study):
    return jobs.add_job(study, "test", {})


def state(job) -> str:
    return find_job(job.id).state


@on_both_databases
def test_the_same_request_pressed_twice_is_one_job(study):
    assert add(study).id == add(study).id
    jobs.claim_job()
    assert add(study).state == JobState.RUNNING
    jobs.finish_job(add(study).id, {})
    assert add(study).state == JobState.QUEUED


@on_both_databases
def test_of_many_workers_one_gets_a_job(app, study):
    job_id, got = add(study).id, []
    gate = threading.Barrier(6)

    def claim():
        with app.app_context():
            gate.wait()
            job = jobs.claim_job(job_id)
            got.append(job is not None)
            db.session.remove()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]


def test_a_finished_job_says_where_its_result_is(study, kind):
    kind.append(lambda context: context.progress(0.5, "reading") or {"endpoint": "axes.show_axes"})
    job = add(study)
    run_job(job.id)
    assert (state(job), job.result, job.progress) == ("done", {"endpoint": "axes.show_axes"}, 1)


def test_a_domain_error_is_kept_in_words_and_another_is_not_shown(study, kind):
    def refuse(context):
        raise NothingToDecide("Round %(number)s is open.", number=3)

    def break_down(context):
        raise KeyError("canary")

    kind += [refuse, break_down]
    first = add(study)
    run_job(first.id)
    assert (first.state, first.error, first.result["params"]) == (
        "failed",
        "Round %(number)s is open.",
        {"number": 3},
    )
    second = add(study)
    run_job(second.id)
    assert (second.state, second.error) == ("failed", jobs.UNEXPECTED)


def test_a_stop_ends_a_waiting_job_at_once_and_a_running_one_at_its_next_sign(study, kind):
    waiting = jobs.stop_job(add(study))
    assert waiting.state == JobState.CANCELLED
    running = add(study)
    kind.append(lambda context: jobs.stop_job(find_job(running.id)) and context.progress(0.5, "reading"))
    run_job(running.id)
    assert state(running) == "cancelled"


@on_both_databases
def test_a_silent_job_is_queued_again_and_fails_after_three_times(study):
    job = add(study)
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        assert jobs.claim_job(job.id).attempts == attempt
        assert jobs.give_back_silent(datetime.now(UTC)) == []
        assert jobs.give_back_silent(datetime.now(UTC) + jobs.SILENT + timedelta(seconds=1)) == [job.id]
    assert (state(job), job.error) == ("failed", jobs.LOST)


def test_without_a_worker_a_job_runs_at_once_and_elsewhere_it_waits(app, study, kind):
    kind.append(lambda context: {"endpoint": "axes.show_axes"})
    assert state(enqueue(study, "test", {}, None)) == "done"
    app.config["JOBS"] = "elsewhere"
    assert state(enqueue(study, "test", {}, None)) == "queued"


def environment(app) -> dict[str, str]:
    names = {"SECRET_KEY": "SECRET_KEY", "PANEL_KEY": "PANEL_KEY", "DATABASE_URL": "SQLALCHEMY_DATABASE_URI"}
    return {**os.environ, **{name: app.config[key] for name, key in names.items()}}


def test_a_killed_process_leaves_nothing_and_the_job_is_done_by_the_next(app):
    study = make_study(n_drivers=2, owner=make_account())
    run_round(make_rounds(study)[0], make_panel(study, 6))
    job = jobs.add_job(study, "report", {"language": "en"})
    program = [sys.executable, "-m", "flask", "--app", "app", "job", "run", job.id]
    process = subprocess.Popen(program, cwd=ROOT, env=environment(app), stderr=subprocess.DEVNULL)
    wait_for(lambda: state(job) == "running")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert db.session.query(Report).count() == 0
    assert state(job) == "running"
    jobs.give_back(job.id)
    assert state(job) == "queued"
    work_once(app)
    assert state(job) == "done"
    assert db.session.query(Report).one().language == "en"


def wait_for(fact, seconds=60):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


# Pages


def test_the_page_of_a_job_tells_reloads_stops_and_leads_on(visitor, study):
    coordinator = visitor.sign_in(make_account(study=study))
    job = jobs.add_job(study, "report", {"language": "en"})
    here = {"study_id": study.id, "job_id": job.id}
    page = coordinator.get("jobs.show_job", **here)
    assert "It waits for its turn." in page.text
    told = json.loads(coordinator.get("jobs.job_state", **here).html)
    assert told == {"is_ended": False, "progress": 0.0, "words": "It waits for its turn."}
    coordinator.post("jobs.stop_job", **here)
    assert "It was stopped; nothing was changed." in coordinator.get("jobs.show_job", **here).text
    assert "It was stopped" in coordinator.get("jobs.list_jobs", study_id=study.id).text


def test_a_job_of_another_study_is_not_there(visitor, study):
    coordinator = visitor.sign_in(make_account(study=study))
    job = jobs.add_job(make_study(n_drivers=1), "report", {"language": "en"})
    coordinator.get("jobs.show_job", status=404, study_id=study.id, job_id=job.id)


@transaction
def fail(job: Job, message: str, params: dict) -> None:
    job.state, job.error, job.result = JobState.FAILED, message, {"params": params}


def test_a_failed_job_says_why_in_the_language_of_the_reader(visitor, study):
    coordinator = visitor.sign_in(make_account(study=study))
    job = jobs.add_job(study, "axes", {})
    fail(job, "Round %(number)s must be closed first.", {"number": 2})
    here = {"study_id": study.id, "job_id": job.id}
    assert "Round 2 must be closed first." in coordinator.get("jobs.show_job", **here).text
    fail(job, jobs.LOST, {})
    assert "The server stopped three times" in coordinator.get("jobs.show_job", **here).text
