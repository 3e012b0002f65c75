"""Links by which stakeholders read released reports: made, copied, renewed, revoked; how often used."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.forms.reports import CHOSEN, ExpiryForm, LinkForm
from survey.models import Report, ReportLink, Study
from survey.operations import report_links as operations
from survey.permissions import Access, requires
from survey.queries import reports as queries
from survey.tokens import hash_token, make_report_token
from survey.words.versions import opened_word, version_name

blueprint = Blueprint("report_links", __name__, url_prefix="/studies/<study_id>/report-links")


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def list_links(study: Study) -> ResponseReturnValue:
    """Show the links to a study's reports, and how often each was used."""
    links = queries.list_links(study)
    counts = {link.id: queries.count_accesses(link) for link in links}
    return render_template(
        "report_links/list_links.html",
        study=study,
        links=links,
        counts=counts,
        today=_today(),
        released=_released(study),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def add_link(study: Study) -> ResponseReturnValue:
    """Make a link for somebody."""
    released = _released(study)
    form = LinkForm().offer([(each, version_name(each)) for each in released])
    if not form.validate_on_submit():
        page = render_template("report_links/add_link.html", study=study, form=form, released=released)
        return page, 422 if form.errors else 200
    chosen = [each for each in released if each.id in form.reports.data]
    link = operations.make_link(
        study,
        form.name.data.strip(),
        form.expires_on.data,
        current_app.config["PANEL_KEY"],
        reports=chosen if form.which.data == CHOSEN else (),
        with_data=form.with_data.data,
        account=current_user,
    )
    flash(_("The link is made. Copy it and hand it on; it can be copied here again as long as it is good."))
    return redirect(url_for(".show_link", study_id=study.id, link_id=link.id), code=303)


@blueprint.get("/<link_id>")
@requires(Access.EDIT_STUDY)
def show_link(study: Study, link_id: str) -> ResponseReturnValue:
    """Show a link for copying, what it opens, and on which days it was used."""
    link = queries.get_link(study, link_id)
    return _show(study, link, ExpiryForm(formdata=None, data={"expires_on": link.expires_on}))


@blueprint.post("/<link_id>/renew")
@requires(Access.EDIT_STUDY)
def renew_link(study: Study, link_id: str) -> ResponseReturnValue:
    """Give a link another last day."""
    link, form = queries.get_link(study, link_id), ExpiryForm()
    if not form.validate():
        return _show(study, link, form), 422
    operations.renew_link(link, form.expires_on.data, current_user)
    flash(_("The link has another last day; its address is the same."))
    return redirect(url_for(".show_link", study_id=study.id, link_id=link.id), code=303)


@blueprint.route("/<link_id>/revoke", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def revoke_link(study: Study, link_id: str) -> ResponseReturnValue:
    """End a link for good, once that is confirmed."""
    link, form = queries.get_link(study, link_id), ExpiryForm(formdata=None)
    if not form.is_submitted():
        return render_template("report_links/revoke_link.html", study=study, link=link)
    operations.revoke_link(link, current_user)
    flash(_("The link is revoked. Whoever was reading by it reads no further."))
    return redirect(url_for(".show_link", study_id=study.id, link_id=link.id), code=303)


def _show(study: Study, link: ReportLink, form: ExpiryForm) -> str:
    token = make_report_token(current_app.config["PANEL_KEY"], link.id)
    is_known = hash_token(token) == link.token_hash  # not after the server's key was changed
    address = f"{current_app.config['PUBLIC_URL']}/r/{token}"
    return render_template(
        "report_links/show_link.html",
        study=study,
        link=link,
        form=form,
        address=address if is_known and link.is_valid_on(_today()) else "",
        is_known=is_known,
        is_valid=link.is_valid_on(_today()),
        readable=[(each, version_name(each)) for each in queries.list_readable(link)],
        days=queries.list_days(link),
        opened_word=opened_word,
        names={each.id: version_name(each) for each in queries.list_reports(study)},
    )


def _released(study: Study) -> list[Report]:
    return [each for each in queries.list_reports(study) if each.is_released]


def _today() -> date:
    return datetime.now(UTC).date()
