"""Moderating reasons: what is released to the panel, in whose words, and what is kept back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from survey.errors import NotFound
from survey.forms.reasons import ParaphraseForm, make_merge_form
from survey.models import ReasonState, Study
from survey.operations import moderation
from survey.permissions import Access, may, requires
from survey.queries.highlights import Piece, mark_telling
from survey.queries.reasons import find_reasons, get_queue, get_telling
from survey.queries.studies import get_reason

blueprint = Blueprint("reasons", __name__, url_prefix="/studies/<study_id>/reasons")


@blueprint.get("")
@requires(Access.READ_WORDS)
def list_reasons(study: Study) -> ResponseReturnValue:
    """Show the reasons of closed rounds that wait, are released, merged or kept back."""
    queue = get_queue(study, request.args.get("state", ReasonState.HELD))
    can_undo = may(Access.MODERATE) and moderation.find_undoable(study, current_user) is not None
    return render_template(
        "reasons/list_reasons.html", study=study, queue=queue, mark=make_marker(study), can_undo=can_undo
    )


@blueprint.post("/<reason_id>")
@requires(Access.MODERATE)
def moderate_reason(study: Study, reason_id: str) -> ResponseReturnValue:
    """Release a reason to the panel, keep it back, or let it wait again."""
    state, reason = _chosen_state(), get_reason(study, reason_id)
    shown = request.form.get("shown", ReasonState.HELD)
    following = get_queue(study, shown).next_after(reason_id)
    moderation.moderate_reasons([reason], state, current_user)
    flash(_say(state, 1))
    anchor = f"reason-{following}" if following else None
    return redirect(url_for("reasons.list_reasons", study_id=study.id, state=shown, _anchor=anchor), code=303)


@blueprint.post("/several")
@requires(Access.MODERATE)
def moderate_several(study: Study) -> ResponseReturnValue:
    """Decide on all reasons that are ticked."""
    ids, shown = request.form.getlist("reason"), request.form.get("shown", ReasonState.HELD)
    here = url_for("reasons.list_reasons", study_id=study.id, state=shown)
    if not ids:
        flash(_("Tick at least one reason first."), "error")
        return redirect(here, code=303)
    if request.form.get("state") == ReasonState.MERGED:
        return redirect(url_for("reasons.merge", study_id=study.id, reason=ids), code=303)
    state = _chosen_state()
    found = find_reasons(study, ids)
    moderation.moderate_reasons(found, state, current_user)
    flash(_say(state, len(found)))
    return redirect(here, code=303)


@blueprint.route("/<reason_id>/words", methods=["GET", "POST"])
@requires(Access.MODERATE)
def paraphrase(study: Study, reason_id: str) -> ResponseReturnValue:
    """Put a reason in other words for its readers; the author's own stay sealed beside them."""
    reason = get_reason(study, reason_id)
    form = ParaphraseForm(data={"text": reason.reader_text})
    if form.validate_on_submit():
        moderation.paraphrase_reason(reason, form.text.data or "", current_user)
        if "release" in request.form:
            moderation.moderate_reasons([reason], ReasonState.RELEASED, current_user)
        flash(_("The words that readers see are saved."))
        where = {"study_id": study.id, "state": reason.state}
        return redirect(url_for("reasons.list_reasons", **where, _anchor=f"reason-{reason.id}"), code=303)
    page = render_template(
        "reasons/paraphrase.html", study=study, reason=reason, form=form, mark=make_marker(study)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/merge", methods=["GET", "POST"])
@requires(Access.MODERATE)
def merge(study: Study) -> ResponseReturnValue:
    """Choose which of several reasons stands for all."""
    reasons = find_reasons(study, request.values.getlist("reason"))
    form = make_merge_form(reasons)
    if form.validate_on_submit():
        into = next(reason for reason in reasons if reason.id == form.into.data)
        others = [reason for reason in reasons if reason.id != into.id]
        moderation.merge_reasons(into, others, current_user, form.text.data or "")
        if "release" in request.form:
            moderation.moderate_reasons([into], ReasonState.RELEASED, current_user)
        flash(_("The panel reads one reason for all of these."))
        return redirect(url_for("reasons.list_reasons", study_id=study.id, state=into.state), code=303)
    page = render_template("reasons/merge.html", study=study, reasons=reasons, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/undo")
@requires(Access.MODERATE)
def undo(study: Study) -> ResponseReturnValue:
    """Take back one's last decision."""
    changed = moderation.undo_moderation(study, current_user)
    flash(_("Your last decision is taken back."))
    state = changed[0].state if changed else ReasonState.HELD
    return redirect(url_for("reasons.list_reasons", study_id=study.id, state=state), code=303)


def make_marker(study: Study) -> Callable[[str], list[Piece]]:
    """Return what marks the words of a text that may give its author away."""
    telling = get_telling(study)
    return lambda text: mark_telling(text, telling)


def _chosen_state() -> ReasonState:
    state = request.form.get("state")
    if state not in moderation.DECIDED:
        raise NotFound("Choose whether to release this reason or to keep it back.")
    return ReasonState(state)


def _say(state: ReasonState, n: int) -> str:
    return {
        ReasonState.RELEASED: ngettext("The reason is released.", "%(num)s reasons are released.", n),
        ReasonState.HIDDEN: ngettext("The reason is kept back.", "%(num)s reasons are kept back.", n),
        ReasonState.HELD: ngettext("The reason waits again.", "%(num)s reasons wait again.", n),
    }[state]
