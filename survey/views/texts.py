"""What experts wrote as answers: texts, other choices, names of piles; what the panel may read of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotFound
from survey.forms.reasons import make_text_form, read_text_form
from survey.models import ContributionState, Study
from survey.operations import contributions, curating
from survey.permissions import Access, requires
from survey.queries.studies import get_round
from survey.queries.texts import (
    count_written,
    find_contributions,
    get_contribution,
    list_not_taken_in,
    list_written,
)
from survey.views.reasons import blueprint, make_marker


@blueprint.get("/texts")
@requires(Access.READ_WORDS)
def read_texts(study: Study) -> ResponseReturnValue:
    """Show what experts wrote as answers in closed rounds, in one state."""
    state = _state(request.args.get("state")) or ContributionState.HELD
    return render_template(
        "reasons/read_texts.html",
        study=study,
        groups=list_written(study, state=state),
        counts=count_written(study),
        state=state,
        not_taken_in=list_not_taken_in(study),
        mark=make_marker(study),
    )


@blueprint.post("/texts")
@requires(Access.MODERATE)
def moderate_texts(study: Study) -> ResponseReturnValue:
    """Release texts to the panel, keep them back, or let them wait: one, or all that are ticked."""
    only, _sep, wanted = request.form.get("only", "").partition(":")
    ids = [only] if only else request.form.getlist("text")
    state = _state(wanted or request.form.get("state"))
    if state not in curating.DECIDED:
        raise NotFound("Choose whether to release this text or to keep it back.")
    here = url_for("reasons.read_texts", study_id=study.id, state=request.form.get("shown"))
    if not ids:
        flash(_("Tick at least one text first."), "error")
        return redirect(here, code=303)
    curating.decide_contributions(find_contributions(study, ids), state, current_user)
    flash(_("Your decision is saved."))
    return redirect(here, code=303)


@blueprint.route("/texts/<contribution_id>", methods=["GET", "POST"])
@requires(Access.MODERATE)
def reword_text(study: Study, contribution_id: str) -> ResponseReturnValue:
    """Put a text or a proposal in other words for its readers; the author's own stay sealed."""
    row = get_contribution(study, contribution_id)
    form = make_text_form(row)
    page = "curating.show_proposals" if row.kind == "proposal" else "reasons.read_texts"
    back = url_for(page, study_id=study.id, state=row.state)
    if form.validate_on_submit():
        curating.reword_contribution(row, read_text_form(form, row), current_user)
        flash(_("The words that readers see are saved."))
        return redirect(back, code=303)
    marker = make_marker(study)
    html = render_template(
        "reasons/reword_text.html", study=study, row=row, form=form, back=back, mark=marker
    )
    return html, 422 if form.errors else 200


@blueprint.post("/texts/rounds/<int:number>")
@requires(Access.MODERATE)
def take_in(study: Study, number: int) -> ResponseReturnValue:
    """Take in what was written in a round that was closed before texts were kept."""
    contributions.gather_contributions(get_round(study, number), current_user)
    flash(_("What was written in round %(number)s is taken in.", number=number))
    return redirect(url_for("reasons.read_texts", study_id=study.id), code=303)


def _state(code: str | None) -> ContributionState | None:
    return ContributionState(code) if code in set(ContributionState) else None
