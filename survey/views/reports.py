"""Reports: make a version, look at it, release it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotFound, TholosError
from survey.filters import localized
from survey.forms.reports import MakeReportForm, WithdrawForm
from survey.jobs import enqueue
from survey.models import Job, Paper, Profile, Report, Study
from survey.operations.reports import refuse_release, withdraw_report
from survey.permissions import Access, requires
from survey.queries import reports as queries
from survey.reports.assembly import build_report
from survey.reports.bar import add_bar
from survey.reports.cautions import list_cautions
from survey.reports.content import hash_report
from survey.reports.edition import Edition
from survey.reports.make import compare_with, says_the_same
from survey.reports.outline import REQUIRED, choices
from survey.views.errors import say
from survey.words import versions

blueprint = Blueprint("reports", __name__, url_prefix="/studies/<study_id>/reports")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def list_reports(study: Study) -> ResponseReturnValue:
    """Show every version of a study's reports."""
    reports, today = queries.list_reports(study), datetime.now(UTC).date()
    return render_template(
        "reports/list_reports.html",
        study=study,
        reports=queries.by_reader(reports),
        draft=queries.find_waiting(reports),
        versions=versions,
        n_links=sum(each.is_valid_on(today) for each in queries.list_links(study)),
    )


@blueprint.get("/make")
@requires(Access.ANALYSE)
def choose_report(study: Study) -> ResponseReturnValue:
    """Ask which version to make."""
    return _ask(study, _offer(study))


@blueprint.post("/make")
@requires(Access.ANALYSE)
def make_report(study: Study) -> ResponseReturnValue:
    """Make a version in each chosen language, unless it would say the same as the one before."""
    form = _offer(study)
    if not form.validate():
        return _ask(study, form), 422
    editions = [_read_edition(study, form, language) for language in form.languages.data]
    same = [] if form.again.data else [says_the_same(study, each, list(each.sections)) for each in editions]
    if any(same):
        found = [each for each in same if each]
        return _ask(study, form, found), 409
    jobs = [_enqueue(study, edition, form.note.data.strip()) for edition in editions]
    if len(jobs) > 1:
        return redirect(url_for("jobs.list_jobs", study_id=study.id), code=303)
    return redirect(url_for("jobs.show_job", study_id=study.id, job_id=jobs[0].id), code=303)


@blueprint.get("/<report_id>/version")
@requires(Access.READ_RESULTS)
def show_version(study: Study, report_id: str) -> ResponseReturnValue:
    """Show what is known of a version, and what can be done with it."""
    report = queries.get_report(study, report_id)
    released = queries.find_previous(report, is_released=True)
    return render_template(
        "reports/show_version.html",
        study=study,
        report=report,
        versions=versions,
        has_data=bool(queries.list_with_data([report])),
        news=versions.news_words(report.news),
        for_readers=versions.news_words(compare_with(released, report.basis)) if released else [],
    )


@blueprint.get("/<report_id>")
@requires(Access.READ_RESULTS)
def read_report(study: Study, report_id: str) -> ResponseReturnValue:
    """Show a report as a page."""
    report = queries.get_report(study, report_id)
    with force_locale(report.language):
        back = {"text": _("Back to the version"), "href": url_for(".show_version", **_place(study, report))}
    return Response(add_bar(report.html, report.language, [back]), mimetype="text/html")


@blueprint.get("/<report_id>/pdf")
@requires(Access.READ_RESULTS)
def download_report(study: Study, report_id: str) -> ResponseReturnValue:
    """Send a report as a PDF file."""
    report = queries.get_report(study, report_id)
    return send_report(study, report, "pdf")


@blueprint.get("/<report_id>/data")
@requires(Access.READ_RESULTS)
def download_data(study: Study, report_id: str) -> ResponseReturnValue:
    """Send the data annex of a report."""
    return send_report(study, queries.get_report(study, report_id), "data")


@blueprint.route("/<report_id>/release", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def release(study: Study, report_id: str) -> ResponseReturnValue:
    """Say what releasing a version means, and have its final files made."""
    report = queries.get_report(study, report_id)
    context = build_report(study, report.language)
    try:
        refuse_release(report, hash_report(context))
    except TholosError as error:
        return render_template(
            "reports/cannot_release.html", study=study, report=report, versions=versions, why=say(error)
        ), 409
    if request.method == "POST":
        job = enqueue(study, "release", {"report_id": report.id}, current_user)
        return redirect(url_for("jobs.show_job", study_id=study.id, job_id=job.id), code=303)
    today = datetime.now(UTC).date()
    links = [each for each in queries.list_links(study) if each.is_valid_on(today) and not each.report_ids]
    return render_template(
        "reports/release.html",
        study=study,
        report=report,
        versions=versions,
        cautions=list_cautions(study, context),
        links=links,
        replaced=queries.find_newest(study, report.profile, report.language, is_released=True),
    )


@blueprint.route("/<report_id>/withdraw", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def withdraw(study: Study, report_id: str) -> ResponseReturnValue:
    """Say what withdrawing a version means, and do it with a reason."""
    report, form = queries.get_report(study, report_id), WithdrawForm()
    if form.validate_on_submit():
        withdraw_report(report, form.reason.data.strip(), current_user)
        flash(_("The version is withdrawn. No link opens it any more."))
        return redirect(url_for(".show_version", **_place(study, report)), code=303)
    remains = queries.find_previous(report, is_released=True)
    page = render_template(
        "reports/withdraw.html", study=study, report=report, versions=versions, form=form, remains=remains
    )
    return page, 422 if form.errors else 200


def send_report(study: Study, report: Report, what: str) -> Response:
    """Send a version's PDF or data as a file that is named after its study."""
    content = report.pdf if what == "pdf" else report.annex
    if content is None:
        raise NotFound("This version has no data annex.")
    title = localized(study.title, report.language).replace("/", "-")
    suffix, kind = ("pdf", "application/pdf") if what == "pdf" else ("zip", "application/zip")
    return send_file(
        BytesIO(content),
        mimetype=kind,
        as_attachment=True,
        download_name=f"{title} {report.number}.{suffix}",
        conditional=False,
        etag=False,  # a tag would tell whether anything changed, before anybody reads it
    )


def _place(study: Study, report: Report) -> dict[str, str]:
    return {"study_id": study.id, "report_id": report.id}


def _ask(study: Study, form: MakeReportForm, same: Sequence[Report] = ()) -> str:
    return render_template("reports/make_report.html", study=study, form=form, versions=versions, same=same)


def _offer(study: Study) -> MakeReportForm:
    language = str(get_locale())
    sections = choices(build_report(study, language), Profile.FULL)
    return MakeReportForm().offer(study, [(each.anchor, each.title) for each in sections], language)


def _read_edition(study: Study, form: MakeReportForm, language: str) -> Edition:
    profile = Profile(form.profile.data)
    offered = [each.anchor for each in choices(build_report(study, language), profile)]
    return Edition(language, profile, Paper(form.paper.data), form.chosen_sections(offered, REQUIRED))


def _enqueue(study: Study, edition: Edition, note: str) -> Job:
    arguments = {
        "language": edition.language,
        "profile": str(edition.profile),
        "paper": str(edition.paper),
        "sections": list(edition.sections),
        "note": note,
    }
    return enqueue(study, "report", arguments, current_user)
