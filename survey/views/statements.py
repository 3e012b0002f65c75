"""Reporting statements: what the records answer of the guidelines, and what only people can say."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed, StaleAnswer
from survey.forms.statements import StatementForm, make_statement_form
from survey.models import Study
from survey.operations import statements as operations
from survey.permissions import Access, requires
from survey.reports.assembly import build_report
from survey.reports.guidelines import STATEMENTS, count_states, get_statement, list_groups, list_uses
from survey.views.errors import say

blueprint = Blueprint("statements", __name__, url_prefix="/studies/<study_id>/statements")


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def show(study: Study) -> ResponseReturnValue:
    """Show what the guidelines ask, what is answered, and the statements to give."""
    return _page(study)


@blueprint.post("/<statement>")
@requires(Access.EDIT_STUDY)
def state(study: Study, statement: str) -> ResponseReturnValue:
    """Keep one statement; emptied, it is open again."""
    wanted = get_statement(statement)
    form = make_statement_form(study, statement, str(wanted.title))
    if not form.validate_on_submit() or not _save(study, statement, form):
        return _page(study, form, statement), 422
    flash(_("“%(title)s” is saved.", title=wanted.title))
    return redirect(url_for("statements.show", study_id=study.id, _anchor=f"statement-{statement}"), code=303)


def _save(study: Study, statement: str, form: StatementForm) -> bool:
    try:
        operations.state(study, statement, form.words(), form.known.data or "", current_user)
    except (StaleAnswer, NotAllowed) as error:
        form.form_errors = [say(error)]
        # Who sends it again has been told and has seen the other words.
        form.known.data = operations.mark_statement(study, statement)
        return False
    return True


def _page(study: Study, tried: StatementForm | None = None, statement: str = "") -> str:
    forms = {code: make_statement_form(study, code, str(each.title)) for code, each in STATEMENTS.items()}
    if tried is not None:
        forms[statement] = tried
    part = build_report(study, str(get_locale() or "en").split("_")[0]).guidelines
    return render_template(
        "statements/show.html",
        study=study,
        forms=forms,
        tried=tried,
        groups=list_groups(),
        uses=list_uses(part),
        tables=part.tables,
        counts=count_states(part),
    )
