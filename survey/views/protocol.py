"""The protocol: every setting with its meaning and its warnings, changed freely or by amendment."""

from __future__ import annotations

from itertools import takewhile

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import TholosError
from survey.forms.protocol import make_protocol_form
from survey.forms.rounds import ActForm
from survey.models import RoundKind, Study
from survey.operations import protocol as operations
from survey.operations.rounds import hash_protocol
from survey.permissions import Access, requires
from survey.queries.panel import count_invited
from survey.queries.protocol import count_repeats, find_change_of, list_amendments
from survey.views.errors import say
from survey.words.cautions import Caution, Facts, left_out, list_cautions
from survey.words.protocol import change_words, settings_by_key

blueprint = Blueprint("protocol", __name__, url_prefix="/studies/<study_id>/protocol")


@blueprint.get("")
@requires(Access.SEE_STUDY)
def show(study: Study) -> ResponseReturnValue:
    """Show every setting, what it means, where the literature warns, and every amendment."""
    amendments = list_amendments(study)
    return render_template(
        "protocol/show.html",
        study=study,
        settings=settings_by_key(study.protocol, with_axes=study.is_scenario_study),
        cautions=find_cautions(study),
        left_out=left_out(),
        protocol_hash=hash_protocol(study.protocol),
        amendments=[
            (each, change_words(study.protocol, each.amendment.before, each.amendment.after))
            for each in amendments
        ],
        form=ActForm(),
        carried_out=operations.CARRIED_OUT,
        has_answers=operations.has_answers(study),
    )


@blueprint.route("/edit", methods=["GET", "POST"])
@requires(Access.EDIT_STUDY)
def edit(study: Study) -> ResponseReturnValue:
    """Change settings; once round 1 has opened this is an amendment and needs its reason."""
    form = make_protocol_form(study)
    if form.validate_on_submit():
        reason = form.reason.data if study.is_protocol_locked else ""
        try:
            operations.change_settings(study, form.read(study), current_user, reason)
        except TholosError as error:
            form.form_errors.append(say(error))
        else:
            flash(_("The protocol is saved."))
            return redirect(url_for("protocol.show", study_id=study.id), code=303)
    page = render_template("protocol/edit.html", study=study, form=form, cautions=find_cautions(study))
    return page, 422 if form.errors else 200


@blueprint.post("/privacy")
@requires(Access.EDIT_STUDY)
def change_privacy(study: Study) -> ResponseReturnValue:
    """Make the privacy mode stricter; it never becomes looser once somebody has answered."""
    operations.change_privacy(study, request.form.get("mode", ""), current_user)
    flash(_("The privacy mode is saved."))
    return redirect(url_for("protocol.show", study_id=study.id, _anchor="privacy"), code=303)


def find_cautions(study: Study) -> dict[str, list[Caution]]:
    """Return where the literature warns of this study's settings, by their keys."""
    facts = Facts(
        n_invited=count_invited(study),
        n_rounds=len(study.rounds),
        n_repeats=count_repeats(study),
        n_scans=len([*takewhile(lambda round_: round_.kind == RoundKind.SCAN, study.rounds)]),
        is_rule_amended=find_change_of(study, "consensus_rule") is not None,
        has_axes=study.is_scenario_study,
    )
    return list_cautions(study.protocol, facts)
