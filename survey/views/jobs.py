"""Long work: how far it is, what came of it, and stopping it."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.models import JobState, Study
from survey.operations import jobs as operations
from survey.permissions import Access, requires
from survey.queries import jobs as queries

blueprint = Blueprint("jobs", __name__, url_prefix="/studies/<study_id>/jobs")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def list_jobs(study: Study) -> ResponseReturnValue:
    """Show a study's newest jobs."""
    return render_template("jobs/list_jobs.html", study=study, jobs=queries.list_jobs(study))


@blueprint.get("/<job_id>")
@requires(Access.READ_RESULTS)
def show_job(study: Study, job_id: str) -> ResponseReturnValue:
    """Show how far a job is; one that ended well leads on to what it made."""
    job = queries.get_job(study, job_id)
    if job.state == JobState.DONE:
        values = {**job.result.get("values", {}), "study_id": study.id}
        return redirect(url_for(job.result["endpoint"], **values), code=303)
    return render_template("jobs/show_job.html", study=study, job=job)


@blueprint.get("/<job_id>/state")
@requires(Access.READ_RESULTS)
def job_state(study: Study, job_id: str) -> ResponseReturnValue:
    """Tell a script how far a job is."""
    job = queries.get_job(study, job_id)
    return jsonify(
        is_ended=job.is_ended,
        progress=job.progress,
        words=render_template("jobs/_state.txt", job=job).strip(),
    )


@blueprint.post("/<job_id>/stop")
@requires(Access.ANALYSE)
def stop_job(study: Study, job_id: str) -> ResponseReturnValue:
    """Stop a job that waits or runs."""
    job = operations.stop_job(queries.get_job(study, job_id), current_user)
    flash(_("Nothing more is done.") if job.is_ended else _("It stops within a few seconds."))
    return redirect(url_for("jobs.show_job", study_id=study.id, job_id=job.id), code=303)
