"""What the study advises: each recommendation with its figures, worded, ordered and left out in place."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed, NotFound, StaleAnswer
from survey.forms.recommendations import RecommendationForm, make_recommendation_form
from survey.models import Study
from survey.operations import recommendations as operations
from survey.permissions import Access, requires
from survey.reports.advice_board import AdviceBoard, Entry, read_advice
from survey.reports.parts.recommendations import ASK_AGAIN, DROP, LEFT_OUT, RECOMMENDED, UNRATED
from survey.views.errors import say

blueprint = Blueprint("recommendations", __name__, url_prefix="/studies/<study_id>/recommendations")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show(study: Study) -> ResponseReturnValue:
    """Show every recommendation with the figures that it stands on."""
    return _page(study, read_advice(study))


@blueprint.post("/<option_id>")
@requires(Access.EDIT_STUDY)
def word(study: Study, option_id: str) -> ResponseReturnValue:
    """Keep an author's words; emptied, they make room for those of the figures again."""
    board = read_advice(study)
    entry = _find(board, option_id)
    form = _form(study, entry)
    if not form.validate_on_submit() or not _save(study, entry, form):
        return _page(study, read_advice(study), form, option_id), 422
    flash(_("The recommendation on %(code)s is saved.", code=entry.row.code))
    return _back(study, option_id)


def _save(study: Study, entry: Entry, form: RecommendationForm) -> bool:
    try:
        operations.word_recommendation(
            study,
            entry.row.id,
            form.wording(),
            form.known.data or "",
            entry.option.option_class,
            current_user,
        )
    except (StaleAnswer, NotAllowed) as error:
        form.form_errors = [say(error)]
        # Who sends it again has been told and has seen the other words.
        form.known.data = operations.mark_recommendation(
            operations.find_recommendation(study, entry.row.id)[1]
        )
        return False
    return True


@blueprint.post("/<option_id>/place")
@requires(Access.EDIT_STUDY)
def move(study: Study, option_id: str) -> ResponseReturnValue:
    """Move a recommendation by one place."""
    board = read_advice(study)
    _find(board, option_id)
    step = -1 if request.form.get("step") == "-1" else 1
    mark = request.form.get("order", "")
    operations.move_recommendation(study, option_id, step, board.order, mark, current_user)
    return _back(study, option_id)


@blueprint.post("/<option_id>/left-out")
@requires(Access.EDIT_STUDY)
def leave_out(study: Study, option_id: str) -> ResponseReturnValue:
    """Leave a recommendation out of the report, or take it up again."""
    entry = _find(read_advice(study), option_id)
    is_left_out = request.form.get("is_left_out") == "1"
    operations.leave_out(study, option_id, is_left_out, request.form.get("known", ""), current_user)
    said = (
        _("%(code)s is left out of the report; the methods annex names it.", code=entry.row.code)
        if is_left_out
        else _("%(code)s is recommended again.", code=entry.row.code)
    )
    flash(said)
    return _back(study, option_id)


@blueprint.post("/order")
@requires(Access.EDIT_STUDY)
def order_as_computed(study: Study) -> ResponseReturnValue:
    """Let the figures order the recommendations again."""
    operations.order_as_computed(study, current_user)
    flash(_("The recommendations stand in the order of the figures again."))
    return redirect(url_for("recommendations.show", study_id=study.id), code=303)


def _find(board: AdviceBoard, option_id: str) -> Entry:
    entry = next((each for each in board.entries if each.row.id == option_id), None)
    if entry is None:
        raise NotFound("There is no recommendation on this option: the panel’s answers do not class it yet.")
    return entry


def _form(study: Study, entry: Entry) -> RecommendationForm:
    proposals = {
        "sentence": {code: each.proposed for code, each in entry.proposed.items()},
        "changes_mind": {code: each.proposed_change for code, each in entry.proposed.items()},
    }
    return make_recommendation_form(study, entry.row.id, entry.decided, proposals)


def _page(
    study: Study, board: AdviceBoard, tried: RecommendationForm | None = None, option_id: str = ""
) -> str:
    forms = {each.row.id: _form(study, each) for each in board.of(RECOMMENDED, LEFT_OUT)}
    if tried is not None:
        forms[option_id] = tried
    others = {state: board.of(state) for state in (ASK_AGAIN, DROP, UNRATED)}
    return render_template(
        "recommendations/show.html", study=study, board=board, forms=forms, tried=tried, others=others
    )


def _back(study: Study, option_id: str) -> ResponseReturnValue:
    anchor = f"advice-{option_id}"
    return redirect(url_for("recommendations.show", study_id=study.id, _anchor=anchor), code=303)
