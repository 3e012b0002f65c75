"""The tables of the frame, edited in place: a form for each row, and cells that a script saves one by one."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import BadCell, CellsRefused, IllegalTransition, TholosError
from survey.framing.fields import FAMILIES, Family
from survey.framing.rows import Row, get_family, get_row
from survey.models import Study
from survey.operations import framing_tables as tables
from survey.operations.framing_bin import delete_row as put_away
from survey.operations.framing_lines import add_drivers_by_line
from survey.operations.framing_undo import undo_last
from survey.operations.plans_outline import follow_drivers, lay_out_rounds
from survey.permissions import Access, requires
from survey.queries import framing as queries
from survey.queries.framing import Attempt
from survey.views.errors import say
from survey.views.framing import blueprint
from survey.words import framing as table_words

PAGES = {
    "drivers": "drivers",
    "evidence": "evidence",
    "groups": "groups",
    "systems": "comparison",
    "criteria": "comparison",
    "cells": "comparison",
}

_NO_LINES = {"lines": "", "lines_error": "", "lines_language": ""}


@blueprint.get("/<study_id>/drivers-table")
@requires(Access.EDIT_STUDY)
def drivers(study: Study) -> ResponseReturnValue:
    """Edit the drivers in place."""
    return _show(study, "drivers")


@blueprint.get("/<study_id>/evidence-table")
@requires(Access.EDIT_STUDY)
def evidence(study: Study) -> ResponseReturnValue:
    """Edit the evidence register in place."""
    return _show(study, "evidence")


@blueprint.get("/<study_id>/comparison-table")
@requires(Access.EDIT_STUDY)
def comparison(study: Study) -> ResponseReturnValue:
    """Edit the comparison in place: systems, criteria and their cells."""
    return _show(study, "comparison")


@blueprint.get("/<study_id>/groups-table")
@requires(Access.EDIT_STUDY)
def groups(study: Study) -> ResponseReturnValue:
    """Edit the stakeholder groups in place."""
    return _show(study, "groups")


@blueprint.post("/<study_id>/tables/<family>")
@requires(Access.EDIT_STUDY)
def add_row(study: Study, family: str) -> ResponseReturnValue:
    """Add a row to a table."""
    table = _rows_of(family)
    try:
        row = tables.add_row(study, table, request.form, current_user)
    except CellsRefused as error:
        return _refused(study, family, "", error)
    flash(_("“%(code)s” is added.", code=row.code))
    return _back(study, family, f"add-{family}")


@blueprint.post("/<study_id>/tables/<family>/<row_id>")
@requires(Access.EDIT_STUDY)
def save_row(study: Study, family: str, row_id: str) -> ResponseReturnValue:
    """Save what was typed into a row, or into one cell of it."""
    try:
        row = _save(study, family, row_id)
    except TholosError as error:
        return _refused(study, family, row_id, error)
    if _wants_data():
        return jsonify(_told(row))
    flash(_("“%(code)s” is saved.", code=row.code))
    return _back(study, family, f"row-{row.id}")


@blueprint.post("/<study_id>/tables/<family>/<row_id>/move")
@requires(Access.EDIT_STUDY)
def move_row(study: Study, family: str, row_id: str) -> ResponseReturnValue:
    """Move a row by one place; what was typed into it is saved first."""
    table = _rows_of(family)
    try:
        _save(study, family, row_id)
    except CellsRefused as error:
        return _refused(study, family, row_id, error)
    tables.move_row(study, table, row_id, -1 if request.form.get("step") == "-1" else 1, current_user)
    return _back(study, family, f"row-{row_id}")


@blueprint.post("/<study_id>/tables/<family>/<row_id>/delete")
@requires(Access.EDIT_STUDY)
def delete_row(study: Study, family: str, row_id: str) -> ResponseReturnValue:
    """Put a row into the bin."""
    put_away(study, _rows_of(family), row_id, current_user)
    flash(_("It lies in the bin for thirty days; you can undo this."))
    return _back(study, family, "undo")


@blueprint.post("/<study_id>/tables/<family>/undo")
@requires(Access.EDIT_STUDY)
def undo(study: Study, family: str) -> ResponseReturnValue:
    """Undo one's own last change to a table."""
    try:
        undo_last(study, _rows_of(family), current_user)
    except (IllegalTransition, CellsRefused) as error:
        flash(say(error), "error")
    else:
        flash(_("Your last change here is undone."))
    return _back(study, family, "")


@blueprint.post("/<study_id>/tables/drivers/lines")
@requires(Access.EDIT_STUDY)
def add_lines(study: Study) -> ResponseReturnValue:
    """Add several drivers, one a line."""
    language = request.form.get("language", "")
    language = language if language in study.languages else study.languages[0]
    lines = request.form.get("lines", "")
    try:
        added = add_drivers_by_line(study, lines, language, current_user)
    except BadCell as error:
        page = _show(study, "drivers", lines=lines, lines_error=say(error), lines_language=language)
        return page, 422
    flash(_("Drivers added: %(n)s.", n=len(added)))
    return _back(study, "drivers", "")


@blueprint.post("/<study_id>/plan")
@requires(Access.EDIT_STUDY)
def apply_plan(study: Study) -> ResponseReturnValue:
    """Plan the template's rounds, or bring those that are planned in step with the drivers."""
    if queries.can_plan_rounds(study):
        lay_out_rounds(study, current_user)
        flash(_("The rounds are planned."))
    elif follow_drivers(study, current_user):
        flash(_("The planned rounds ask about the present drivers."))
    else:
        flash(_("The planned rounds ask about the present drivers already, or were composed by hand."))
    return _back(study, "drivers", "")


def _rows_of(family: str) -> Family:
    """Return a table whose rows come and go; the cells of a comparison do not."""
    return FAMILIES[family] if family in FAMILIES else get_family("")


def _save(study: Study, family: str, row_id: str) -> Row:
    mark = request.form.get("mark", "")
    return tables.change_row(study, get_family(family), row_id, request.form, mark, current_user)


def _told(row: Row) -> dict[str, Any]:
    """Return what a page learns of a saved row: how its cells read now, and what is still wrong."""
    sent = {name: value for name, value in row.values.items() if name in request.form}
    undo = queries.find_undo(row.study, row.family, current_user)
    return {
        "undo": table_words.undo_word(*undo) if undo else "",
        "mark": row.mark_after(request.form.get("mark", ""), sent),
        "values": sent,
        "warnings": [table_words.warning_word(code) for code in queries.list_warnings(row)],
        "message": _("“%(code)s” is saved.", code=row.code),
    }


def _refused(study: Study, family: str, row_id: str, error: TholosError) -> ResponseReturnValue:
    """Give back what was typed, with the reason at each cell."""
    if not isinstance(error, CellsRefused):
        if _wants_data():
            return jsonify(errors={}, message=say(error)), 409
        raise error
    cells = {name: say(each) for name, each in error.cells.items()}
    if _wants_data():
        row = get_row(study, get_family(family), row_id)
        mark = row.mark_after(request.form.get("mark", ""), cells)
        return jsonify(errors=cells, mark=mark, message=say(error)), 422
    attempt = Attempt(family, row_id, request.form.to_dict(), cells)
    return _show(study, PAGES[family], attempt), 422


def _wants_data() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _back(study: Study, family: str, anchor: str) -> ResponseReturnValue:
    address = url_for(f"framing.{PAGES[family]}", study_id=study.id, _anchor=anchor or None)
    return redirect(address, code=303)


def _show(study: Study, page: str, attempt: Attempt | None = None, **more: Any) -> str:
    family = FAMILIES["criteria" if page == "comparison" else page]
    names = ("systems", "criteria") if page == "comparison" else (page,)
    facts: dict[str, Any] = {
        f"{name}_table": queries.get_table(study, FAMILIES[name], attempt) for name in names
    }
    if page == "comparison":
        facts["comparison"] = queries.get_comparison(study, attempt)
    if page == "drivers":
        facts["coverage"] = queries.get_coverage(study)
        facts["planned"] = queries.list_planned_rounds(study)
        facts["can_plan"] = queries.can_plan_rounds(study)
    return render_template(
        f"framing/{page}.html",
        study=study,
        family=family.code,
        undo=queries.find_undo(study, family, current_user),
        attempt=attempt,
        table_words=table_words,
        **{**_NO_LINES, **facts, **more},
    )
