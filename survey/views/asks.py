"""What the rounds about axes and options ask: their parts, chosen while a round is in preparation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotFound
from survey.models import RoundKind, Study
from survey.operations.asks.parts import list_parts, total_minutes
from survey.operations.plans import choose_parts
from survey.permissions import Access, requires
from survey.queries.boards import find_draft
from survey.queries.composer import measure
from survey.queries.futures import get_confirm_draft, get_strategy_draft, list_asked_drivers
from survey.words.asks import ask_purpose, ask_word

blueprint = Blueprint("asks", __name__, url_prefix="/studies/<study_id>/asks")

DRAFTS = {RoundKind.CONFIRM: get_confirm_draft, RoundKind.STRATEGY: get_strategy_draft}


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def show_asks(study: Study) -> ResponseReturnValue:
    """Show what the rounds about axes and options ask, and let parts be chosen."""
    drivers = list_asked_drivers(study)
    rounds = []
    for kind in DRAFTS:
        parts = list_parts(study, kind, drivers)
        draft = find_draft(study, kind)
        last = draft or next((each for each in reversed(study.rounds) if each.kind == kind), None)
        rounds.append((kind, draft, last, parts, total_minutes(parts)))
    return render_template(
        "scenarios/show_asks.html",
        study=study,
        rounds=rounds,
        ask_word=ask_word,
        ask_purpose=ask_purpose,
        measure=measure,
    )


@blueprint.post("")
@requires(Access.EDIT_STUDY)
def choose_asks(study: Study) -> ResponseReturnValue:
    """Choose the parts of a round in preparation; one that has its questions gets them anew."""
    kind = request.form.get("kind", "")
    if kind not in DRAFTS:
        raise NotFound("This is no part of such a round.")
    draft = DRAFTS[RoundKind(kind)](study)
    had_questions = bool(draft.questions)
    codes = request.form.getlist("part")
    choose_parts(study, draft, codes, list_asked_drivers(study), current_user)
    if had_questions:
        flash(_("Round %(number)s asks what you chose.", number=draft.number))
    else:
        flash(_("The choice is kept until round %(number)s is prepared.", number=draft.number))
    return redirect(url_for("asks.show_asks", study_id=study.id, _anchor=kind), code=303)
