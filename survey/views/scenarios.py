"""The four scenarios: what is computed of them, the author's words, the round that tests options in them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from survey import results
from survey.errors import NotFound, NothingToDecide, StaleAnswer
from survey.forms.scenarios import (
    OutcomesForm,
    ScenarioForm,
    make_outcomes_form,
    make_scenario_form,
    read_scenario_edit,
    read_scenario_texts,
)
from survey.models import QUADRANTS, Study
from survey.models.adoption import mark_content, scenario_words
from survey.operations import decisions, plans
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.futures import Corner, ScenarioBoard, get_scenario_board, get_strategy_draft
from survey.queries.futures_names import find_origin, keep_name
from survey.queries.futures_scenarios import PanelNames, list_panel_names, list_quotes
from survey.queries.studies import find_finding
from survey.reports.assembly.judged import build_judged
from survey.reports.pictures.judged import draw_gap, draw_today
from survey.views.errors import say
from survey.views.figures import corner_name
from survey.words import judged
from survey.words.futures import draft_scenario, read_told

blueprint = Blueprint("scenarios", __name__, url_prefix="/studies/<study_id>/scenarios")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_scenarios(study: Study) -> ResponseReturnValue:
    """Show the four scenarios and what the panel makes of them."""
    board = get_scenario_board(study)
    names = {quadrant: corner_name(corner) for quadrant, corner in board.corners.items()}
    part = build_judged(study, find_finding(study, "scenarios"), str(get_locale()))
    return render_template(
        "scenarios/show_scenarios.html",
        study=study,
        board=board,
        names=names,
        said=judged,
        origins={
            q: find_origin(c.scenario, board.judged.name_votes.get(q)) for q, c in board.corners.items()
        },
        winners=results.find_winners(study),
        part=part,
        charts=[chart for chart in (draw_today(part), draw_gap(part)) if chart],
    )


@blueprint.post("/build")
@requires(Access.ANALYSE)
def build_scenarios(study: Study) -> ResponseReturnValue:
    """Derive the four scenarios from the adopted axes."""
    results.build_scenarios(study)
    record_computation(study, current_user, "scenarios")
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
    """Name a scenario and tell its story; with ?draft empty fields begin with what the answers say."""
    board = get_scenario_board(study)
    corner = _corner(board, quadrant)
    told = read_told(study, board, quadrant)
    drafts = {language: draft_scenario(study, told, language) for language in study.languages}
    form = make_scenario_form(study, corner.scenario, drafts if "draft" in request.args else None)
    names = list_panel_names(study, quadrant)
    if form.validate_on_submit() and _save_words(study, quadrant, form, names):
        flash(_("The scenario is saved."))
        return redirect(url_for("scenarios.show_scenarios", study_id=study.id), code=303)
    page = render_template(
        "scenarios/word_scenario.html",
        study=study,
        board=board,
        corner=corner,
        form=form,
        drafts=drafts,
        names=names,
        quotes=list_quotes(study, quadrant),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _corner(board: ScenarioBoard, quadrant: str) -> Corner:
    if quadrant not in QUADRANTS:
        raise NotFound("There are four scenarios: Q1, Q2, Q3 and Q4.")
    return board.corners[quadrant]


def _save_words(study: Study, quadrant: str, form: ScenarioForm, names: list[PanelNames]) -> bool:
    """Save what the form says; when somebody else was faster, say so and keep the words in the form."""
    edit = read_scenario_edit(form, study, [text for each in names for text in each.texts])
    texts = read_scenario_texts(form, study)
    stored = decisions.find_scenario(study, quadrant)
    if stored is not None and texts["name"] == stored.name:
        edit.parts.update(keep_name(stored))
    try:
        decisions.word_scenario(study, quadrant, **texts, account=current_user, edit=edit)
    except StaleAnswer as error:
        _tell_stale(form, error, mark_content(scenario_words(decisions.find_scenario(study, quadrant))))
        return False
    return True


def _tell_stale(form: FlaskForm, error: StaleAnswer, mark: str) -> None:
    form.form_errors = [say(error)]
    form.known.data = mark  # who sends it again has been told and has seen the other words


@blueprint.route("/<quadrant>/outcomes", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def set_outcomes(study: Study, quadrant: str) -> ResponseReturnValue:
    """Set where drivers end in a scenario against what was computed, each with its reason."""
    board = get_scenario_board(study)
    corner = _corner(board, quadrant)
    if corner.scenario is None or not board.outcomes:
        raise NothingToDecide("Derive the scenarios and name this one first.")
    form = make_outcomes_form(board.outcomes, corner.scenario)
    if form.validate_on_submit() and _save_outcomes(study, quadrant, form):
        flash(_("The outcomes are saved."))
        return redirect(url_for("scenarios.show_scenarios", study_id=study.id) + "#outcomes", code=303)
    page = render_template("scenarios/set_outcomes.html", study=study, board=board, corner=corner, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _save_outcomes(study: Study, quadrant: str, form: OutcomesForm) -> bool:
    try:
        decisions.set_outcomes(study, quadrant, form.chosen(), current_user, form.known.data or "")
    except StaleAnswer as error:
        scenario = decisions.find_scenario(study, quadrant)
        _tell_stale(form, error, mark_content(scenario.outcomes if scenario else {}))
        return False
    results.build_scenarios(study)
    return True
