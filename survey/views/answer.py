"""The expert's way through a study: the overview, the end of a round, its results."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import NotFound
from survey.filters import localized
from survey.mail.calendar_file import write_deadline
from survey.operations import responses
from survey.operations.reminders import request_receipt
from survey.permissions import Access, ExpertSession, requires
from survey.queries.answer_cards import RoundView
from survey.queries.answering import (
    find_open_round,
    get_asked_round,
    list_organisers,
    mask_address,
    view_results,
    view_round,
)
from survey.queries.between import find_last_released, what_happened
from survey.queries.outbox import count_deadlines
from survey.queries.responses import find_submission

blueprint = Blueprint("answer", __name__)


@blueprint.get("/s/")
@requires(Access.EXPERT)
def overview(expert: ExpertSession) -> ResponseReturnValue:
    """Show where the expert stands: the open round with what is left, and earlier rounds."""
    if expert.has_withdrawn:
        return render_template("leaving/left.html", organisers=list_organisers(expert.study))
    round_ = find_open_round(expert.study)
    return render_template(
        "answer/overview.html",
        view=view_round(expert.panelist_id, round_) if round_ else None,
        is_submitted=_is_submitted(expert, round_),
        happened=what_happened(expert.panelist_id, find_last_released(expert.study)),
        closed_rounds=[each for each in expert.study.rounds if each.is_closed],
        address=mask_address(expert.invitation.email),
        organisers=list_organisers(expert.study),
    )


@blueprint.get("/s/rounds/<int:number>/review")
@requires(Access.ANSWERING)
def review(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """List what is not answered yet, before the round is submitted."""
    round_ = get_asked_round(expert.study, number)
    if not round_.is_open:
        return redirect(url_for("answer.receipt", number=number))
    view = view_round(expert.panelist_id, round_)
    return _show_review(expert, view, is_refused=False)


@blueprint.post("/s/rounds/<int:number>/review")
@requires(Access.ANSWERING)
def submit_round(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Declare the round finished; answers can be changed until it closes."""
    round_ = get_asked_round(expert.study, number)
    view = view_round(expert.panelist_id, round_)
    if round_.is_open and view.missing_required:
        return _show_review(expert, view, is_refused=True), 422
    today = expert.study.day_of(datetime.now(UTC))
    responses.submit_round(expert.panelist_id, expert.invitation, round_, today)
    flash(_("Thank you. Your answers are in."))
    return redirect(url_for("answer.receipt", number=number), code=303)


@blueprint.get("/s/rounds/<int:number>/receipt")
@requires(Access.EXPERT)
def receipt(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Show the expert's own answers to a round."""
    round_ = get_asked_round(expert.study, number)
    view = view_round(expert.panelist_id, round_)
    return render_template("answer/receipt.html", view=view, is_submitted=_is_submitted(expert, round_))


@blueprint.get("/s/rounds/<int:number>/results")
@requires(Access.EXPERT)
def results(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Show what the panel answered in a closed round, once that is released."""
    round_ = get_asked_round(expert.study, number)
    if not round_.released_at:
        raise NotFound("The results of this round are not shared with the panel yet.")
    return render_template(
        "answer/results.html",
        view=view_results(expert.panelist_id, round_),
        happened=what_happened(expert.panelist_id, round_),
    )


@blueprint.post("/s/rounds/<int:number>/receipt")
@requires(Access.EXPERT)
def send_receipt(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Send the expert a copy of their own answers, because they ask for it."""
    round_ = get_asked_round(expert.study, number)
    if request_receipt(expert.invitation, round_, datetime.now(UTC)):
        flash(_("A copy of your answers is on its way to your address."))
    else:
        flash(_("No copy was sent: three have gone out today, or nobody gets messages of this study."))
    return redirect(url_for("answer.receipt", number=number), code=303)


@blueprint.get("/s/rounds/<int:number>/deadline.ics")
@requires(Access.EXPERT)
def deadline(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Give the last day of a round as a calendar file."""
    round_ = get_asked_round(expert.study, number)
    if round_.closes_on is None:
        raise NotFound("This round has no deadline.")
    today, title = datetime.now(UTC).date(), localized(expert.study.title)
    file = Response(write_deadline(round_, title, count_deadlines(round_), today), mimetype="text/calendar")
    file.headers.set("Content-Disposition", "attachment", filename="deadline.ics")
    return file


def _show_review(expert: ExpertSession, view: RoundView, *, is_refused: bool) -> str:
    submitted = _is_submitted(expert, view.round_)
    return render_template("answer/review.html", view=view, is_submitted=submitted, is_refused=is_refused)


def _is_submitted(expert: ExpertSession, round_: object) -> bool:
    submission = find_submission(expert.panelist_id, round_) if round_ else None
    return submission is not None and submission.is_submitted
