"""Who took part from round to round, and what that means for the verdicts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.models import Study
from survey.permissions import Access, requires
from survey.queries.attrition import MOVES, describe_attrition

blueprint = Blueprint("attrition", __name__, url_prefix="/studies/<study_id>/attrition")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show(study: Study) -> ResponseReturnValue:
    """Show the flow of the panel through the rounds, and whether those who left thought otherwise."""
    board = describe_attrition(study)
    return render_template("attrition/show.html", study=study, board=board, moves=MOVES)
