"""Beginning a study, copying one, and saying what it is about."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed, StaleAnswer
from survey.forms.framing import (
    BasicsForm,
    make_basics_form,
    make_clone_form,
    make_new_form,
    read_basics_form,
    read_clone_title,
    read_new_form,
)
from survey.framing.outlines import list_outlines
from survey.models import Study
from survey.operations import framing
from survey.operations.framing_clone import clone_study as copy_study
from survey.permissions import ROLES, Access, requires
from survey.queries.studies import list_studies
from survey.views.errors import say

blueprint = Blueprint("framing", __name__, url_prefix="/studies")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Access.SIGNED_IN)
def new_study() -> ResponseReturnValue:
    """Begin a study from a template."""
    form = make_new_form(framing.usual_years(datetime.now(UTC).date()))
    if form.validate_on_submit():
        study = framing.start_study(account=current_user, **read_new_form(form))
        flash(_("The study is begun, and you own it. Nobody is asked anything yet."))
        return redirect(url_for("framing.drivers", study_id=study.id), code=303)
    own = list_studies(current_user, ROLES[Access.EDIT_STUDY])
    page = render_template("framing/new_study.html", form=form, outlines=list_outlines(), studies=own)
    return page, 422 if form.errors else 200


@blueprint.route("/<study_id>/clone", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def clone_study(study: Study) -> ResponseReturnValue:
    """Copy a study without its people and answers."""
    form = make_clone_form(study)
    if form.validate_on_submit() and (title := read_clone_title(form, study)):
        copy = copy_study(study, title, current_user, form.with_groups.data)
        flash(_("The copy is made, and you own it. Nobody is asked anything yet."))
        return redirect(url_for("framing.basics", study_id=copy.id), code=303)
    return render_template("framing/clone_study.html", study=study, form=form), 422 if form.errors else 200


@blueprint.route("/<study_id>/basics", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def basics(study: Study) -> ResponseReturnValue:
    """Change title, question, summary, languages and years."""
    form = make_basics_form(study)
    if form.validate_on_submit() and _change(study, form):
        flash(_("The basics are saved."))
        return redirect(url_for("framing.basics", study_id=study.id), code=303)
    return render_template("framing/basics.html", study=study, form=form), 422 if form.errors else 200


def _change(study: Study, form: BasicsForm) -> bool:
    """Save the basics; what stands against it becomes an error of the form, and nothing typed is lost."""
    try:
        framing.change_basics(study, read_basics_form(form, study), form.mark.data or "", current_user)
    except StaleAnswer as error:
        form.form_errors.append(say(error))
        form.mark.data = framing.mark_basics(study)
        return False
    except NotAllowed as error:
        form.form_errors.append(say(error))
        return False
    return True
