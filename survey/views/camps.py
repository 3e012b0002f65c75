"""Schools of thought among the experts: look for them, read what was found."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey import results
from survey.jobs import enqueue
from survey.models import Study
from survey.permissions import Access, requires
from survey.queries.camps import describe_camps

blueprint = Blueprint("camps", __name__, url_prefix="/studies/<study_id>/camps")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show(study: Study) -> ResponseReturnValue:
    """Show whether the experts part into schools of thought, and on what these differ."""
    return render_template("camps/show.html", study=study, board=describe_camps(study))


@blueprint.post("/look")
@requires(Access.ANALYSE)
def look(study: Study) -> ResponseReturnValue:
    """Look for schools of thought."""
    results.check_can_look(study)
    job = enqueue(study, "camps", {}, current_user)
    return redirect(url_for("jobs.show_job", study_id=study.id, job_id=job.id), code=303)
