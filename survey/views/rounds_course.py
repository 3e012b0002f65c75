"""What happens to a round in between: pause and resume, open again, look in while it is open."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from survey.errors import TholosError
from survey.forms.schedule import ReopenForm
from survey.models import Study
from survey.operations import interim, pausing, reopening
from survey.operations.record import record_computation
from survey.permissions import Access, requires
from survey.queries.boards_interim import get_interim
from survey.queries.studies import get_round
from survey.results.interim import compute_interim
from survey.views.errors import say
from survey.views.rounds import blueprint as rounds_blueprint

blueprint: Blueprint = rounds_blueprint


@blueprint.post("/pause")
@requires(Access.EDIT_STUDY)
def pause_round(study: Study, number: int) -> ResponseReturnValue:
    """Take no answers for a while."""
    pausing.pause_round(get_round(study, number), current_user)
    flash(_("Round %(number)s is paused. It takes no answers, and nothing planned happens.", number=number))
    return redirect(url_for("studies.board", study_id=study.id), code=303)


@blueprint.post("/resume")
@requires(Access.EDIT_STUDY)
def resume_round(study: Study, number: int) -> ResponseReturnValue:
    """Take answers again."""
    n_moved = pausing.resume_round(get_round(study, number), current_user)
    flash(_("Round %(number)s goes on.", number=number))
    if n_moved:
        flash(ngettext("%(num)s planned act was moved on.", "%(num)s planned acts were moved on.", n_moved))
    return redirect(url_for("studies.board", study_id=study.id), code=303)


@blueprint.route("/reopen", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def reopen_round(study: Study, number: int) -> ResponseReturnValue:
    """Say what opening a closed round again does, and do it for a reason."""
    round_, form = get_round(study, number), ReopenForm()
    obstacle = ""
    try:
        reopening.check_can_reopen(round_)
    except TholosError as error:
        obstacle = say(error)
    if not obstacle and form.validate_on_submit():
        reopening.reopen_round(round_, form.reason.data, current_user)
        flash(_("Round %(number)s is open again. The panel may answer and change answers.", number=number))
        return redirect(url_for("studies.board", study_id=study.id), code=303)
    page = render_template(
        "rounds/reopen_round.html", study=study, round=round_, form=form, obstacle=obstacle
    )
    return page, 422 if form.errors else 409 if obstacle and form.is_submitted() else 200


@blueprint.get("/interim")
@requires(Access.READ_RESULTS)
def show_interim(study: Study, number: int) -> ResponseReturnValue:
    """Show what may be seen of an open round."""
    round_ = get_round(study, number)
    view = get_interim(round_, datetime.now(UTC))
    return render_template("rounds/show_interim.html", study=study, round=round_, view=view)


@blueprint.post("/interim")
@requires(Access.ANALYSE)
def renew_interim(study: Study, number: int) -> ResponseReturnValue:
    """Let the figures of an open round move where five experts have answered or changed something."""
    compute = partial(compute_interim, panel_key=current_app.config["PANEL_KEY"])
    if interim.renew_interim(get_round(study, number), compute, datetime.now(UTC)):
        record_computation(study, current_user, "interim", round=number)
        flash(_("The figures have moved: at least five experts have answered or changed something since."))
    else:
        flash(_("Nothing moves yet. Too few experts have answered or changed something since."))
    return redirect(url_for("rounds.show_interim", study_id=study.id, number=number), code=303)
