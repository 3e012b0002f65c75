"""Proposals to drivers: what the panel proposed, and how drivers are made of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import InvalidAnswer, NotFound
from survey.forms.curating import make_driver_form, proposal_data, read_wording
from survey.models import ContributionState, Study
from survey.operations import curating
from survey.operations import drivers_history as history
from survey.operations.lineage import get_driver
from survey.permissions import Access, requires
from survey.queries.curating import count_domains, list_choices, list_proposals
from survey.queries.texts import count_written, find_contributions, list_not_taken_in
from survey.results import find_alike
from survey.views.errors import say
from survey.views.reasons import make_marker

blueprint = Blueprint("curating", __name__, url_prefix="/studies/<study_id>")
STATES = set(ContributionState) - {ContributionState.MERGED}


@blueprint.get("/proposals")
@requires(Access.READ_WORDS)
def show_proposals(study: Study) -> ResponseReturnValue:
    """Show what the panel proposed, what is nearly the same, and which domains are covered."""
    state = request.args.get("state")
    state = state if state in STATES else ContributionState.HELD
    proposals = list_proposals(study, state)
    drivers = {each.code: tuple(each.name.values()) for each in list_choices(study)}
    names = {row.id: row.parts["name"] for row in proposals}
    return render_template(
        "curating/show_proposals.html",
        study=study,
        state=state,
        proposals={row.id: row for row in proposals},
        alike=find_alike(names, drivers) if state == ContributionState.HELD else [],
        counts=count_written(study, ("proposal",)),
        domains=count_domains(study),
        drivers=list_choices(study),
        not_taken_in=list_not_taken_in(study),
        mark=make_marker(study),
    )


@blueprint.post("/proposals")
@requires(Access.MODERATE)
def decide_proposals(study: Study) -> ResponseReturnValue:
    """Release proposals to the panel, set them aside with a reason, or let them wait again."""
    only, _sep, wanted = request.form.get("only", "").partition(":")
    ids = [only] if only else request.form.getlist("proposal")
    state = wanted or request.form.get("state")
    if state not in curating.DECIDED:
        raise NotFound("Choose what becomes of this proposal.")
    here = url_for("curating.show_proposals", study_id=study.id, state=request.form.get("shown"))
    if not ids:
        flash(_("Tick at least one proposal first."), "error")
        return redirect(here, code=303)
    reason = request.form.get("reason", "")[:2_000]
    rows = find_contributions(study, ids)
    curating.decide_contributions(rows, ContributionState(state), current_user, reason)
    flash(_("Your decision is saved."))
    return redirect(here, code=303)


@blueprint.post("/proposals/chosen")
@requires(Access.EDIT_STUDY)
def use_proposals(study: Study) -> ResponseReturnValue:
    """Go on to a new driver with what is ticked, or count it as part of a driver that is there."""
    ids = request.form.getlist("proposal") or request.form.get("group", "").split()
    if not ids:
        flash(_("Tick at least one proposal first."), "error")
        return redirect(url_for("curating.show_proposals", study_id=study.id), code=303)
    if "merge" not in request.form:
        return redirect(url_for("curating.make_driver", study_id=study.id, proposal=ids), code=303)
    driver = get_driver(study, request.form.get("driver", ""))
    rows = find_contributions(study, ids)
    history.merge_proposals(driver, rows, current_user, request.form.get("reason", "")[:2_000])
    flash(_("These proposals are part of driver %(code)s now.", code=driver.code))
    return redirect(url_for("curating.show_proposals", study_id=study.id), code=303)


@blueprint.route("/proposals/driver", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def make_driver(study: Study) -> ResponseReturnValue:
    """Word a driver, beginning with what experts proposed."""
    rows = find_contributions(study, request.values.getlist("proposal"))
    form = make_driver_form(study, proposal_data(rows, study.languages))
    if form.validate_on_submit():
        try:
            wording = read_wording(form, study)
            driver = history.propose_driver(study, wording, rows, current_user, form.reason.data or "")
        except InvalidAnswer as error:
            form.form_errors.append(say(error))
        else:
            flash(_("Driver %(code)s is on the list.", code=driver.code))
            return redirect(url_for("curating.show_driver", study_id=study.id, driver_id=driver.id), code=303)
    marker = make_marker(study)
    page = render_template("curating/make_driver.html", study=study, form=form, rows=rows, mark=marker)
    return page, 422 if form.errors else 200
