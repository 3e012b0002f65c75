"""Moderating reasons: what is released to the panel and what is kept back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotFound
from survey.models import ReasonState, Study
from survey.operations import moderation
from survey.permissions import Access, requires
from survey.queries.highlights import Piece, mark_telling
from survey.queries.reasons import get_queue, get_telling
from survey.queries.studies import get_reason
from survey.queries.texts import list_written

blueprint = Blueprint("reasons", __name__, url_prefix="/studies/<study_id>/reasons")


@blueprint.get("")
@requires(Access.READ_WORDS)
def list_reasons(study: Study) -> ResponseReturnValue:
    """Show the reasons of closed rounds that wait, are released or are kept back."""
    queue = get_queue(study, request.args.get("state", ReasonState.HELD))
    return render_template("reasons/list_reasons.html", study=study, queue=queue, mark=_marker(study))


@blueprint.get("/texts")
@requires(Access.READ_WORDS)
def read_texts(study: Study) -> ResponseReturnValue:
    """Show what experts wrote as answers in closed rounds."""
    groups = list_written(study)
    return render_template("reasons/read_texts.html", study=study, groups=groups, mark=_marker(study))


@blueprint.post("/<reason_id>")
@requires(Access.MODERATE)
def moderate_reason(study: Study, reason_id: str) -> ResponseReturnValue:
    """Release a reason to the panel, or keep it back."""
    state = request.form.get("state")
    if state not in set(ReasonState):
        raise NotFound("Choose whether to release this reason or to keep it back.")
    reason = get_reason(study, reason_id)
    moderation.moderate_reason(reason, ReasonState(state), current_user)
    flash(_("The reason is released.") if state == ReasonState.RELEASED else _("The reason is kept back."))
    shown = request.form.get("shown", ReasonState.HELD)
    return redirect(url_for("reasons.list_reasons", study_id=study.id, state=shown), code=303)


def _marker(study: Study) -> Callable[[str], list[Piece]]:
    telling = get_telling(study)
    return lambda text: mark_telling(text, telling)
