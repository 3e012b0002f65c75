"""Directions, options, signposts and phases: tables edited in place, and the roadmap that they make."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey import results
from survey.errors import BadCell, CellsRefused, StaleAnswer, TholosError
from survey.forms.options import PhasesForm, make_phases_form
from survey.framing.fields import list_controls
from survey.framing.plan import FAILURES, PLAN, get_plan_family, mark_after, values_of
from survey.models import Study
from survey.models.adoption import mark_content
from survey.operations import options as operations
from survey.operations import wild_cards
from survey.operations.options_phases import set_phases
from survey.permissions import Access, requires
from survey.queries.framing import Attempt
from survey.queries.futures_judged import list_wild_texts
from survey.queries.options import get_plan_table, get_roadmap, list_plan_warnings
from survey.queries.texts import get_contribution
from survey.views.errors import say
from survey.views.strategy_figures import draw_roadmap
from survey.words.plan import PlanWords, problem_words

blueprint = Blueprint("options", __name__, url_prefix="/studies/<study_id>/options")


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def edit_options(study: Study) -> ResponseReturnValue:
    """Edit directions and options in place."""
    return _show(study, "options")


@blueprint.get("/failures")
@requires(Access.EDIT_STUDY)
def edit_failures(study: Study) -> ResponseReturnValue:
    """Say what may break each option in each scenario."""
    return _show(study, "options", page="failures")


@blueprint.get("/signposts")
@requires(Access.EDIT_STUDY)
def edit_signposts(study: Study) -> ResponseReturnValue:
    """Edit the signposts in place."""
    return _show(study, "signposts")


@blueprint.get("/wild-cards")
@requires(Access.EDIT_STUDY)
def edit_wild_cards(study: Study) -> ResponseReturnValue:
    """Edit the wild cards in place, and make one of what the panel wrote."""
    return _show(study, "wild_cards")


@blueprint.post("/wild-cards/<contribution_id>")
@requires(Access.EDIT_STUDY)
def make_wild_card(study: Study, contribution_id: str) -> ResponseReturnValue:
    """Make a wild card of a released text of the panel."""
    row = wild_cards.take_text(study, get_contribution(study, contribution_id), current_user)
    flash(_("“%(code)s” is added.", code=row.code))
    return _back(study, "wild_cards", f"row-{row.id}")


@blueprint.route("/phases", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit_phases(study: Study) -> ResponseReturnValue:
    """Set the phases with their years, and the options that exclude each other."""
    form = make_phases_form(study)
    if form.validate_on_submit() and _save_phases(study, form):
        flash(_("The phases are saved."))
        return redirect(url_for("options.show_roadmap", study_id=study.id), code=303)
    page = render_template("options/edit_phases.html", study=study, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _save_phases(study: Study, form: PhasesForm) -> bool:
    try:
        set_phases(study, form.phases(), form.sets(), form.known.data or "", current_user)
    except (BadCell, StaleAnswer) as error:
        form.form_errors = [say(error)]
        if isinstance(error, StaleAnswer):
            form.known.data = mark_content(study.phases)
        return False
    return True


@blueprint.get("/roadmap")
@requires(Access.READ_RESULTS)
def show_roadmap(study: Study) -> ResponseReturnValue:
    """Show what comes when, what needs what, and what cannot be."""
    placed = results.place_options(study)
    return render_template(
        "options/show_roadmap.html",
        study=study,
        roadmap=get_roadmap(study, placed),
        placed=placed,
        figures=draw_roadmap(study, placed),
        problem_words=problem_words,
    )


@blueprint.post("/tables/<plan>")
@requires(Access.EDIT_STUDY)
def add_row(study: Study, plan: str) -> ResponseReturnValue:
    """Add a row to a table."""
    try:
        row = operations.add_row(study, get_plan_family(plan), request.form, current_user)
    except CellsRefused as error:
        return _refused(study, plan, "", error)
    flash(_("“%(code)s” is added.", code=row.code))
    return _back(study, plan, f"add-{plan}")


@blueprint.post("/tables/<plan>/<plan_row>")
@requires(Access.EDIT_STUDY)
def save_row(study: Study, plan: str, plan_row: str) -> ResponseReturnValue:
    """Save what was typed into a row, or into one cell of it."""
    table, mark = get_plan_family(plan), request.form.get("mark", "")
    try:
        row = operations.change_row(study, table, plan_row, request.form, mark, current_user)
    except TholosError as error:
        return _refused(study, plan, plan_row, error)
    if _wants_data():
        return jsonify(_told(study, plan, row))
    flash(_("“%(code)s” is saved.", code=row.code))
    return _back(study, plan, f"row-{row.id}")


@blueprint.post("/tables/<plan>/<plan_row>/move")
@requires(Access.EDIT_STUDY)
def move_row(study: Study, plan: str, plan_row: str) -> ResponseReturnValue:
    """Move a row by one place; what was typed into it is saved first."""
    table, mark = get_plan_family(plan), request.form.get("mark", "")
    try:
        operations.change_row(study, table, plan_row, request.form, mark, current_user)
    except CellsRefused as error:
        return _refused(study, plan, plan_row, error)
    step = -1 if request.form.get("step") == "-1" else 1
    operations.move_row(study, table, plan_row, step, current_user)
    return _back(study, plan, f"row-{plan_row}")


@blueprint.post("/tables/<plan>/<plan_row>/delete")
@requires(Access.EDIT_STUDY)
def delete_row(study: Study, plan: str, plan_row: str) -> ResponseReturnValue:
    """Put a row into the bin."""
    operations.delete_row(study, get_plan_family(plan), plan_row, current_user)
    flash(_("It lies in the bin for thirty days and can be put back."))
    return _back(study, plan, "")


def _told(study: Study, family: str, row: Any) -> dict[str, Any]:
    """Return what a page learns of a saved row: how its cells read now, and what is still wrong."""
    words, table = PlanWords(study), get_plan_family(family)
    values = values_of(table, row, list_controls(table, study.languages))
    return {
        "undo": "",
        "mark": mark_after(values, request.form.get("mark", ""), request.form),
        "values": {name: value for name, value in values.items() if name in request.form},
        "warnings": [words.warning_word(code) for code in list_plan_warnings(study, row)],
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
        table = get_plan_family(family)
        row = operations.get_plan_row(study, table, row_id)
        values = values_of(table, row, list_controls(table, study.languages))
        mark = mark_after(values, request.form.get("mark", ""), cells)
        return jsonify(errors=cells, mark=mark, message=say(error)), 422
    attempt = Attempt(family, row_id, request.form.to_dict(), cells)
    return _show(study, family, attempt, request.form.get("page", "")), 422


def _wants_data() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page_of(family: str, page: str) -> str:
    """Return the page on which a row of a table was edited."""
    own = family if family in ("signposts", "wild_cards") else "options"
    return "failures" if page == "failures" else own


def _back(study: Study, family: str, anchor: str) -> ResponseReturnValue:
    page = _page_of(family, request.form.get("page", ""))
    return redirect(url_for(f"options.edit_{page}", study_id=study.id, _anchor=anchor or None), code=303)


def _show(study: Study, family: str, attempt: Attempt | None = None, page: str = "") -> str:
    tables = {f"{code}_table": get_plan_table(study, table, attempt) for code, table in PLAN.items()}
    words = PlanWords(study)
    return render_template(
        f"options/edit_{_page_of(family, page)}.html",
        study=study,
        attempt=attempt,
        table_words=words,
        columns=[(words.scenario_word(quadrant), [name]) for name, quadrant in FAILURES.items()],
        wild_texts=list_wild_texts(study),
        problems=[problem_words(problem) for problem in get_roadmap(study).problems],
        **tables,
    )
