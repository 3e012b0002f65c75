"""The link in the foot of every mail: it stops this study's mail or starts it again, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from survey.config import LANGUAGES
from survey.models import Invitation
from survey.operations.leaving import start_mail, stop_mail
from survey.permissions import Access, requires
from survey.queries.panel import find_stop_link, study_of
from survey.web import LANGUAGE_IN_SESSION, csrf

blueprint = Blueprint("mail_choice", __name__, url_prefix="/u/<token>")


@blueprint.get("")
@requires(Access.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """Show whether this study's mail comes, and the button that changes it; looking changes nothing."""
    return _page(find_stop_link(token), token)


@csrf.exempt  # a mailbox presses this button without cookies (RFC 8058); the secret alone decides
@blueprint.post("")
@requires(Access.PUBLIC)
def stop(token: str) -> ResponseReturnValue:
    """Stop this study's mail."""
    invitation = find_stop_link(token)
    if invitation is not None:
        stop_mail(study_of(invitation), invitation, datetime.now(UTC).date())
    return _page(invitation, token)


@blueprint.post("/again")
@requires(Access.PUBLIC)
def start_again(token: str) -> ResponseReturnValue:
    """Send this study's mail again."""
    invitation = find_stop_link(token)
    if invitation is not None:
        start_mail(study_of(invitation), invitation)
    return _page(invitation, token)


def _page(invitation: Invitation | None, token: str) -> ResponseReturnValue:
    if invitation is None:
        return render_template("answer/unknown_link.html"), 404
    chosen = session.get(LANGUAGE_IN_SESSION)
    with force_locale(chosen if chosen in LANGUAGES else invitation.language):
        return render_template(
            "mail_choice/show.html", study=study_of(invitation), person=invitation, token=token
        )
