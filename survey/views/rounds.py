"""The course of a round: look, open, close, release, set the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import IllegalTransition, TholosError
from survey.forms.rounds import ActForm, DeadlineForm
from survey.models import Round, Study
from survey.operations import reopening, rounds, schedule
from survey.permissions import Access, requires
from survey.queries.boards import count_recipients, list_other_answers, list_pages
from survey.queries.boards_counts import count_round
from survey.queries.studies import get_round
from survey.results import freeze_round
from survey.views.errors import say
from survey.views.launch import check_study
from survey.words.launch import needs_work

blueprint = Blueprint("rounds", __name__, url_prefix="/studies/<study_id>/rounds/<int:number>")


@blueprint.get("")
@requires(Access.READ_RESULTS)
def show_round(study: Study, number: int) -> ResponseReturnValue:
    """Show a round's questions and counts."""
    return _show(study, get_round(study, number), DeadlineForm(formdata=None))


@blueprint.route("/open", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def open_round(study: Study, number: int) -> ResponseReturnValue:
    """Say what opening will do, and do it."""
    round_ = get_round(study, number)
    form = ActForm()
    if form.validate_on_submit():
        rounds.open_round(round_, current_user)
        flash(_("Round %(number)s is open. The panel may answer.", number=number))
        return redirect(url_for("studies.board", study_id=study.id), code=303)
    return render_template(
        "rounds/open_round.html",
        study=study,
        round=round_,
        form=form,
        obstacle=_say_why_not(rounds.check_can_open, round_),
        checks=needs_work(check_study(study)) if round_.number == 1 else [],
        n_recipients=count_recipients(study),
        protocol_hash=rounds.hash_protocol(study.protocol),
    )


@blueprint.route("/close", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def close_round(study: Study, number: int) -> ResponseReturnValue:
    """Say what closing will do, and do it."""
    round_ = get_round(study, number)
    form = ActForm()
    if form.validate_on_submit():
        rounds.close_round(round_, freeze_round, current_user)
        flash(_("Round %(number)s is closed. Its answers and statistics are final.", number=number))
        return redirect(url_for("studies.board", study_id=study.id), code=303)
    counts = count_round(round_, datetime.now(UTC))
    return render_template("rounds/close_round.html", study=study, round=round_, form=form, counts=counts)


@blueprint.post("/release")
@requires(Access.EDIT_STUDY)
def release_round(study: Study, number: int) -> ResponseReturnValue:
    """Let the panel see the results of a closed round."""
    rounds.release_round(get_round(study, number), current_user)
    flash(_("The panel can now see the results of round %(number)s.", number=number))
    return redirect(url_for("rounds.show_round", study_id=study.id, number=number), code=303)


@blueprint.post("/deadline")
@requires(Access.EDIT_STUDY)
def set_deadline(study: Study, number: int) -> ResponseReturnValue:
    """Say until which day the round is meant to stay open."""
    round_ = get_round(study, number)
    form = DeadlineForm()
    if not form.validate_on_submit():
        return _show(study, round_, form), 422
    try:
        moved = schedule.extend_round(round_, form.closes_on.data, current_user, datetime.now(UTC))
    except IllegalTransition as error:
        form.closes_on.errors = [say(error)]
        return _show(study, round_, form), 422
    flash(_("The deadline is saved."))
    if moved:
        flash(_("The planned close moves to that day, at the same hour."))
    return redirect(url_for("rounds.show_round", study_id=study.id, number=number), code=303)


def _show(study: Study, round_: Round, form: DeadlineForm) -> str:
    if not form.errors:
        form.closes_on.data = round_.closes_on
    return render_template(
        "rounds/show_round.html",
        study=study,
        round=round_,
        form=form,
        pages=list_pages(round_),
        other_answers=list_other_answers(round_),
        counts=None if round_.is_draft else count_round(round_, datetime.now(UTC)),
        cannot_reopen=_say_why_not(reopening.check_can_reopen, round_) if round_.is_closed else "",
    )


def _say_why_not(check: Callable[[Round], None], round_: Round) -> str:
    """Return why something cannot be done with this round now; empty when it can."""
    try:
        check(round_)
    except TholosError as error:
        return say(error)
    return ""
