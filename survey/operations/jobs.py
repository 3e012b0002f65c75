"""Jobs: asking for long work, taking it up, saying how far it is, ending it. One short transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from survey.db import db, transaction
from survey.errors import TholosError
from survey.models import Account, Job, JobState, Study
from survey.operations.record import record_act

SILENT = timedelta(seconds=30)
"""After so long without a sign of life whoever worked on a job is taken for dead."""
MOST_ATTEMPTS = 3
UNEXPECTED, LOST = "unexpected", "lost"
"""What stands in place of a domain error's message when there was none; survey/words says it."""


@transaction
def add_job(
    study: Study | None, kind: str, arguments: Mapping[str, Any], account: Account | None = None
) -> Job:
    """Queue a job; the same one that still waits or runs is returned in place of a second."""
    for job in db.session.scalars(
        select(Job).filter_by(study_id=study.id if study else None, kind=kind).order_by(Job.asked_at)
    ):
        if not job.is_ended and job.arguments == dict(arguments):
            return job
    job = Job(
        study_id=study.id if study else None,
        kind=kind,
        arguments=dict(arguments),
        asked_by=account.id if account else None,
        asked_at=datetime.now(UTC),
        result={},
    )
    db.session.add(job)
    db.session.flush()
    record_act(account, job.study_id, "job_asked", work=kind)
    return job


@transaction
def claim_job(job_id: str | None = None) -> Job | None:
    """Take up one waiting job, or the one named; of several who try, one gets it."""
    waiting = select(Job).filter_by(state=JobState.QUEUED).order_by(Job.asked_at, Job.id).limit(1)
    job = db.session.scalar(waiting.filter_by(id=job_id) if job_id else waiting)
    if job is None:
        return None
    now = datetime.now(UTC)
    taken = db.session.execute(
        update(Job)
        .filter_by(id=job.id, state=JobState.QUEUED)
        .values(
            state=JobState.RUNNING,
            started_at=now,
            heartbeat_at=now,
            attempts=Job.attempts + 1,
            progress=0.0,
            step="",
        )
    )
    db.session.expire_all()
    return job if taken.rowcount else None


@transaction
def beat(job_id: str) -> bool:
    """Note a sign of life; say whether the job should go on."""
    job = db.session.get(Job, job_id)
    if job is None or job.state != JobState.RUNNING:
        return False
    job.heartbeat_at = datetime.now(UTC)
    return not job.is_stop_wanted


@transaction
def note_progress(job_id: str, share: float, step: str) -> None:
    """Note how far a running job is."""
    db.session.execute(
        update(Job).filter_by(id=job_id, state=JobState.RUNNING).values(progress=share, step=step)
    )


@transaction
def finish_job(job_id: str, result: Mapping[str, Any]) -> None:
    """End a job well; result says where to look (`endpoint`, `values`) and what came out."""
    _end(job_id, JobState.DONE, progress=1.0, result=dict(result))


@transaction
def fail_job(job_id: str, error: TholosError | None) -> None:
    """End a job that cannot be done; a domain error is kept with its figures and said when it is read."""
    message, params = (error.message, error.params) if error else (UNEXPECTED, {})
    said = {name: value if isinstance(value, (int, float)) else str(value) for name, value in params.items()}
    _end(job_id, JobState.FAILED, error=message, result={"params": said})


@transaction
def stop_job(job: Job, account: Account | None = None) -> Job:
    """Stop a job: at once while it waits, at its next sign of life while it runs."""
    if job.state == JobState.QUEUED:
        _end(job.id, JobState.CANCELLED)
    elif job.state == JobState.RUNNING:
        job.is_stop_wanted = True
    record_act(account, job.study_id, "job_stopped", kind=job.kind)
    return job


@transaction
def end_stopped_job(job_id: str) -> None:
    """End a job whose stop was wanted, once nobody works on it any more."""
    _end(job_id, JobState.CANCELLED)


@transaction
def give_back(job_id: str) -> None:
    """Queue a job again whose worker died; after the third time it fails and says so."""
    job = db.session.get(Job, job_id)
    if job is None or job.state != JobState.RUNNING:
        return
    if job.is_stop_wanted:
        _end(job_id, JobState.CANCELLED)
    elif job.attempts >= MOST_ATTEMPTS:
        _end(job_id, JobState.FAILED, error=LOST, result={"params": {}})
    else:
        job.state, job.heartbeat_at = JobState.QUEUED, None


@transaction
def give_back_silent(now: datetime) -> list[str]:
    """Queue again whatever gave no sign of life for too long; return the ids."""
    running = select(Job.id).filter(Job.state == JobState.RUNNING, Job.heartbeat_at < now - SILENT)
    silent = list(db.session.scalars(running))
    for job_id in silent:
        give_back(job_id)
    return silent


def _end(job_id: str, state: JobState, **values: Any) -> None:
    db.session.execute(
        update(Job)
        .filter(Job.id == job_id, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
        .values(state=state, ended_at=datetime.now(UTC), **values)
    )
    db.session.expire_all()
