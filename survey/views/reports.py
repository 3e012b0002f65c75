"""Reports: make, list, read, download."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey.errors import NotFound
from survey.filters import localized
from survey.jobs import enqueue
from survey.models import Report, Study
from survey.permissions import Access, requires
from survey.queries import studies

blueprint = Blueprint("reports", __name__, url_prefix="/studies/<study_id>/reports")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def list_reports(study: Study) -> ResponseReturnValue:
    """Show the reports made of a study."""
    reports = studies.list_reports(study)
    return render_template("reports/list_reports.html", study=study, reports=reports)


@blueprint.post("/make")
@requires(Access.ANALYSE)
def make_report(study: Study) -> ResponseReturnValue:
    """Make the report in one language."""
    language = request.form.get("language", "")
    if language not in study.languages:
        raise NotFound("Choose one of the study’s languages.")
    job = enqueue(study, "report", {"language": language}, current_user)
    return redirect(url_for("jobs.show_job", study_id=study.id, job_id=job.id), code=303)


@blueprint.get("/<report_id>")
@requires(Access.READ_RESULTS)
def read_report(study: Study, report_id: str) -> ResponseReturnValue:
    """Show a report as a page."""
    report = studies.get_report(study, report_id)
    return Response(report.html, mimetype="text/html")


@blueprint.get("/<report_id>/pdf")
@requires(Access.READ_RESULTS)
def download_report(study: Study, report_id: str) -> ResponseReturnValue:
    """Send a report as a PDF file."""
    report = studies.get_report(study, report_id)
    return send_file(
        BytesIO(report.pdf),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=_file_name(study, report),
        conditional=False,
        etag=False,  # a tag would tell whether anything changed, before anybody reads it
    )


def _file_name(study: Study, report: Report) -> str:
    title = localized(study.title, report.language).replace("/", "-")
    return f"{title} {report.number}.pdf"
