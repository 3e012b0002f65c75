"""What stakeholders meet: the link they were sent, the reports that it opens, and nothing else.

Looking at the link changes nothing and is counted nowhere, so that programs that test links in mail do no
harm. Opening it, and opening what it leads to, are sent forms: these are counted by days, and lead on to
addresses that hold no secret.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from survey.errors import NotFound
from survey.models import Report, ReportLink
from survey.operations.report_links import count_access
from survey.permissions import READER_SESSION, Access, requires
from survey.queries import reports as queries
from survey.queries.answering import list_organisers
from survey.queries.reports import Reader
from survey.reports.bar import add_bar
from survey.reports.make import compare_with
from survey.views.reports import send_report
from survey.web import limiter
from survey.words import versions
from survey.words.notice import contact_words

blueprint = Blueprint("reading", __name__)
MOST_LINKS = 10
"""So many links one browser keeps open at a time."""


@blueprint.after_request
def hide_from_search(response: Response) -> Response:
    """Keep these pages out of search engines, whoever publishes a link."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@blueprint.get("/r/<token>")
@requires(Access.PUBLIC)
@limiter.limit("120 per minute")
def show_link(token: str) -> ResponseReturnValue:
    """Say what a link opens; the same page for whoever holds it, without a trace."""
    link = queries.find_reader_link(token)
    if link is None:
        return render_template("reading/unknown_link.html"), 404
    study = queries.get_study_of(link)
    organisers = list_organisers(study)
    if not link.is_valid_on(_today()):
        return render_template("reading/old_link.html", study=study, link=link, organisers=organisers), 410
    return render_template("reading/show_link.html", study=study, token=token, organisers=organisers)


@blueprint.post("/r/<token>")
@requires(Access.PUBLIC)
@limiter.limit("30 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """Let this browser read what a link opens, and count that it was opened."""
    link = queries.find_reader_link(token)
    if link is None:
        return render_template("reading/unknown_link.html"), 404
    if not link.is_valid_on(_today()):
        return redirect(url_for(".show_link", token=token), code=303)
    count_access(link, "opened")
    _keep([*_others(link), link.id])
    return redirect(url_for(".show", link_id=link.id), code=303)


@blueprint.get("/reading/<link_id>")
@requires(Access.READER)
def show(reader: Reader) -> ResponseReturnValue:
    """Show the answer first, then the reports that the link opens."""
    language = str(get_locale())
    reports = sorted(queries.list_readable(reader.link), key=lambda each: each.language != language)
    return render_template(
        "reading/show.html",
        study=reader.study,
        link=reader.link,
        reports=reports,
        first=_pick(reports),
        with_data=queries.list_with_data(reports),
        news={each.id: _history(each) for each in reports},
        withdrawn=[
            (each, versions.withdrawn_words(each.withdrawal)) for each in queries.list_withdrawn(reader.link)
        ],
        organisers=list_organisers(reader.study),
        contact=contact_words(reader.study, language),
        versions=versions,
    )


@blueprint.post("/reading/<link_id>/<report_id>/<any(page, pdf, data):what>")
@requires(Access.READER)
@limiter.limit("60 per minute")
def open_report(reader: Reader, report_id: str, what: str) -> ResponseReturnValue:
    """Count that a report was opened, and lead on to it."""
    report = _find(reader, report_id, what)
    count_access(reader.link, what, report.id)
    return redirect(url_for(".read", link_id=reader.link.id, report_id=report.id, what=what), code=303)


@blueprint.get("/reading/<link_id>/<report_id>/<any(page, pdf, data):what>")
@requires(Access.READER)
def read(reader: Reader, report_id: str, what: str) -> ResponseReturnValue:
    """Show a released report as a page, or send it as a file."""
    report = _find(reader, report_id, what)
    if what != "page":
        return send_report(reader.study, report, what)
    place = {"link_id": reader.link.id, "report_id": report.id}
    with force_locale(report.language):
        links = [
            {"text": _("All reports of this study"), "href": url_for(".show", link_id=reader.link.id)},
            {"text": "PDF", "href": url_for(".open_report", what="pdf", **place), "token": generate_csrf()},
        ]
    return Response(add_bar(report.html, report.language, links), mimetype="text/html")


@blueprint.post("/reading/<link_id>/leave")
@requires(Access.READER)
def leave(reader: Reader) -> ResponseReturnValue:
    """Let this browser forget the link."""
    _keep(_others(reader.link))
    flash(_("This device has forgotten the link. Open it again to go on reading."))
    return redirect(url_for("home.index"), code=303)


def _find(reader: Reader, report_id: str, what: str) -> Report:
    report = queries.get_readable(reader.link, report_id)
    if what == "data" and not (reader.link.with_data and report.annex is not None):
        raise NotFound("This link opens no data annex.")
    return report


def _pick(reports: list[Report]) -> Report | None:
    """Return the report whose answer stands first: the shortest there is, and the reader's language first."""
    return next((each for each in reports if each.basis), None)


def _history(report: Report) -> list[str]:
    """Return what is new in a version against the released one before it."""
    before = queries.find_previous(report, is_released=True)
    return versions.news_words(compare_with(before, report.basis)) if before else []


def _others(link: ReportLink) -> list[str]:
    return [each for each in session.get(READER_SESSION, []) if each != link.id]


def _keep(links: list[str]) -> None:
    session[READER_SESSION] = links[-MOST_LINKS:]


def _today() -> date:
    return datetime.now(UTC).date()
