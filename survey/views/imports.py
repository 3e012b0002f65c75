"""Taking drivers and people in from a spreadsheet: read, look at every row, take in, undo."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from survey.errors import BadTable, TholosError
from survey.forms.imports import TableForm, column_choices, read_columns
from survey.models import ImportBatch, Study
from survey.operations.import_batches import drop_batch, set_columns
from survey.permissions import Access, requires
from survey.queries.imports import get_batch, list_done
from survey.tables import taking
from survey.tables.columns import doubles, field_names, misses
from survey.tables.plan import BAD
from survey.views.errors import say
from survey.words import imports as words

blueprint = Blueprint("imports", __name__, url_prefix="/studies/<study_id>/import")
ROWS_ON_A_PAGE = 250
MOST_ERRORS_LISTED = 50


@blueprint.get("/drivers")
@requires(Access.EDIT_STUDY)
def show_drivers(study: Study) -> ResponseReturnValue:
    """Ask for a table of drivers."""
    return _ask(study, "drivers", TableForm(formdata=None))


@blueprint.post("/drivers")
@requires(Access.EDIT_STUDY)
def read_drivers(study: Study) -> ResponseReturnValue:
    """Read a table of drivers."""
    return _read(study, "drivers")


@blueprint.get("/drivers/<driver_list_id>")
@requires(Access.EDIT_STUDY)
def preview_drivers(study: Study, driver_list_id: str) -> ResponseReturnValue:
    """Show what a table of drivers would do."""
    return _preview(study, get_batch(study, "drivers", driver_list_id))


@blueprint.post("/drivers/<driver_list_id>")
@requires(Access.EDIT_STUDY)
def act_on_drivers(study: Study, driver_list_id: str) -> ResponseReturnValue:
    """Map, take in, drop or undo a table of drivers."""
    return _act(study, get_batch(study, "drivers", driver_list_id))


@blueprint.get("/experts")
@requires(Access.MAIL_PANEL)
def show_experts(study: Study) -> ResponseReturnValue:
    """Ask for a table of people."""
    return _ask(study, "experts", TableForm(formdata=None))


@blueprint.post("/experts")
@requires(Access.MAIL_PANEL)
def read_experts(study: Study) -> ResponseReturnValue:
    """Read a table of people."""
    return _read(study, "experts")


@blueprint.get("/experts/<people_list_id>")
@requires(Access.MAIL_PANEL)
def preview_experts(study: Study, people_list_id: str) -> ResponseReturnValue:
    """Show what a table of people would do."""
    return _preview(study, get_batch(study, "experts", people_list_id))


@blueprint.post("/experts/<people_list_id>")
@requires(Access.MAIL_PANEL)
def act_on_experts(study: Study, people_list_id: str) -> ResponseReturnValue:
    """Map, take in, drop or undo a table of people."""
    return _act(study, get_batch(study, "experts", people_list_id))


def _ask(study: Study, kind: str, form: TableForm) -> ResponseReturnValue:
    page = render_template(
        "imports/show.html", study=study, kind=kind, form=form, done=list_done(study, kind), address=_address
    )
    return page, 422 if form.errors else 200


def _read(study: Study, kind: str) -> ResponseReturnValue:
    form = TableForm()
    try:
        table = form.read()
    except BadTable as error:
        target = form.file if form.file.data else form.pasted
        target.errors = [say(error)]
        return _ask(study, kind, form)
    batch = taking.keep_table(study, kind, table, form.file_name, current_user)
    return redirect(_address("preview", study, batch), code=303)


def _preview(study: Study, batch: ImportBatch) -> ResponseReturnValue:
    if batch.state != "shown":
        return redirect(url_for(f"imports.show_{batch.kind}", study_id=study.id))
    columns = taking.columns_of(batch)
    missing, doubled = misses(columns.fields, batch.kind), doubles(columns.fields)
    plan = taking.make_plan(study, batch)
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "imports/preview.html",
        study=study,
        batch=batch,
        plan=plan,
        counts=taking.count_states(plan),
        columns=columns,
        choices=column_choices(batch.kind, study.languages),
        fields=[name for name in field_names(batch.kind, study.languages) if name in columns.fields],
        unsure=""
        if columns.is_sure and not missing and not doubled
        else words.unsure_sentence(missing, doubled),
        is_blocked=bool(missing or doubled),
        notes=[words.note_sentence(note.code, note.value) for note in taking.notes_of(batch)],
        errors=[(row.number, say(row.remark)) for row in plan.of(BAD)[:MOST_ERRORS_LISTED]],
        rows=plan.rows[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE],
        page=page,
        n_pages=-(-len(plan.rows) // ROWS_ON_A_PAGE),
        address=_address,
        say=say,
        says=words,
    )


def _act(study: Study, batch: ImportBatch) -> ResponseReturnValue:
    acts = {"map": _map, "take": _take, "drop": _drop, "undo": _undo}
    act = acts.get(request.form.get("act", ""))
    here = _address("preview", study, batch)
    if act is None:
        return redirect(here, code=303)
    try:
        flash(act(study, batch))
    except TholosError as error:
        flash(say(error), "error")
        return redirect(here, code=303)
    return redirect(
        here if act is _map else url_for(f"imports.show_{batch.kind}", study_id=study.id), code=303
    )


def _map(study: Study, batch: ImportBatch) -> str:
    columns, rows = taking.columns_of(batch), taking.rows_of(batch)
    set_columns(batch, read_columns(request.form, columns, rows, batch.kind, study.languages).as_dict())
    return _("The columns are read as you say.")


def _take(study: Study, batch: ImportBatch) -> str:
    taking.take_in(study, batch, current_app.config["PANEL_KEY"], current_user)
    counts = batch.rows[0]["counts"]
    n = counts["new"] + counts["changed"]
    return ngettext("%(num)s row is taken in.", "%(num)s rows are taken in.", n)


def _drop(study: Study, batch: ImportBatch) -> str:
    drop_batch(study, batch, current_user)
    return _("The table is forgotten; nothing was changed.")


def _undo(study: Study, batch: ImportBatch) -> str:
    taking.undo(study, batch, current_app.config["PANEL_KEY"], current_user)
    return _("The import is undone; everything is as it was before.")


def _address(act: str, study: Study, batch: ImportBatch, **query: int) -> str:
    name = {"drivers": "driver_list_id", "experts": "people_list_id"}[batch.kind]
    return url_for(f"imports.{act}_{batch.kind}", study_id=study.id, **{name: batch.id}, **query)
