"""The way back from the wanted future: the chain to today, its outer conditions, the cross-check."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.errors import BadCell, NothingToDecide, StaleAnswer
from survey.forms.backcast import ConditionsForm, make_conditions_form
from survey.models import Study
from survey.operations.asks.options import find_wanted
from survey.operations.backcasting import list_conditions, mark_backcast, set_conditions
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.studies import find_finding
from survey.views.errors import say
from survey.views.strategy import blueprint
from survey.views.strategy_figures import draw_backcast
from survey.words.strategy import StrategyWords, years_word

__all__ = ["blueprint"]


@blueprint.get("/backcast")
@requires(Access.READ_RESULTS)
def show_backcast(study: Study) -> ResponseReturnValue:
    """Show what must have happened by when for the wanted future to come about."""
    finding, words = find_finding(study, "backcast"), StrategyWords(study)
    data = finding.data if finding else {}
    return render_template(
        "strategy/show_backcast.html",
        study=study,
        found=data,
        is_outdated=bool(finding) and results.is_traced_anew(study, finding),
        wanted=find_wanted(study),
        figures=draw_backcast(study, data, words),
        conditions={each["code"]: each for each in list_conditions(study)},
        say=words,
        years_word=years_word,
    )


@blueprint.post("/backcast")
@requires(Access.ANALYSE)
def trace_back(study: Study) -> ResponseReturnValue:
    """Go back from the wanted future anew."""
    results.trace_back(study)
    record_computation(study, current_user, "backcast")
    flash(_("The way back is computed."))
    return redirect(url_for("strategy.show_backcast", study_id=study.id), code=303)


@blueprint.route("/conditions", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_conditions(study: Study) -> ResponseReturnValue:
    """Set the outer conditions and the scenario to go back from; the way back follows."""
    form = make_conditions_form(study, StrategyWords(study).scenarios)
    if form.validate_on_submit() and _save(study, form):
        try:
            results.trace_back(study)
            flash(_("The conditions are saved, and the way back is computed anew."))
        except NothingToDecide as error:
            flash(f"{_('The conditions are saved.')} {say(error)}")
        return redirect(url_for("strategy.show_backcast", study_id=study.id), code=303)
    page = render_template("strategy/edit_conditions.html", study=study, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _save(study: Study, form: ConditionsForm) -> bool:
    try:
        set_conditions(study, form.conditions(), form.target.data or "", form.known.data or "", current_user)
    except (BadCell, StaleAnswer) as error:
        form.form_errors = [say(error)]
        if isinstance(error, StaleAnswer):
            form.known.data = mark_backcast(study)
        return False
    return True
