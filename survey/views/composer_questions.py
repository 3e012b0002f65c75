"""The questions of a round in preparation: add, change, move, delete."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from survey.errors import TholosError
from survey.forms.composer import make_question_form, read_settings, read_specs
from survey.models import Question, Round, Section, Study
from survey.operations import composer, composer_base, composer_bin
from survey.permissions import Access, requires
from survey.queries.studies import get_round
from survey.questions import KINDS
from survey.views.composer import WHERE, blueprint
from survey.views.errors import say
from survey.words.kinds import KIND_WORDS

QUESTION = WHERE + "/questions/<question_id>"


@blueprint.route(WHERE + "/sections/<section_id>/add", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def add_question(study: Study, number: int, section_id: str) -> ResponseReturnValue:
    """Ask for the kind of question, then for its words; one question, or one for each driver or option."""
    round_ = get_round(study, number)
    section = composer_base.get_section(round_, section_id)
    kind = request.values.get("kind", "")
    if kind not in KINDS:
        return render_template(
            "composer/choose_kind.html", study=study, round=round_, section=section, kinds=KIND_WORDS
        )
    form = make_question_form(study, kind)
    if form.validate_on_submit():
        try:
            composer.add_questions(section, read_specs(form, study, kind), current_user)
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            return redirect(_address(round_, section_id), code=303)
    return _page(study, round_, section, form, kind)


@blueprint.route(QUESTION, methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_question(study: Study, number: int, question_id: str) -> ResponseReturnValue:
    """Change the words and settings of a question."""
    round_ = get_round(study, number)
    question = composer_base.get_question(round_, question_id)
    form = make_question_form(study, question.kind, question)
    if form.validate_on_submit():
        settings = read_settings(form, study, question.kind, question.settings)
        try:
            composer.change_question(question, settings, current_user)
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            return redirect(_address(round_, question.section_id), code=303)
    return _page(study, round_, question.section, form, question.kind, question)


@blueprint.post(QUESTION + "/move")
@requires(Access.EDIT_STUDY)
def move_question(study: Study, number: int, question_id: str) -> ResponseReturnValue:
    """Move a question one place, over the edge of its section too."""
    round_ = get_round(study, number)
    question = composer_base.get_question(round_, question_id)
    composer.move_question(question, request.form.get("way") == "up", current_user)
    return redirect(_address(round_, composer_base.get_question(round_, question_id).section_id), code=303)


@blueprint.post(QUESTION + "/delete")
@requires(Access.EDIT_STUDY)
def delete_question(study: Study, number: int, question_id: str) -> ResponseReturnValue:
    """Put a question into the bin."""
    round_ = get_round(study, number)
    question = composer_base.get_question(round_, question_id)
    section_id = question.section_id
    composer_bin.delete_question(question, current_user)
    flash(_("The question is in the bin for thirty days."))
    return redirect(_address(round_, section_id), code=303)


def _page(
    study: Study,
    round_: Round,
    section: Section,
    form: FlaskForm,
    kind: str,
    question: Question | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "composer/question.html",
        study=study,
        round=round_,
        section=section,
        form=form,
        kind=kind,
        kinds=KIND_WORDS,
        question=question,
    )
    return page, 422 if form.errors else 200


def _address(round_: Round, section_id: str) -> str:
    anchor = f"section-{section_id}"
    return url_for("composer.show", study_id=round_.study_id, number=round_.number, _anchor=anchor)
