"""Answering: a section as one form, and each answer and reason by itself as soon as it is given."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.errors import NotFound, RoundNotOpen, RoundPaused
from survey.forms.answer import Outcome, save_item, save_section_form, show_outcome, show_typed
from survey.models import Question
from survey.permissions import Access, ExpertSession, requires
from survey.queries.answer_cards import RoundView, SectionView
from survey.queries.answering import get_asked_round, get_section, view_feedback, view_item, view_round
from survey.queries.responses import find_question, own_reason
from survey.tokens import text_mark
from survey.views.answer import blueprint
from survey.views.errors import say


@blueprint.get("/s/rounds/<int:number>/sections/<int:position>")
@requires(Access.ANSWERING)
def show_section(expert: ExpertSession, number: int, position: int) -> ResponseReturnValue:
    """Ask the questions of a section."""
    whole = _view(expert, number)
    view = get_section(whole, position)
    if whole.round_.is_paused:
        return render_template("answer/paused.html", round_=whole.round_)
    return _show(whole, view) if whole.round_.is_open else _show_closed(view)


@blueprint.post("/s/rounds/<int:number>/sections/<int:position>")
@requires(Access.ANSWERING)
def save_section(expert: ExpertSession, number: int, position: int) -> ResponseReturnValue:
    """Store a section's answers and go on; what cannot be stored is shown again with what was typed."""
    view = get_section(_view(expert, number), position)
    try:
        outcome = save_section_form(
            expert.panelist_id, view, request.form, str(get_locale()), expert.invitation_id
        )
    except RoundPaused as problem:
        return _show_paused(expert, number, position, problem)
    except RoundNotOpen:
        return _show_closed(view)
    if outcome.is_stored:
        return redirect(_address_after(view), code=303)
    return _show_problems(_view(expert, number), position, outcome)


@blueprint.post("/s/questions/<question_id>")
@requires(Access.ANSWERING)
def save_answer(expert: ExpertSession, question_id: str) -> ResponseReturnValue:
    """Store one answer; reply with a few words for the question's status line."""
    item = view_feedback(expert.panelist_id, _question(expert, question_id))
    outcome, is_closed, closed = Outcome(), False, ""
    try:
        outcome = save_item(expert.panelist_id, item, request.form, str(get_locale()), expert.invitation_id)
    except RoundPaused as problem:
        return _tell_paused(problem)
    except RoundNotOpen as problem:
        is_closed, closed = True, say(problem)
    status = 200 if outcome.is_stored and not is_closed else 422 if outcome.errors else 409
    if status != 200:
        item = view_item(expert.panelist_id, _question(expert, question_id))
    item.error = closed or _say_first(outcome)
    item.lost = outcome.lost.get(question_id)
    return render_template("answer/_saved.html", item=item, is_closed=is_closed), status


@blueprint.post("/s/questions/<question_id>/reason")
@requires(Access.ANSWERING)
def save_reason(expert: ExpertSession, question_id: str) -> ResponseReturnValue:
    """Store why an expert answered as they did; reply with a few words for the reason's status line."""
    item = view_feedback(expert.panelist_id, _question(expert, question_id))
    outcome, closed = Outcome(), ""
    try:
        outcome = save_item(expert.panelist_id, item, request.form, str(get_locale()), expert.invitation_id)
    except RoundPaused as problem:
        return _tell_paused(problem)
    except RoundNotOpen as problem:
        closed = say(problem)
    status = 200 if outcome.is_stored and not closed else 422 if outcome.errors else 409
    stored = own_reason(expert.panelist_id, question_id)
    lost = outcome.lost_reasons.get(question_id, "")
    reply = {"error": closed or _say_first(outcome), "is_closed": bool(closed), "lost": lost}
    page = "answer/_reason_saved.html"
    return render_template(page, **reply, stored=stored, stored_mark=text_mark(stored)), status


def _say_first(outcome: Outcome) -> str:
    return next((say(error) for error in outcome.errors.values()), "")


def _view(expert: ExpertSession, number: int) -> RoundView:
    return view_round(expert.panelist_id, get_asked_round(expert.study, number))


def _question(expert: ExpertSession, question_id: str) -> Question:
    question = find_question(expert.study.id, question_id)
    if question is None or question.section.round.is_draft:
        raise NotFound("There is no such question.")
    return question


def _address_after(view: SectionView) -> str:
    """Return where to go after a section: a kept answer stays on the page, else the next one follows."""
    number, position = view.section.round.number, view.section.position
    kept = request.form.get("keep")
    if kept:
        return url_for("answer.show_section", number=number, position=position, _anchor=f"q-{kept}")
    if position < len(view.section.round.sections):
        return url_for("answer.show_section", number=number, position=position + 1)
    return url_for("answer.review", number=number)


def _show(whole: RoundView, view: SectionView, errors: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "answer/show_section.html", whole=whole, view=view, round_=whole.round_, errors=errors or []
    )


def _show_problems(whole: RoundView, position: int, outcome: Outcome) -> ResponseReturnValue:
    view = get_section(whole, position)
    sentences = {key: say(error) for key, error in outcome.errors.items()}
    show_outcome(view, request.form, outcome, sentences)
    errors = [
        (item.field, _("%(question)s: %(problem)s", question=item.prompt.label, problem=item.error))
        for item in view.items
        if item.error
    ]
    return _show(whole, view, errors), 422 if errors else 409


def _show_paused(
    expert: ExpertSession, number: int, position: int, problem: RoundPaused
) -> ResponseReturnValue:
    """Show a section again as it was sent, so that it can be sent once the round goes on."""
    whole = _view(expert, number)
    view = get_section(whole, position)
    show_typed(view, request.form)
    sentence = _("%(problem)s What you gave stands here still; save it again then.", problem=say(problem))
    return _show(whole, view, [("", sentence)]), 423


def _tell_paused(problem: RoundPaused) -> ResponseReturnValue:
    return render_template("answer/_paused_reply.html", message=say(problem)), 423


def _show_closed(view: SectionView) -> ResponseReturnValue:
    typed = show_typed(view, request.form)
    return render_template("answer/closed.html", round_=view.section.round, typed=typed), 409
