"""The stress test: a second pair of axes from the outside, and what becomes of the options there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.charts import heat_step
from survey.errors import NothingToDecide, StaleAnswer
from survey.forms.stress import StressForm, make_stress_form
from survey.models import Study
from survey.operations import outlook
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.futures import list_corners
from survey.queries.stress import StressBoard, get_stress_board
from survey.reports.assembly.stress import build_stress
from survey.views.errors import say
from survey.words.stress import advice_sentence

blueprint = Blueprint("stress", __name__, url_prefix="/studies/<study_id>/stress")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_stress(study: Study) -> ResponseReturnValue:
    """Show the frame, its round, and how each option does in it."""
    board = _board(study)
    return _page(study, board, make_stress_form(study, board))


@blueprint.post("")
@requires(Access.EDIT_STUDY)
def define_stress(study: Study) -> ResponseReturnValue:
    """Define the frame: two drivers and the names of its corners."""
    board = _board(study)
    form = make_stress_form(study, board)
    if form.validate_on_submit():
        codes = form.first.data, form.second.data
        try:
            outlook.define_stress(study, codes, form.names(), current_user, form.known.data)
        except (NothingToDecide, StaleAnswer) as error:
            form.first.errors = [say(error)]
            form.known.data = outlook.mark_outlook(study, "stress")
        else:
            flash(_("The stress frame is kept."))
            return redirect(url_for("stress.show_stress", study_id=study.id), code=303)
    return _page(study, board, form), 422


@blueprint.post("/drop")
@requires(Access.EDIT_STUDY)
def drop_stress(study: Study) -> ResponseReturnValue:
    """Put the frame into the bin."""
    outlook.drop_stress(study, current_user)
    flash(_("The stress frame lies in the bin."))
    return redirect(url_for("stress.show_stress", study_id=study.id), code=303)


@blueprint.post("/ask")
@requires(Access.EDIT_STUDY)
def ask_panel(study: Study) -> ResponseReturnValue:
    """Prepare the round that asks about the frame."""
    draft = outlook.prepare_stress_round(study, current_user)
    flash(_("Round %(number)s now asks how each option does under stress.", number=draft.number))
    return redirect(url_for("rounds.show_round", study_id=study.id, number=draft.number), code=303)


@blueprint.post("/assess")
@requires(Access.ANALYSE)
def assess_stress(study: Study) -> ResponseReturnValue:
    """Compare the options in both frames."""
    results.assess_stress(study)
    record_computation(study, current_user, "stress")
    flash(_("The options are compared in both frames."))
    return redirect(url_for("stress.show_stress", study_id=study.id), code=303)


def _board(study: Study) -> StressBoard:
    return get_stress_board(study, outlook.find_stress_round(study))


def _page(study: Study, board: StressBoard, form: StressForm) -> str:
    part = build_stress(study, board.finding, board.strategy, str(get_locale()))
    advice = board.advice
    return render_template(
        "stress/show_stress.html",
        study=study,
        board=board,
        form=form,
        part=part,
        corners=list_corners(study),
        advice=advice_sentence(advice.controls, advice.is_wished_for) if advice else "",
        heat_step=heat_step,
    )
