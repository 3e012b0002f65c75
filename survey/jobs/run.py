"""Running jobs: each in a process of its own, so that it can be stopped and takes its memory along.

A thread beside the server looks for waiting jobs, starts a process for one at a time and gives back what
died. The process says every few seconds that it lives; whoever finds a job without that sign queues it again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from flask import Flask, current_app

from survey.config import ROOT
from survey.db import db
from survey.errors import TholosError
from survey.jobs.handlers import HANDLERS
from survey.jobs.registry import WORKING, JobContext, JobStopped
from survey.models import Account, Study
from survey.operations import jobs as operations
from survey.queries.jobs import find_job, next_waiting

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_BETWEEN_BEATS = 3.0


def run_job(job_id: str) -> None:
    """Take up a waiting job and work on it here; do nothing when another has it."""
    job = operations.claim_job(job_id)
    if job is None:
        return
    arguments = dict(job.arguments)
    account = db.session.get(Account, job.asked_by) if job.asked_by else None
    study = db.session.get(Study, job.study_id) if job.study_id else None
    try:
        result = HANDLERS[job.kind](JobContext(job_id, account), study, **arguments)
    except JobStopped:
        operations.end_stopped_job(job_id)
    except TholosError as error:
        operations.fail_job(job_id, error)
    except Exception as error:
        db.session.rollback()
        log.error("job_failed", kind=job.kind, error=type(error).__name__)
        operations.fail_job(job_id, None)
    else:
        operations.finish_job(job_id, result)


def run_as_process(job_id: str) -> None:
    """Run a job in this process, with a sign of life beside it; what `flask job run` does."""
    beating = threading.Thread(
        target=_beat, args=(current_app._get_current_object(), job_id), name="beat", daemon=True
    )
    beating.start()
    run_job(job_id)


def _beat(app: Flask, job_id: str) -> None:
    """Say that the job lives, and end this process when it should not go on."""
    pause = threading.Event()
    while not pause.wait(SECONDS_BETWEEN_BEATS):
        with app.app_context():
            try:
                job = find_job(job_id)
                if job is not None and job.is_stop_wanted and not job.is_ended:
                    operations.end_stopped_job(job_id)
                    os._exit(0)  # whatever was not committed is undone by the database
                operations.beat(job_id)
            except Exception as error:
                log.warning("beat_failed", error=type(error).__name__)
            finally:
                db.session.remove()


def start_working(app: Flask, seconds: float = SECONDS_BETWEEN_LOOKS) -> threading.Thread:
    """Start the thread that runs jobs; several, in one process or many, share the work."""
    wake = threading.Event()
    app.extensions[WORKING] = wake
    thread = threading.Thread(target=_work_for_ever, args=(app, wake, seconds), name="jobs", daemon=True)
    thread.start()
    return thread


def _work_for_ever(app: Flask, wake: threading.Event, seconds: float) -> None:
    while True:
        wake.wait(seconds)
        wake.clear()
        work_once(app)


def work_once(app: Flask) -> None:
    """Give back what died, then run one waiting job after the other until none waits."""
    with app.app_context():
        try:
            operations.give_back_silent(datetime.now(UTC))
            while job_id := next_waiting():
                _run_apart(job_id)
        except Exception as error:
            log.error("jobs_failed", error=type(error).__name__)
        finally:
            db.session.remove()


def _run_apart(job_id: str) -> None:
    db.session.remove()
    environment = {**os.environ, **_settings()}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "job", "run", job_id],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    code = process.wait()
    if code != 0:
        log.error("job_died", code=code)
        with suppress(TholosError):
            operations.give_back(job_id)


def _settings() -> dict[str, str]:
    """Return what the process must know to be this very application."""
    config = current_app.config
    return {
        "SECRET_KEY": config["SECRET_KEY"],
        "PANEL_KEY": config["PANEL_KEY"],
        "DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
        "PUBLIC_URL": config["PUBLIC_URL"],
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
    }
