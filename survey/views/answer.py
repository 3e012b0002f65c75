"""The expert's way through a study: the personal link, the overview, the end of a round, its results."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from survey.config import LANGUAGES
from survey.errors import NotFound
from survey.operations import responses
from survey.permissions import EXPERT_SESSION, Access, ExpertSession, requires
from survey.queries.answer_cards import to_minutes
from survey.queries.answering import (
    find_open_round,
    get_asked_round,
    get_invitation,
    list_organisers,
    mask_address,
    view_results,
    view_round,
)
from survey.queries.panel import LinkOwner, find_link
from survey.queries.responses import find_submission
from survey.web import LANGUAGE_IN_SESSION

blueprint = Blueprint("answer", __name__)


@blueprint.get("/i/<token>")
@requires(Access.PUBLIC)
def show_invitation(token: str) -> ResponseReturnValue:
    """Say what the study is and what it asks; the same page for whoever holds the link, without a trace."""
    owner = _owner_of(token)
    open_round = find_open_round(owner.study)
    with force_locale(_language_for(owner)):
        page = render_template(
            "answer/show_invitation.html",
            study=owner.study,
            owner=owner,
            token=token,
            open_round=open_round,
            minutes=to_minutes(open_round.questions) if open_round else 0,
            organisers=list_organisers(owner.study),
        )
    return page, 200 if owner.is_current and not owner.is_revoked else 410


@blueprint.post("/i/<token>")
@requires(Access.PUBLIC)
def start(token: str) -> ResponseReturnValue:
    """Begin the expert's session on this device."""
    owner = _owner_of(token)
    if not owner.is_current or owner.is_revoked:
        return redirect(url_for("answer.show_invitation", token=token), code=303)
    session[EXPERT_SESSION] = {"invitation": owner.invitation.id, "serial": owner.invitation.link_serial}
    session[LANGUAGE_IN_SESSION] = _language_for(owner)
    return redirect(url_for("answer.overview"), code=303)


@blueprint.get("/s/")
@requires(Access.EXPERT)
def overview(expert: ExpertSession) -> ResponseReturnValue:
    """Show where the expert stands: the open round with what is left, and earlier rounds."""
    round_ = find_open_round(expert.study)
    return render_template(
        "answer/overview.html",
        view=view_round(expert.panelist_id, round_) if round_ else None,
        is_submitted=_is_submitted(expert, round_),
        closed_rounds=[each for each in expert.study.rounds if each.is_closed],
        address=mask_address(get_invitation(expert.invitation_id).email),
        organisers=list_organisers(expert.study),
    )


@blueprint.get("/s/rounds/<int:number>/review")
@requires(Access.EXPERT)
def review(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """List what is not answered yet, before the round is submitted."""
    round_ = get_asked_round(expert.study, number)
    if not round_.is_open:
        return redirect(url_for("answer.receipt", number=number))
    view = view_round(expert.panelist_id, round_)
    return render_template("answer/review.html", view=view, is_submitted=_is_submitted(expert, round_))


@blueprint.post("/s/rounds/<int:number>/review")
@requires(Access.EXPERT)
def submit_round(expert: ExpertSession, number: int) -> ResponseReturnValue:
    """Declare the round finished; answers can be changed until it closes."""
    round_ = get_asked_round(expert.study, number)
    today = datetime.now(UTC).date()
    responses.submit_round(expert.panelist_id, get_invitation(expert.invitation_id), round_, today)
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
    return render_template("answer/results.html", view=view_results(expert.panelist_id, round_))


@blueprint.post("/s/leave")
@requires(Access.EXPERT)
def leave(expert: ExpertSession) -> ResponseReturnValue:
    """Forget the expert on this device."""
    session.pop(EXPERT_SESSION, None)
    flash(_("This device has forgotten your personal link. Open it again to go on."))
    return redirect(url_for("home.index"), code=303)


def _owner_of(token: str) -> LinkOwner:
    owner = find_link(token)
    if owner is None:
        raise NotFound("This personal link is not known. Copy the whole address from your invitation.")
    return owner


def _language_for(owner: LinkOwner) -> str:
    """Return the language that the visitor chose, or else the one they were invited in."""
    chosen, invited = session.get(LANGUAGE_IN_SESSION), owner.invitation.language
    if chosen in LANGUAGES:
        return chosen
    return invited if invited in LANGUAGES else str(get_locale())


def _is_submitted(expert: ExpertSession, round_: object) -> bool:
    submission = find_submission(expert.panelist_id, round_) if round_ else None
    return submission is not None and submission.is_submitted
