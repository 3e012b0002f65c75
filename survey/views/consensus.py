"""Consensus and stability, item by item and round by round, from closed rounds only."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from survey.models import Study
from survey.permissions import Access, requires
from survey.queries.consensus import find_consensus, get_item, list_released_reasons
from survey.views import figures

blueprint = Blueprint("consensus", __name__, url_prefix="/studies/<study_id>/consensus")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_consensus(study: Study) -> ResponseReturnValue:
    """Show one question over all its items and rounds."""
    chosen = request.args
    table = find_consensus(study, chosen.get("question"), chosen.get("round", type=int), chosen.get("sort"))
    charts = figures.draw_consensus(study, table) if table else []
    return render_template("consensus/show_consensus.html", study=study, table=table, charts=charts)


@blueprint.get("/<path:item>")
@requires(Access.READ_RESULTS)
def show_item(study: Study, item: str) -> ResponseReturnValue:
    """Show everything about one item under one question."""
    row, table, questions = get_item(study, item, request.args.get("question"))
    reasons = list_released_reasons(row, table.rounds)
    return render_template(
        "consensus/show_item.html", study=study, row=row, table=table, questions=questions, reasons=reasons
    )
