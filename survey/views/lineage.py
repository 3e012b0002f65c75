"""The drivers with their history: rewording, splitting, merging, retiring and restoring them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from survey.errors import InvalidAnswer, MissingReason
from survey.forms.curating import driver_data, make_driver_form, make_merge_form, read_wording
from survey.models import Driver, Study
from survey.operations import drivers_history as history
from survey.operations.lineage import get_driver, lacks_poles, was_asked
from survey.permissions import Access, may, requires
from survey.queries.curating import list_choices, list_rounds_asking, list_steps
from survey.views.curating import blueprint
from survey.views.errors import say
from survey.views.reasons import make_marker

HALVES = ("one_", "two_")


@blueprint.get("/history")
@requires(Access.SEE_STUDY)
def show_lineage(study: Study) -> ResponseReturnValue:
    """Show the drivers in force, those retired, and how the list came about."""
    steps = list_steps(study)
    poleless = [driver for driver in list_choices(study) if lacks_poles(driver)]
    return render_template("curating/show_lineage.html", study=study, steps=steps, poleless=poleless)


@blueprint.get("/history/<driver_id>")
@requires(Access.SEE_STUDY)
def show_driver(study: Study, driver_id: str) -> ResponseReturnValue:
    """Show one driver: its wording, which rounds asked it in which one, and its history."""
    driver = get_driver(study, driver_id)
    return render_template(
        "curating/show_driver.html",
        study=study,
        driver=driver,
        steps=list_steps(study, driver.code, with_words=may(Access.READ_WORDS)),
        rounds=list_rounds_asking(driver),
        is_poleless=lacks_poles(driver),
        mark=make_marker(study),
    )


@blueprint.route("/history/<driver_id>/reword", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def reword(study: Study, driver_id: str) -> ResponseReturnValue:
    """Change the wording of a driver; once it was asked this is another version of it."""
    driver = get_driver(study, driver_id)
    form = make_driver_form(study, driver_data(driver))
    if form.validate_on_submit():
        wording, reason = read_wording(form, study), form.reason.data or ""
        if _tries(form, lambda: history.reword_driver(driver, wording, current_user, reason)):
            flash(_("The wording is saved."))
            return _back(driver)
    return _show_form("curating/reword.html", form, driver)


@blueprint.route("/history/<driver_id>/split", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def split(study: Study, driver_id: str) -> ResponseReturnValue:
    """Put two drivers in the place of one."""
    driver = get_driver(study, driver_id)
    form = make_driver_form(study, driver_data(driver, HALVES[0]) | driver_data(driver, HALVES[1]), HALVES)
    if form.validate_on_submit():
        halves, reason = [read_wording(form, study, half) for half in HALVES], form.reason.data or ""
        if _tries(form, lambda: history.split_driver(driver, halves, current_user, reason)):
            flash(_("Two drivers stand in the place of %(code)s.", code=driver.code))
            return redirect(url_for("curating.show_lineage", study_id=study.id), code=303)
    return _show_form("curating/split.html", form, driver)


@blueprint.route("/history/<driver_id>/merge", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def merge(study: Study, driver_id: str) -> ResponseReturnValue:
    """Let a driver take in others."""
    driver = get_driver(study, driver_id)
    form = make_merge_form(list_choices(study, besides=driver))
    if form.validate_on_submit():
        others = [get_driver(study, each) for each in form.others.data or ()]
        reason = form.reason.data or ""
        if _tries(form, lambda: history.merge_drivers(driver, others, current_user, reason)):
            flash(_("Driver %(code)s stands for all of these.", code=driver.code))
            return _back(driver)
    return _show_form("curating/merge.html", form, driver)


@blueprint.post("/history/<driver_id>/retire")
@requires(Access.EDIT_STUDY)
def retire(study: Study, driver_id: str) -> ResponseReturnValue:
    """Ask about a driver no more, or put it back on the list."""
    driver, reason = get_driver(study, driver_id), request.form.get("reason", "")[:2_000]
    try:
        if "restore" in request.form:
            history.restore_driver(driver, current_user, reason)
            said = _(
                "Driver %(code)s is on the list again. Rounds in preparation have to be told to ask it.",
                code=driver.code,
            )
            flash(said)
        else:
            history.retire_driver(driver, current_user, reason)
            flash(_("Driver %(code)s is retired: no new round asks about it.", code=driver.code))
    except MissingReason as error:
        flash(say(error), "error")
    return _back(driver)


def _tries(form: FlaskForm, act) -> bool:
    """Do something, and tell in the form why it cannot be done."""
    try:
        act()
    except (InvalidAnswer, MissingReason) as error:
        where = form.reason.errors if isinstance(error, MissingReason) else form.form_errors
        where.append(say(error))
        return False
    return True


def _show_form(template: str, form: FlaskForm, driver: Driver) -> ResponseReturnValue:
    page = render_template(
        template, study=driver.study, driver=driver, form=form, halves=HALVES, was_asked=was_asked(driver)
    )
    return page, 422 if form.errors else 200


def _back(driver: Driver) -> ResponseReturnValue:
    where = url_for("curating.show_driver", study_id=driver.study_id, driver_id=driver.id)
    return redirect(where, code=303)
