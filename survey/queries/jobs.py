"""Reading jobs; nothing in them tells what an expert answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Job, JobState, Study

SHOWN = 20


def get_job(study: Study, job_id: str) -> Job:
    """Return a job of a study.

    Raises:
        NotFound: when it has no such job.
    """
    job = db.session.scalar(select(Job).filter_by(id=job_id, study_id=study.id))
    if job is None:
        raise NotFound("There is no such job in this study.")
    return job


def find_job(job_id: str) -> Job | None:
    """Return a job of any study; for whoever works on it."""
    db.session.rollback()  # what others wrote meanwhile
    return db.session.get(Job, job_id)


def list_jobs(study: Study) -> Sequence[Job]:
    """Return a study's newest jobs, newest first."""
    return db.session.scalars(
        select(Job).filter_by(study_id=study.id).order_by(Job.asked_at.desc(), Job.id).limit(SHOWN)
    ).all()


def next_waiting() -> str | None:
    """Return the id of the job that has waited longest."""
    db.session.rollback()
    waiting = select(Job.id).filter_by(state=JobState.QUEUED).order_by(Job.asked_at, Job.id).limit(1)
    return db.session.scalar(waiting)
