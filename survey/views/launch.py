"""The check before the launch: what is done, what is open, what stops round 1 from opening."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import BadStudyFile
from survey.forms.rounds import ActForm
from survey.mail import send_sample
from survey.mail.trial import write_trial
from survey.models import Study
from survey.operations import launching
from survey.permissions import Access, requires
from survey.queries.launch import read_launch
from survey.results.protocol import read_consensus_rule
from survey.views.protocol import find_cautions
from survey.words.launch import STOP, Check, Surroundings, list_checks

blueprint = Blueprint("launch", __name__, url_prefix="/studies/<study_id>/launch")


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def show(study: Study) -> ResponseReturnValue:
    """List everything to look at before round 1 opens, each with the place where it is put right."""
    checks = check_study(study)
    return render_template(
        "launch/show.html",
        study=study,
        checks=checks,
        first=next(iter(study.rounds), None),
        stopping=[each for each in checks if each.state == STOP],
        can_send=bool(current_app.config["SMTP_URL"]),
        form=ActForm(),
    )


@blueprint.post("/mail")
@requires(Access.EDIT_STUDY)
def send_test(study: Study) -> ResponseReturnValue:
    """Send a test mail to whoever asks for it, and note the day on which the server took one."""
    back = url_for("launch.show", study_id=study.id, _anchor="mail")
    if not current_app.config["SMTP_URL"]:
        flash(_("No test mail was sent: no mail server is set (SMTP_URL)."), "error")
        return redirect(back, code=303)
    address = current_user.email
    try:
        send_sample(write_trial(study, address), address)
    except (smtplib.SMTPException, OSError):
        flash(_("The mail server did not take the test mail. Check SMTP_URL and try again."), "error")
        return redirect(back, code=303)
    launching.note_check(study, "mail", datetime.now(UTC).date(), current_user)
    flash(_("A test mail is on its way to %(address)s.", address=address))
    return redirect(back, code=303)


@blueprint.post("/confirm")
@requires(Access.EDIT_STUDY)
def confirm(study: Study) -> ResponseReturnValue:
    """Note that somebody answered the first round as a preview."""
    if request.form.get("check") == "tried":
        launching.note_check(study, "tried", datetime.now(UTC).date(), current_user)
        flash(_("Noted. Nothing of the preview was stored."))
    return redirect(url_for("launch.show", study_id=study.id, _anchor="tried"), code=303)


def check_study(study: Study) -> list[Check]:
    """Return every check of a study, in words."""
    problem = ""
    try:
        read_consensus_rule(study.protocol)
    except BadStudyFile as error:
        problem = str(error)
    around = Surroundings(
        public_url=current_app.config["PUBLIC_URL"],
        has_mail_server=bool(current_app.config["SMTP_URL"]),
        rule_problem=problem,
        n_cautions=len(find_cautions(study)),
    )
    return list_checks(study, read_launch(study, current_app.config["PANEL_KEY"]), around)
