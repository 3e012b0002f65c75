"""Paths and systems: what the four futures are laid out along beside the two axes, and what came of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.errors import StaleAnswer
from survey.forms.stress import DimensionForm, make_dimension_form
from survey.models import Study
from survey.operations import outlook
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.space import SpaceBoard, get_space_board
from survey.reports.assembly.space import build_space
from survey.reports.pictures.space import draw_paths, draw_systems
from survey.views.errors import say
from survey.words.space import dimension_word, lack_word

blueprint = Blueprint("space", __name__, url_prefix="/studies/<study_id>/space")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_space(study: Study) -> ResponseReturnValue:
    """Show the four paths and the systems compared, and what may be chosen of both."""
    board = get_space_board(study)
    return _page(study, board, make_dimension_form(study, board.dimension))


@blueprint.post("")
@requires(Access.EDIT_STUDY)
def choose_dimension(study: Study) -> ResponseReturnValue:
    """Choose what the round about the axes asks beside them."""
    board = get_space_board(study)
    form = make_dimension_form(study, board.dimension)
    if form.validate_on_submit():
        try:
            outlook.choose_third_dimension(study, form.dimension.data, current_user, form.known.data)
        except StaleAnswer as error:
            form.dimension.errors = [say(error)]
            form.known.data = outlook.mark_outlook(study, "third_dimension")
        else:
            flash(_("The choice is kept."))
            return redirect(url_for("space.show_space", study_id=study.id), code=303)
    return _page(study, board, form), 422


@blueprint.post("/lay-out")
@requires(Access.ANALYSE)
def lay_out(study: Study) -> ResponseReturnValue:
    """Lay the futures out as the panel placed them."""
    results.lay_out_space(study)
    record_computation(study, current_user, "space")
    flash(_("The futures are laid out as the panel placed them."))
    return redirect(url_for("space.show_space", study_id=study.id), code=303)


def _page(study: Study, board: SpaceBoard, form: DimensionForm) -> str:
    part = build_space(study, board.finding, str(get_locale()))
    return render_template(
        "space/show_space.html",
        study=study,
        board=board,
        form=form,
        part=part,
        charts=[chart for chart in (draw_paths(part), draw_systems(part)) if chart] if part else [],
        dimension_word=dimension_word,
        lack_word=lack_word,
    )
