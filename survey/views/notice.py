"""The coordinator's part of the notice that experts agree to."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from survey.forms.notice import make_notice_form, read_notice
from survey.models import Study
from survey.operations.consent import change_notice
from survey.permissions import Access, requires
from survey.queries.consent import count_consents
from survey.views.studies import blueprint
from survey.words.notice import write_notice


@blueprint.route("/<study_id>/notice", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_notice(study: Study) -> ResponseReturnValue:
    """Change what experts are told before they take part; whoever has agreed is asked again."""
    form = make_notice_form(study)
    if form.validate_on_submit():
        change_notice(study, read_notice(form, study), current_user)
        flash(_("The notice is saved."))
        return redirect(url_for("studies.frame", study_id=study.id, _anchor="notice"), code=303)
    page = render_template(
        "studies/edit_notice.html",
        study=study,
        form=form,
        notice=write_notice(study, str(get_locale())),
        n_agreed=count_consents(study),
    )
    return page, 422 if form.errors else 200
