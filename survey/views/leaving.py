"""Stopping mail and leaving: a choice, a page that says exactly what will happen, the act, a last word."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.errors import NotFound
from survey.operations.erasure import wipe_deleted_rows
from survey.operations.leaving import Choice, leave_study, start_mail, stop_mail
from survey.permissions import Access, ExpertSession, requires
from survey.queries.answering import list_organisers
from survey.queries.own_data import count_own

blueprint = Blueprint("leaving", __name__, url_prefix="/s/stop")


@blueprint.get("")
@requires(Access.EXPERT)
def choose(expert: ExpertSession) -> ResponseReturnValue:
    """Show the ways to stop, from fewer messages to leaving with everything."""
    return _page("choose", expert)


@blueprint.get("/<choice>")
@requires(Access.EXPERT)
def confirm(expert: ExpertSession, choice: str) -> ResponseReturnValue:
    """Say exactly what a choice will do."""
    return _page("confirm", expert, choice=_read(choice))


@blueprint.post("/<choice>")
@requires(Access.EXPERT)
def act(expert: ExpertSession, choice: str) -> ResponseReturnValue:
    """Do what was chosen."""
    chosen, now = _read(choice), datetime.now(UTC)
    if chosen is Choice.STOP_MAIL:
        stop_mail(expert.study, expert.invitation, now.date())
    else:
        wishes = {"removes": chosen is Choice.REMOVE, "hides": "hides" in request.form}
        leave_study(expert.study, expert.invitation, expert.panelist_id, now, **wishes)
        wipe_deleted_rows()
    return redirect(url_for("leaving.done", choice=chosen), code=303)


@blueprint.get("/<choice>/done")
@requires(Access.EXPERT)
def done(expert: ExpertSession, choice: str) -> ResponseReturnValue:
    """Say what has happened, and what is left to do."""
    return _page("done", expert, choice=_read(choice))


@blueprint.post("/mail-again")
@requires(Access.EXPERT)
def mail_again(expert: ExpertSession) -> ResponseReturnValue:
    """Send the messages of this study again."""
    start_mail(expert.study, expert.invitation)
    return redirect(url_for("leaving.choose"), code=303)


def _page(name: str, expert: ExpertSession, choice: Choice | None = None) -> str:
    return render_template(
        f"leaving/{name}.html",
        choice=choice,
        person=expert.invitation,
        counts=count_own(expert.study, expert.panelist_id),
        organisers=list_organisers(expert.study),
    )


def _read(choice: str) -> Choice:
    if choice not in set(Choice):
        raise NotFound("There is no such page.")
    return Choice(choice)
