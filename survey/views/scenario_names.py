"""The names of the scenarios: which the panel votes on, and taking over the one that it chose."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import IllegalTransition, NotAllowed
from survey.forms.scenario_names import make_names_form
from survey.models import QUADRANTS, Study
from survey.operations import naming
from survey.operations.asks.naming import list_candidates, list_released_names
from survey.permissions import Access, requires
from survey.queries.futures import list_corners
from survey.views.errors import say
from survey.views.scenarios import blueprint


@blueprint.route("/names", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def list_names(study: Study) -> ResponseReturnValue:
    """Set which names the panel votes on."""
    stored = {quadrant: list_candidates(study, quadrant) for quadrant in QUADRANTS}
    released = {quadrant: list_released_names(study, quadrant) for quadrant in QUADRANTS}
    form = make_names_form(study, stored)
    if form.validate_on_submit():
        try:
            naming.list_names(study, form.names(released), current_user)
        except (IllegalTransition, NotAllowed) as error:
            form.form_errors = [say(error)]
        else:
            flash(_("The names are listed for the vote."))
            return redirect(url_for("asks.show_asks", study_id=study.id, _anchor="strategy"), code=303)
    page = render_template(
        "scenarios/list_names.html", study=study, form=form, corners=list_corners(study), released=released
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/<quadrant>/name")
@requires(Access.EDIT_STUDY)
def adopt_name(study: Study, quadrant: str) -> ResponseReturnValue:
    """Let a scenario bear the name that the panel chose."""
    naming.adopt_name(study, quadrant, request.form.get("name", ""), current_user)
    flash(_("The name is taken over from the panel’s vote."))
    return redirect(url_for("scenarios.show_scenarios", study_id=study.id, _anchor=quadrant), code=303)
