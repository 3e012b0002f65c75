"""What was done and what was deleted: the audit log, the bin, deleting a whole study."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import CannotPutBack, NotAllowed
from survey.exports.log import FILES, write_log
from survey.filters import localized
from survey.forms.keeping import DeleteStudyForm, read_page
from survey.models import Study
from survey.models.work import BIN_DAYS
from survey.operations import bin as bin_operations
from survey.operations.record import record_export
from survey.permissions import Access, requires
from survey.queries import bin as bin_queries
from survey.queries import log
from survey.views.errors import say
from survey.words import acts

blueprint = Blueprint("keeping", __name__, url_prefix="/studies/<study_id>")


@blueprint.get("/log")
@requires(Access.EDIT_STUDY)
def show_log(study: Study) -> ResponseReturnValue:
    """Show who did what in a study; what experts did is not in it."""
    chosen = {name: request.args.get(name, "") for name in ("who", "act", "about")}
    actions = log.list_actions(study)
    wanted = [each for each in actions if chosen["act"] in ("", each)]
    wanted = [each for each in wanted if chosen["about"] in ("", acts.act_object(each))]
    is_filtered = bool(chosen["act"] or chosen["about"])
    found = log.list_log(
        study, who=chosen["who"], actions=wanted, is_filtered=is_filtered, page=read_page(request.args)
    )
    return render_template(
        "keeping/show_log.html",
        study=study,
        log=found,
        chosen=chosen,
        acts=acts,
        actions=actions,
        actors=log.list_actors(study),
        names=log.find_names(found.rows),
    )


@blueprint.get("/log/check")
@requires(Access.EDIT_STUDY)
def check_log(study: Study) -> ResponseReturnValue:
    """Compute the chain of the log again, and show where it breaks if it does."""
    return render_template("keeping/check_log.html", study=study, chain=log.verify_chain(), files=FILES)


@blueprint.post("/log/<file_name>")
@requires(Access.EDIT_STUDY)
def export_log(study: Study, file_name: str) -> ResponseReturnValue:
    """Send the log as a file, and note that it was taken."""
    content = write_log(study, file_name)
    record_export(study, current_user, file_name)
    return send_file(
        BytesIO(content), as_attachment=True, download_name=f"{study.code}-{file_name}", etag=False
    )


@blueprint.get("/bin")
@requires(Access.EDIT_STUDY)
def show_bin(study: Study) -> ResponseReturnValue:
    """Show what was deleted in the last thirty days, by whom, and for how long it stays."""
    rows = bin_queries.list_bin(study, datetime.now(UTC))
    can_restore = bin_operations.can_restore
    return render_template(
        "keeping/show_bin.html", study=study, rows=rows, acts=acts, can_restore=can_restore, days=BIN_DAYS
    )


@blueprint.post("/bin/<entry_id>")
@requires(Access.EDIT_STUDY)
def put_back(study: Study, entry_id: str) -> ResponseReturnValue:
    """Put one thing back where it was; what no longer fits says why and stays."""
    entry = bin_queries.get_bin_entry(study, entry_id)
    name = localized(entry.name)
    try:
        bin_operations.restore(entry, current_user)
    except CannotPutBack as error:
        flash(say(error), "error")
    else:
        flash(_("“%(name)s” is back where it was.", name=name))
    return redirect(url_for("keeping.show_bin", study_id=study.id), code=303)


@blueprint.route("/delete", methods=["GET", "POST"])
@requires(Access.OWN_STUDY)
def delete_study(study: Study) -> ResponseReturnValue:
    """Say what deleting the study does, and put it into the bin once its code is typed."""
    form = DeleteStudyForm()
    if form.validate_on_submit():
        try:
            bin_operations.bin_study(study, form.code.data, current_user)
        except NotAllowed as error:
            form.code.errors = [say(error)]
        else:
            flash(_("The study lies in the bin. You can put it back from here for %(n)s days.", n=BIN_DAYS))
            return redirect(url_for("studies.list_studies"), code=303)
    page = render_template("keeping/delete_study.html", study=study, form=form, days=BIN_DAYS)
    return page, 422 if form.errors else 200


@blueprint.post("/put-back")
@requires(Access.SIGNED_IN)
def put_study_back(study_id: str) -> ResponseReturnValue:
    """Take a whole study out of the bin, for its owner."""
    study = bin_queries.get_binned_study(current_user, study_id)
    bin_operations.restore_study(study, current_user)
    flash(_("The study is back where it was."))
    return redirect(url_for("studies.board", study_id=study.id), code=303)
