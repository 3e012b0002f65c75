"""Consensus and stability, item by item and round by round, from closed rounds only."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from survey.models import Study
from survey.permissions import Access, requires
from survey.queries.consensus import find_consensus, get_item, list_released_reasons
from survey.queries.consensus_board import advise_study, describe_board
from survey.queries.consensus_item import describe_item
from survey.queries.consensus_order import SORTS, heat_of
from survey.queries.studies import find_finding
from survey.views import figures
from survey.views.map_figures import draw_drivers_map

blueprint = Blueprint("consensus", __name__, url_prefix="/studies/<study_id>/consensus")

MOST_ITEMS_DRAWN = 60


@blueprint.record_once
def give_advice(state: BlueprintSetupState) -> None:
    """Let the page of a round tell what its answers advise."""
    state.app.jinja_env.globals["advise_study"] = advise_study


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_consensus(study: Study) -> ResponseReturnValue:
    """Show one question over all its items and rounds."""
    asked = request.args
    chosen = {key: asked.get(key, "") for key in ("category", "verdict", "view")}
    table = find_consensus(
        study,
        asked.get("question"),
        asked.get("round", type=int),
        asked.get("sort"),
        category=chosen["category"],
        verdict=chosen["verdict"],
    )
    has_picture = table and len(table.items) <= MOST_ITEMS_DRAWN and chosen["view"] != "groups"
    return render_template(
        "consensus/show_consensus.html",
        study=study,
        table=table,
        board=describe_board(study, table) if table else None,
        advice=advise_study(table.rounds[-1]) if table else None,
        chosen=chosen,
        sort_keys=SORTS,
        heat_of=heat_of,
        charts=figures.draw_consensus(study, table) if has_picture else [],
    )


@blueprint.get("/drivers-map")
@requires(Access.READ_RESULTS)
def drivers_map(study: Study) -> ResponseReturnValue:
    """Show every driver by impact and uncertainty."""
    proposal = find_finding(study, "axes")
    drawn = draw_drivers_map(study, proposal.data if proposal else {}, request.args.get("category", ""))
    return render_template("consensus/drivers_map.html", study=study, proposal=proposal, map=drawn)


@blueprint.get("/<path:item>")
@requires(Access.READ_RESULTS)
def show_item(study: Study, item: str) -> ResponseReturnValue:
    """Show everything about one item under one question."""
    row, table, questions = get_item(study, item, request.args.get("question"))
    return render_template(
        "consensus/show_item.html",
        study=study,
        row=row,
        table=table,
        questions=questions,
        reasons=list_released_reasons(row, table.rounds),
        about=describe_item(study, row, table),
    )
