"""The options tested in the four scenarios: wind tunnel, ranks of the rules, weights, signposts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.charts import heat_step
from survey.errors import BadCell
from survey.forms.weights import WeightsForm, make_weights_form
from survey.models import Study
from survey.operations.record import record_computation
from survey.operations.weights import set_weights
from survey.permissions import Access, requires
from survey.queries.futures import get_strategy_board
from survey.queries.strategy import list_failures, list_orders, rank_rows, read_signposts, sort_board
from survey.views.errors import say
from survey.views.strategy_figures import draw_tunnel
from survey.words.strategy import StrategyWords, range_word, rule_word, weights_line

blueprint = Blueprint("strategy", __name__, url_prefix="/studies/<study_id>/strategy")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_strategy(study: Study) -> ResponseReturnValue:
    """Show how each option does in each scenario."""
    whole, words = get_strategy_board(study), StrategyWords(study)
    order, direction = request.args.get("sort", ""), request.args.get("direction", "")
    board = sort_board(whole, order, direction)
    return render_template(
        "strategy/show_strategy.html",
        study=study,
        board=board,
        is_rated=bool(whole.finding),
        order=order if order in list_orders() else "planned",
        orders=list_orders(),
        direction=direction,
        placed=results.place_options(study),
        failures=list_failures(study),
        figures=draw_tunnel(study, board, words),
        say=words,
        weights_line=weights_line,
        heat_step=heat_step,
    )


@blueprint.post("/assess")
@requires(Access.ANALYSE)
def assess_strategy(study: Study) -> ResponseReturnValue:
    """Class the options by how they do across the scenarios; judge the signposts where they were asked."""
    results.assess_strategy(study)
    if results.was_asked_of_signposts(study):
        results.assess_signposts(study)
    record_computation(study, current_user, "strategy")
    flash(_("The options are classed."))
    return redirect(url_for("strategy.show_strategy", study_id=study.id), code=303)


@blueprint.get("/rules")
@requires(Access.READ_RESULTS)
def show_rules(study: Study) -> ResponseReturnValue:
    """Show how each decision rule ranks the options, and how much hangs on the weights of the scenarios."""
    words = StrategyWords(study)
    return _show_rules(study, make_weights_form(study, words.scenarios), words)


@blueprint.post("/rules")
@requires(Access.ANALYSE)
def change_weights(study: Study) -> ResponseReturnValue:
    """Set the weights of the scenarios, and compute anew what rests on them."""
    words = StrategyWords(study)
    form = make_weights_form(study, words.scenarios)
    if not form.validate_on_submit() or not _save_weights(study, form):
        return _show_rules(study, form, words), 422
    round_ = results.find_strategy_round(study)
    if round_ is not None and round_.snapshot is not None:
        results.assess_strategy(study)
    flash(_("The weights are saved, and everything that rests on them is computed anew."))
    return redirect(url_for("strategy.show_rules", study_id=study.id), code=303)


def _save_weights(study: Study, form: WeightsForm) -> bool:
    try:
        set_weights(study, form.kind.data, form.values(), current_user)
    except BadCell as error:
        form.form_errors = [say(error)]
        return False
    return True


def _show_rules(study: Study, form: WeightsForm, words: StrategyWords) -> str:
    board = get_strategy_board(study)
    data = board.finding.data if board.finding else {}
    return render_template(
        "strategy/show_rules.html",
        study=study,
        board=board,
        form=form,
        rows=rank_rows(data),
        say=words,
        rule_word=rule_word,
        weights_line=weights_line,
    )


@blueprint.get("/signposts")
@requires(Access.READ_RESULTS)
def show_signposts(study: Study) -> ResponseReturnValue:
    """Show the signposts with how well each tells the scenarios apart."""
    return render_template(
        "strategy/show_signposts.html",
        study=study,
        found=read_signposts(study),
        say=StrategyWords(study),
        range_word=range_word,
    )
