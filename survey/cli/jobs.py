"""Long work: one job, or all that wait, where no server runs them."""

from __future__ import annotations

import time

import click
from flask import current_app
from flask.cli import AppGroup

from survey.cli.plain import in_words
from survey.jobs.run import SECONDS_BETWEEN_LOOKS, run_as_process, work_once

job_commands = AppGroup("job", help="Long work beside the requests.")


@job_commands.command("run")
@click.argument("job_id")
@in_words
def run_job(job_id: str) -> None:
    """Work on one waiting job in this process."""
    run_as_process(job_id)


@job_commands.command("work")
@click.option("--once", is_flag=True, help="End when no job waits any more.")
@in_words
def work(once: bool) -> None:
    """Run the jobs that wait, one after the other; for hosts that serve no pages (JOBS=elsewhere)."""
    app = current_app._get_current_object()
    while True:
        work_once(app)
        if once:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)
