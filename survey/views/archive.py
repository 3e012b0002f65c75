"""Whole studies as files: one taken away as an archive, one taken in from an archive or a study file."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.archive.read import is_archive, read_archive, take_archive
from survey.archive.write import write_archive
from survey.errors import TholosError
from survey.forms.archive import ArchiveForm, StudyFileForm, TakeStudyForm, carry, uncarry
from survey.models import Role, Study
from survey.operations.accounts import grant_role
from survey.operations.record import record_archive
from survey.permissions import Access, requires
from survey.studyfile import import_study, parse_study_file
from survey.views.errors import say

blueprint = Blueprint("archive", __name__, url_prefix="/studies")
FAMILIES = ("drivers", "options", "rounds", "findings", "contributions", "reports", "people")


@blueprint.get("/<study_id>/archive")
@requires(Access.OWN_STUDY)
def show_archive(study: Study) -> ResponseReturnValue:
    """Say what an archive of the study holds and what it leaves out."""
    return render_template("archive/show_archive.html", study=study, form=ArchiveForm(formdata=None))


@blueprint.post("/<study_id>/archive")
@requires(Access.OWN_STUDY)
def export_archive(study: Study) -> ResponseReturnValue:
    """Send the study as an archive, and note that it was taken away."""
    with_reports = bool(ArchiveForm().with_reports.data)
    data = write_archive(study, with_reports=with_reports)
    record_archive(study, current_user, with_reports=with_reports, with_people=False)
    name = f"{study.code}.tholos.json"
    return send_file(
        BytesIO(data), mimetype="application/json", as_attachment=True, download_name=name, etag=False
    )


@blueprint.route("/from-file", methods=["GET", "POST"])
@requires(Access.SIGNED_IN)
def choose_file() -> ResponseReturnValue:
    """Ask for a file, and show what it holds before anything is made of it."""
    form = StudyFileForm()
    if not form.validate_on_submit():
        return render_template("archive/choose_file.html", form=form), 422 if form.errors else 200
    try:
        data = form.file.data.read()
        content = _read(data, form.file.data.filename or "")
        act = TakeStudyForm(formdata=None, carried=carry(data), code=content["code"])
    except TholosError as error:
        form.file.errors = [say(error)]
        return render_template("archive/choose_file.html", form=form), 422
    return _preview(act, content)


@blueprint.post("/from-file/take")
@requires(Access.SIGNED_IN)
def take_file() -> ResponseReturnValue:
    """Make a study of a file that was looked at."""
    form = TakeStudyForm()
    try:
        data = uncarry(form.carried.data or "")
        content = _read(data, _("The file"))
    except TholosError as error:
        flash(say(error), "error")
        return redirect(url_for("archive.choose_file"), code=303)
    if not form.validate():
        return _preview(form, content), 422
    try:
        study = _make(data, content, form.code.data.strip())
    except TholosError as error:
        form.code.errors = [say(error)]
        return _preview(form, content), 422
    flash(_("The study “%(code)s” is made; you own it.", code=study.code))
    return redirect(url_for("studies.board", study_id=study.id), code=303)


def _read(data: bytes, name: str) -> Mapping[str, Any]:
    return read_archive(data).content if is_archive(data) else parse_study_file(data, name)


def _make(data: bytes, content: Mapping[str, Any], code: str) -> Study:
    if is_archive(data):
        return take_archive(read_archive(data), account=current_user, code=code)
    study = import_study({**content, "code": code}, account=current_user)
    grant_role(current_user, study, Role.OWNER, current_user)
    return study


def _preview(form: TakeStudyForm, content: Mapping[str, Any]) -> str:
    entries = {family: content.get(family) for family in FAMILIES}
    counts = {family: len(each) for family, each in entries.items() if isinstance(each, list)}
    rounds = [each for each in entries["rounds"] or [] if isinstance(each, dict)]
    n_closed = sum(bool(each.get("closed_at")) for each in rounds)
    title = content.get("title")
    titles = title if isinstance(title, dict) else {}
    return render_template("archive/preview.html", form=form, titles=titles, counts=counts, n_closed=n_closed)
