"""Answering: a section as one form, and each answer and reason by itself as soon as it is given."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.errors import InvalidAnswer, NotFound, RoundNotOpen, StaleAnswer
from survey.forms.answer import (
    Outcome,
    save_item,
    save_item_reason,
    save_section_form,
    sent_values,
    show_outcome,
    show_typed,
)
from survey.models import Question
from survey.permissions import Access, ExpertSession, requires
from survey.queries.answer_cards import SectionView
from survey.queries.answering import get_asked_round, get_section, view_item, view_section
from survey.queries.responses import find_question
from survey.views.answer import blueprint
from survey.views.errors import say


@blueprint.get("/s/rounds/<int:number>/sections/<int:position>")
@requires(Access.EXPERT)
def show_section(expert: ExpertSession, number: int, position: int) -> ResponseReturnValue:
    """Ask the questions of a section."""
    view = _view(expert, number, position)
    if not view.section.round.is_open:
        return _show_closed(view)
    return _show(view)


@blueprint.post("/s/rounds/<int:number>/sections/<int:position>")
@requires(Access.EXPERT)
def save_section(expert: ExpertSession, number: int, position: int) -> ResponseReturnValue:
    """Store a section's answers and go on; what cannot be stored is shown again with what was typed."""
    view = _view(expert, number, position)
    try:
        outcome = save_section_form(expert.panelist_id, view, request.form, str(get_locale()))
    except RoundNotOpen:
        return _show_closed(view)
    if outcome.is_stored:
        return redirect(_address_after(view), code=303)
    return _show_problems(_view(expert, number, position), outcome)


@blueprint.post("/s/questions/<question_id>")
@requires(Access.EXPERT)
def save_answer(expert: ExpertSession, question_id: str) -> ResponseReturnValue:
    """Store one answer; reply with a few words for the question's status line."""
    question = _question(expert, question_id)
    lost, error, is_closed, status = None, "", False, 200
    try:
        save_item(expert.panelist_id, view_item(expert.panelist_id, question), request.form)
    except InvalidAnswer as problem:
        error, status = say(problem), 422
    except StaleAnswer:
        lost, status = sent_values(question, request.form), 409
    except RoundNotOpen as problem:
        error, is_closed, status = say(problem), True, 409
    item = view_item(expert.panelist_id, _question(expert, question_id))
    item.lost, item.error = lost, error
    return render_template("answer/_saved.html", item=item, is_closed=is_closed), status


@blueprint.post("/s/questions/<question_id>/reason")
@requires(Access.EXPERT)
def save_reason(expert: ExpertSession, question_id: str) -> ResponseReturnValue:
    """Store why an expert answered as they did; reply with a few words for the reason's status line."""
    question = _question(expert, question_id)
    error, status = "", 200
    try:
        item = view_item(expert.panelist_id, question)
        save_item_reason(expert.panelist_id, item, request.form, str(get_locale()))
    except InvalidAnswer as problem:
        error, status = say(problem), 422
    except RoundNotOpen as problem:
        error, status = say(problem), 409
    return render_template("answer/_reason_saved.html", error=error), status


def _view(expert: ExpertSession, number: int, position: int) -> SectionView:
    round_ = get_asked_round(expert.study, number)
    return view_section(expert.panelist_id, get_section(round_, position))


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


def _show(view: SectionView, errors: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "answer/show_section.html", view=view, round_=view.section.round, errors=errors or []
    )


def _show_problems(view: SectionView, outcome: Outcome) -> ResponseReturnValue:
    sentences = {key: say(error) for key, error in outcome.errors.items()}
    show_outcome(view, request.form, outcome, sentences)
    errors = [
        (item.field, _("%(question)s: %(problem)s", question=item.prompt.label, problem=item.error))
        for item in view.items
        if item.error
    ]
    return _show(view, errors), 422 if errors else 409


def _show_closed(view: SectionView) -> ResponseReturnValue:
    typed = show_typed(view, request.form)
    return render_template("answer/closed.html", round_=view.section.round, typed=typed), 409
