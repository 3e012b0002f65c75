"""What a study does by itself: planned, changed, cancelled, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import IllegalTransition
from survey.forms.rounds import ActForm
from survey.forms.schedule import PlanForm, TimeForm
from survey.models import Study
from survey.operations import schedule
from survey.permissions import Access, requires
from survey.queries.schedule import get_act, list_coming, list_past, list_plannable
from survey.queries.studies import get_round
from survey.views.errors import say

blueprint = Blueprint("schedule", __name__, url_prefix="/studies/<study_id>/schedule")


@blueprint.get("")
@requires(Access.SEE_STUDY)
def show_schedule(study: Study) -> ResponseReturnValue:
    """Show what is planned and what came of what was."""
    return _show(study, PlanForm(formdata=None).within(study).offer(list_plannable(study)))


@blueprint.post("")
@requires(Access.EDIT_STUDY)
def plan_act(study: Study) -> ResponseReturnValue:
    """Plan that a round opens, its panel is reminded, or it closes."""
    form = PlanForm().within(study).offer(list_plannable(study))
    if not form.validate_on_submit():
        return _show(study, form), 422
    round_ = get_round(study, form.round.data)
    try:
        schedule.plan_act(round_, form.kind.data, form.due_at, current_user, datetime.now(UTC))
    except IllegalTransition as error:
        form.day.errors = [say(error)]
        return _show(study, form), 422
    _tell(form, _("It is planned. You can change or cancel it until then."))
    return redirect(url_for("schedule.show_schedule", study_id=study.id), code=303)


@blueprint.route("/<act_id>", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def change_act(study: Study, act_id: str) -> ResponseReturnValue:
    """Move a planned act to another time."""
    row, form = get_act(study, act_id), TimeForm().within(study)
    if form.validate_on_submit():
        try:
            schedule.change_act(row.act, form.due_at, current_user, datetime.now(UTC))
        except IllegalTransition as error:
            form.day.errors = [say(error)]
        else:
            _tell(form, _("The time is changed."))
            return redirect(url_for("schedule.show_schedule", study_id=study.id), code=303)
    elif not form.is_submitted():
        form.show(row.due)
    page = render_template("schedule/change_act.html", study=study, row=row, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/<act_id>/cancel")
@requires(Access.EDIT_STUDY)
def cancel_act(study: Study, act_id: str) -> ResponseReturnValue:
    """Take a planned act back."""
    schedule.cancel_act(get_act(study, act_id).act, current_user, datetime.now(UTC))
    flash(_("It is cancelled."))
    return redirect(url_for("schedule.show_schedule", study_id=study.id), code=303)


def _tell(form: TimeForm, sentence: str) -> None:
    flash(sentence)
    if form.is_twice:
        flash(_("The clocks are put back over this time on that day; the first of the two is meant."))


def _show(study: Study, form: PlanForm) -> str:
    return render_template(
        "schedule/show_schedule.html",
        study=study,
        form=form,
        act_form=ActForm(formdata=None),
        coming=list_coming(study),
        past=list_past(study),
        rounds=list_plannable(study),
    )
