"""The four scenarios: what is computed of them, the author's words, the round that tests options in them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.errors import NotFound
from survey.forms.scenarios import make_scenario_form, read_scenario_texts
from survey.models import QUADRANTS, Study
from survey.operations import decisions, plans
from survey.permissions import Access, requires
from survey.queries.futures import get_scenario_board, get_strategy_draft

blueprint = Blueprint("scenarios", __name__, url_prefix="/studies/<study_id>/scenarios")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_scenarios(study: Study) -> ResponseReturnValue:
    """Show the four scenarios and what the panel makes of them."""
    return render_template("scenarios/show_scenarios.html", study=study, board=get_scenario_board(study))


@blueprint.post("/build")
@requires(Access.ANALYSE)
def build_scenarios(study: Study) -> ResponseReturnValue:
    """Derive the four scenarios from the adopted axes."""
    results.build_scenarios(study)
    flash(_("The four scenarios are derived from the axes."))
    return redirect(url_for("scenarios.show_scenarios", study_id=study.id), code=303)


@blueprint.post("/ask")
@requires(Access.EDIT_STUDY)
def ask_panel(study: Study) -> ResponseReturnValue:
    """Give the strategy round its questions."""
    draft = get_strategy_draft(study)
    plans.compose_strategy(study, draft)
    flash(_("Round %(number)s now asks how each option does in each scenario.", number=draft.number))
    return redirect(url_for("rounds.show_round", study_id=study.id, number=draft.number), code=303)


@blueprint.route("/<quadrant>", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def word_scenario(study: Study, quadrant: str) -> ResponseReturnValue:
    """Name a scenario and tell its story."""
    if quadrant not in QUADRANTS:
        raise NotFound("There are four scenarios: Q1, Q2, Q3 and Q4.")
    board = get_scenario_board(study)
    form = make_scenario_form(study, board.corners[quadrant].scenario)
    if form.validate_on_submit():
        decisions.word_scenario(study, quadrant, **read_scenario_texts(form, study), account=current_user)
        flash(_("The scenario is saved."))
        return redirect(url_for("scenarios.show_scenarios", study_id=study.id), code=303)
    page = render_template(
        "scenarios/word_scenario.html", study=study, corner=board.corners[quadrant], form=form
    )
    return page, 422 if form.errors else 200
