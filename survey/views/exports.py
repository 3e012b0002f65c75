"""Exports: what may leave the study as data, what to mind, and the files."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey.errors import TooFewAnswers
from survey.exports import make_bundle
from survey.exports.answers import read_answers
from survey.exports.spss import can_write_spss
from survey.models import Study
from survey.operations.record import record_export
from survey.permissions import Access, requires
from survey.views.errors import say

blueprint = Blueprint("exports", __name__, url_prefix="/studies/<study_id>/exports")


@blueprint.get("")
@requires(Access.ANALYSE)
def show_exports(study: Study) -> ResponseReturnValue:
    """Say what can be exported, how far it protects the panel, and what remains to be minded."""
    table, refusal = None, ""
    try:
        table = read_answers(study)
    except TooFewAnswers as error:
        refusal = say(error)
    return render_template(
        "exports/show_exports.html", study=study, table=table, refusal=refusal, has_spss=can_write_spss()
    )


@blueprint.post("/<file_name>")
@requires(Access.ANALYSE)
def export_answers(study: Study, file_name: str) -> ResponseReturnValue:
    """Send one of the files, and note in the audit log that it was taken."""
    content = make_bundle(study, file_name)
    record_export(study, current_user, file_name)
    return send_file(
        BytesIO(content), as_attachment=True, download_name=f"{study.code}-{file_name}", etag=False
    )
