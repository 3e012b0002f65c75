"""Options against scenarios: medians, classes, phases."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.charts import heat_step
from survey.models import Study
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.futures import get_strategy_board

blueprint = Blueprint("strategy", __name__, url_prefix="/studies/<study_id>/strategy")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_strategy(study: Study) -> ResponseReturnValue:
    """Show how each option does in each scenario."""
    board = get_strategy_board(study)
    return render_template("strategy/show_strategy.html", study=study, board=board, heat_step=heat_step)


@blueprint.post("/assess")
@requires(Access.ANALYSE)
def assess_strategy(study: Study) -> ResponseReturnValue:
    """Class the options by how they do across the scenarios."""
    results.assess_strategy(study)
    record_computation(study, current_user, "strategy")
    flash(_("The options are classed."))
    return redirect(url_for("strategy.show_strategy", study_id=study.id), code=303)
