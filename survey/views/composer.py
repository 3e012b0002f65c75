"""Composing rounds: their list, their texts, their sections and questions, until they open."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from survey.errors import InvalidAnswer, TholosError
from survey.forms.composer import find_feedback, make_ask_all_form, make_round_form, make_section_form
from survey.forms.texts import read_text
from survey.models import Round, RoundKind, Section, Study
from survey.operations import composer, composer_base, composer_bin
from survey.permissions import Access, requires
from survey.queries.composer import list_settled, measure
from survey.queries.studies import get_round
from survey.views.errors import say
from survey.words.kinds import KIND_WORDS, ROUND_WORDS

blueprint = Blueprint("composer", __name__, url_prefix="/studies/<study_id>/compose")
WHERE = "/<int:number>"


@blueprint.route("", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def list_rounds(study: Study) -> ResponseReturnValue:
    """Show every round in order, and add one."""
    form = make_round_form(study)
    if form.validate_on_submit():
        title, intro = (read_text(form, name, study.languages) for name in ("title", "intro"))
        try:
            feedback = find_feedback(form, study)
            _check_title(title)
            round_ = composer.add_round(
                study, RoundKind(form.kind.data), title, intro, feedback, current_user
            )
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            return redirect(_address(round_), code=303)
    return _show_rounds(study, form)


@blueprint.get(WHERE)
@requires(Access.EDIT_STUDY)
def show(study: Study, number: int) -> ResponseReturnValue:
    """Show a round's sections and questions, with all that can be done to them."""
    round_ = get_round(study, number)
    return _show(study, round_)


@blueprint.route(WHERE + "/texts", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_round(study: Study, number: int) -> ResponseReturnValue:
    """Change a round's title, introduction, and which round it feeds back."""
    round_ = get_round(study, number)
    form = make_round_form(study, round_)
    if form.validate_on_submit():
        title, intro = (read_text(form, name, study.languages) for name in ("title", "intro"))
        try:
            _check_title(title)
            composer.change_round(round_, title, intro, find_feedback(form, study), current_user)
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            return redirect(_address(round_), code=303)
    page = render_template("composer/edit_round.html", study=study, round=round_, form=form)
    return page, 422 if form.errors else 200


@blueprint.post(WHERE + "/move")
@requires(Access.EDIT_STUDY)
def move_round(study: Study, number: int) -> ResponseReturnValue:
    """Exchange a round with its neighbour."""
    composer.move_round(get_round(study, number), _is_up(), current_user)
    return redirect(url_for("composer.list_rounds", study_id=study.id), code=303)


@blueprint.post(WHERE + "/delete")
@requires(Access.EDIT_STUDY)
def delete_round(study: Study, number: int) -> ResponseReturnValue:
    """Put a round into the bin."""
    composer_bin.delete_round(get_round(study, number), current_user)
    flash(_("The round is in the bin for thirty days."))
    return redirect(url_for("composer.list_rounds", study_id=study.id), code=303)


@blueprint.post(WHERE + "/sections")
@requires(Access.EDIT_STUDY)
def add_section(study: Study, number: int) -> ResponseReturnValue:
    """Add a page to the round."""
    round_, form = get_round(study, number), make_section_form(study)
    if not form.validate_on_submit():
        return _show(study, round_, section_form=form), 422
    section = composer.add_page(round_, read_text(form, "title", study.languages), current_user)
    return redirect(_address(round_, section), code=303)


@blueprint.route(WHERE + "/sections/<section_id>", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_section(study: Study, number: int, section_id: str) -> ResponseReturnValue:
    """Give a page of the round another title."""
    round_ = get_round(study, number)
    section = composer_base.get_section(round_, section_id)
    form = make_section_form(study, section.title)
    if form.validate_on_submit():
        composer.name_section(section, read_text(form, "title", study.languages), current_user)
        return redirect(_address(round_, section), code=303)
    page = render_template(
        "composer/edit_section.html", study=study, round=round_, section=section, form=form
    )
    return page, 422 if form.errors else 200


@blueprint.post(WHERE + "/sections/<section_id>/move")
@requires(Access.EDIT_STUDY)
def move_section(study: Study, number: int, section_id: str) -> ResponseReturnValue:
    """Exchange a page of the round with its neighbour."""
    round_ = get_round(study, number)
    section = composer_base.get_section(round_, section_id)
    composer.move_section(section, _is_up(), current_user)
    return redirect(_address(round_, section), code=303)


@blueprint.post(WHERE + "/sections/<section_id>/delete")
@requires(Access.EDIT_STUDY)
def delete_section(study: Study, number: int, section_id: str) -> ResponseReturnValue:
    """Put a page with its questions into the bin."""
    round_ = get_round(study, number)
    composer_bin.delete_section(composer_base.get_section(round_, section_id), current_user)
    flash(_("The section is in the bin for thirty days."))
    return redirect(_address(round_), code=303)


@blueprint.post(WHERE + "/all")
@requires(Access.EDIT_STUDY)
def ask_of_all(study: Study, number: int) -> ResponseReturnValue:
    """Ask the chosen ratings of every driver."""
    round_, form = get_round(study, number), make_ask_all_form(study)
    if form.validate_on_submit():
        drivers = [driver for driver in study.drivers if driver.retired_on is None]
        settings = {"scale": study.protocol["scale"]} | ({"required": True} if form.required.data else {})
        try:
            composer.ask_of_all(round_, drivers, form.names.data, settings, current_user)
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            return redirect(_address(round_), code=303)
    return _show(study, round_, all_form=form), 422


@blueprint.post(WHERE + "/settled")
@requires(Access.EDIT_STUDY)
def drop_settled(study: Study, number: int) -> ResponseReturnValue:
    """Take out what was confirmed among the items that are settled."""
    round_ = get_round(study, number)
    settled = {each.question.id for each in list_settled(round_)}
    chosen = settled & set(request.form.getlist("question"))
    n = composer_bin.drop_settled(round_, chosen, current_user, study.protocol["stability_rule"])
    flash(_("Questions that are not asked again: %(n)s.", n=n))
    return redirect(_address(round_), code=303)


def _show_rounds(study: Study, form: FlaskForm) -> ResponseReturnValue:
    lengths = {each.id: measure(each) for each in study.rounds}
    page = render_template(
        "composer/list_rounds.html", study=study, form=form, lengths=lengths, kinds=ROUND_WORDS
    )
    return page, 422 if form.errors else 200


def _show(study: Study, round_: Round, **forms: object) -> str:
    return render_template(
        "composer/show.html",
        study=study,
        round=round_,
        length=measure(round_),
        kinds=KIND_WORDS,
        settled=list_settled(round_),
        **{"section_form": make_section_form(study), "all_form": make_ask_all_form(study), **forms},
    )


def _check_title(title: dict[str, str]) -> None:
    if not title:
        raise InvalidAnswer("Give the round a title.")


def _is_up() -> bool:
    return request.form.get("way") == "up"


def _address(round_: Round, section: Section | None = None) -> str:
    anchor = f"section-{section.id}" if section else None
    return url_for("composer.show", study_id=round_.study_id, number=round_.number, _anchor=anchor)
