"""The list of studies, the board of one study, and its frame."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from survey import words
from survey.models import Study
from survey.operations.rounds import hash_protocol
from survey.permissions import ROLES, Access, requires
from survey.queries import studies as queries
from survey.queries.bin import list_binned_studies
from survey.queries.boards import get_board, list_study_rows
from survey.queries.consent import count_consents
from survey.views import figures
from survey.words.notice import write_notice

blueprint = Blueprint("studies", __name__, url_prefix="/studies")


@blueprint.record_once
def give_words(state: BlueprintSetupState) -> None:
    """Give every template and macro the words behind the codes and the names of what is judged."""
    state.app.jinja_env.globals.update(
        words=words, item_name=figures.item_name, corner_name=figures.corner_name
    )


@blueprint.get("")
@requires(Access.SIGNED_IN)
def list_studies() -> ResponseReturnValue:
    """Show the studies that this account may read."""
    now, readers = datetime.now(UTC), ROLES[Access.READ_RESULTS]
    return render_template(
        "studies/list_studies.html",
        rows=list_study_rows(current_user, now),
        readable={study.id for study in queries.list_studies(current_user, readers)},
        binned=list_binned_studies(current_user, now),
    )


@blueprint.get("/<study_id>")
@requires(Access.SEE_STUDY)
def board(study: Study) -> ResponseReturnValue:
    """Show where a study stands and what comes next."""
    return render_template("studies/board.html", study=study, board=get_board(study, datetime.now(UTC)))


@blueprint.get("/<study_id>/frame")
@requires(Access.SEE_STUDY)
def frame(study: Study) -> ResponseReturnValue:
    """Show what the study asks, compares and rests on, and its protocol."""
    return render_template(
        "studies/frame.html",
        study=study,
        protocol=words.list_settings(study.protocol, with_axes=study.is_scenario_study),
        protocol_hash=study.protocol_hash or hash_protocol(study.protocol),
        notice=write_notice(study, str(get_locale())),
        n_agreed=count_consents(study),
    )
