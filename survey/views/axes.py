"""The two axes: look for them, adopt them, ask the panel, read its verdict."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.errors import MissingReason, NothingToDecide, StaleAnswer
from survey.forms.axes import MAX_REASON_LENGTH, AdoptAxesForm, make_axes_form
from survey.jobs import enqueue
from survey.models import Finding, Study
from survey.models.adoption import mark_axes
from survey.operations import decisions, plans
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.futures import get_axes_board, get_confirm_draft, list_asked_drivers
from survey.queries.futures_axes import AxesStart, list_pairs, start_axes
from survey.queries.stress import find_advice
from survey.views import figures
from survey.views.errors import say
from survey.words.stress import advice_sentence

blueprint = Blueprint("axes", __name__, url_prefix="/studies/<study_id>/axes")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_axes(study: Study) -> ResponseReturnValue:
    """Show the proposal with its evidence, the refusal, or how to get either."""
    board = get_axes_board(study)
    charts = figures.draw_axes(study, board.data) if board.proposal else []
    found = find_advice(study)
    advice = advice_sentence(found.controls, found.is_wished_for) if found else ""
    return render_template("axes/show_axes.html", study=study, board=board, charts=charts, advice=advice)


@blueprint.post("/propose")
@requires(Access.ANALYSE)
def propose_axes(study: Study) -> ResponseReturnValue:
    """Look for two axes in the answers."""
    results.check_can_propose(study)
    job = enqueue(study, "axes", {}, current_user)
    return redirect(url_for("jobs.show_job", study_id=study.id, job_id=job.id), code=303)


@blueprint.route("/adopt", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def adopt_axes(study: Study) -> ResponseReturnValue:
    """Word both axes, put drivers on them, and adopt them."""
    proposal = get_axes_board(study).proposal
    if proposal is None:
        raise NothingToDecide("Look for axes first; there is no proposal to adopt yet.")
    form = make_axes_form(study, proposal.data, _read_start(study, proposal))
    if form.validate_on_submit() and _adopt(study, proposal, form):
        flash(_("The axes are adopted."))
        return redirect(url_for("axes.show_axes", study_id=study.id), code=303)
    page = render_template(
        "axes/adopt_axes.html",
        study=study,
        form=form,
        proposal=proposal.data,
        pairs=list_pairs(study, proposal),
    )
    return page, 422 if form.errors else 200


def _read_start(study: Study, proposal: Finding) -> AxesStart:
    """Return what the form starts from, as the address says: a pair, an earlier decision, nothing."""
    pair, decision = (request.args.get(name, type=int) for name in ("pair", "decision"))
    return start_axes(study, proposal, pair, decision, own="own" in request.args)


def _adopt(study: Study, proposal: Finding, form: AdoptAxesForm) -> bool:
    """Adopt what the form says and derive the scenarios; what is missing becomes an error of the form."""
    try:
        decisions.adopt_axes(
            study, proposal, form.wordings(), form.reason.data or "", current_user, form.known.data
        )
    except (MissingReason, NothingToDecide, StaleAnswer) as error:
        form.reason.errors = [say(error)]
        form.known.data = mark_axes(study)  # who sends it again has been told
        return False
    results.judge_adopted(study)
    results.build_scenarios(study)
    return True


@blueprint.post("/keep")
@requires(Access.EDIT_STUDY)
def keep_axes(study: Study) -> ResponseReturnValue:
    """Keep the axes although the panel did not confirm them, and say why."""
    decisions.keep_axes(study, request.form.get("reason", "")[:MAX_REASON_LENGTH], current_user)
    flash(_("The axes are kept; the report prints your reason."))
    return redirect(url_for("axes.show_axes", study_id=study.id), code=303)


@blueprint.post("/ask")
@requires(Access.EDIT_STUDY)
def ask_panel(study: Study) -> ResponseReturnValue:
    """Give the confirmation round its questions."""
    draft = get_confirm_draft(study)
    plans.compose_confirmation(study, draft, list_asked_drivers(study))
    flash(_("Round %(number)s now asks the panel about the axes.", number=draft.number))
    return redirect(url_for("rounds.show_round", study_id=study.id, number=draft.number), code=303)


@blueprint.post("/confirm")
@requires(Access.ANALYSE)
def confirm_axes(study: Study) -> ResponseReturnValue:
    """Compute whether the panel confirms the axes, and what it makes of the four scenarios."""
    finding = results.confirm_axes(study)
    results.build_scenarios(study)
    record_computation(study, current_user, "confirmation")
    accepted = finding.data["accepted"]
    flash(_("The panel confirms the axes.") if accepted else _("The panel does not confirm the axes."))
    return redirect(url_for("axes.show_axes", study_id=study.id), code=303)
