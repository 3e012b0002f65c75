"""Long work beside the requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from survey.jobs.registry import WORKING
from survey.jobs.run import run_job
from survey.models import Account, Job, Study
from survey.operations import jobs as operations


def enqueue(study: Study | None, kind: str, arguments: Mapping[str, Any], account: Account | None) -> Job:
    """Ask for a job; it starts at once in the background, or here and now where nothing runs there."""
    job = operations.add_job(study, kind, arguments, account)
    worker = current_app.extensions.get(WORKING)
    if worker is not None:
        worker.set()
    elif current_app.config["JOBS"] == "here":
        run_job(job.id)
    return job
