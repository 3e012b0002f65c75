"""The panel: who is invited, who has finished, new invitations, new links, corrected addresses."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed
from survey.forms.panel import AddressForm, InviteExpertForm
from survey.forms.rounds import ActForm
from survey.models import Study
from survey.operations import panel
from survey.permissions import Access, requires
from survey.queries.boards import find_tracked_round, get_invitation
from survey.queries.boards_counts import list_members_by_day
from survey.queries.panel import count_address_problems, count_groups, count_withdrawn
from survey.queries.studies import count_unsent_mail
from survey.views.errors import say

blueprint = Blueprint("panel", __name__, url_prefix="/studies/<study_id>/panel")


@blueprint.get("")
@requires(Access.SEE_PEOPLE)
def show_panel(study: Study) -> ResponseReturnValue:
    """Show the people on the panel and who has finished the latest round."""
    return _show(study, InviteExpertForm(formdata=None, language=study.languages[0]).offer(study))


@blueprint.post("/invite")
@requires(Access.MAIL_PANEL)
def invite_expert(study: Study) -> ResponseReturnValue:
    """Invite one expert."""
    form = InviteExpertForm().offer(study)
    if not form.validate_on_submit():
        return _show(study, form), 422
    facts = {"name": form.name.data, "email": form.email.data, "language": form.language.data}
    key = current_app.config["PANEL_KEY"]
    try:
        panel.invite_expert(study, **facts, group=form.find_group(study), panel_key=key, account=current_user)
    except NotAllowed as error:
        form.email.errors = [say(error)]
        return _show(study, form), 422
    flash(_("%(name)s is on the panel.", name=form.name.data))
    return redirect(url_for("panel.show_panel", study_id=study.id), code=303)


@blueprint.post("/<invitation_id>/replace-link")
@requires(Access.MAIL_PANEL)
def replace_link(study: Study, invitation_id: str) -> ResponseReturnValue:
    """Make a person's old link void and give them a new one."""
    invitation = get_invitation(study, invitation_id)
    panel.replace_link(study, invitation, current_app.config["PANEL_KEY"], current_user)
    flash(_("%(name)s has a new link; the old one no longer works.", name=invitation.name))
    return redirect(url_for("panel.show_panel", study_id=study.id), code=303)


@blueprint.route("/<invitation_id>/revoke", methods=["GET", "POST"])
@requires(Access.MAIL_PANEL)
def revoke(study: Study, invitation_id: str) -> ResponseReturnValue:
    """Say what revoking an invitation does, and do it."""
    invitation, form = get_invitation(study, invitation_id), ActForm()
    if form.validate_on_submit():
        panel.revoke_invitation(study, invitation, current_user)
        flash(_("The invitation of %(name)s is revoked.", name=invitation.name))
        return redirect(url_for("panel.show_panel", study_id=study.id), code=303)
    return render_template("panel/revoke.html", study=study, person=invitation, form=form)


@blueprint.route("/<invitation_id>/address", methods=["GET", "POST"])
@requires(Access.MAIL_PANEL)
def change_address(study: Study, invitation_id: str) -> ResponseReturnValue:
    """Correct the address of somebody who has not answered yet."""
    invitation, form = get_invitation(study, invitation_id), AddressForm()
    if form.validate_on_submit():
        try:
            key = current_app.config["PANEL_KEY"]
            panel.change_address(study, invitation, form.email.data, key, current_user)
        except NotAllowed as error:
            form.email.errors = [say(error)]
        else:
            flash(_("%(name)s has a new address and a new link.", name=invitation.name))
            return redirect(url_for("panel.show_panel", study_id=study.id), code=303)
    page = render_template("panel/change_address.html", study=study, person=invitation, form=form)
    return page, 422 if form.errors else 200


def _show(study: Study, form: InviteExpertForm) -> str:
    round_ = find_tracked_round(study)
    return render_template(
        "panel/show_panel.html",
        study=study,
        form=form,
        round=round_,
        members=list_members_by_day(study, round_, datetime.now(UTC)),
        groups=count_groups(study),
        n_unsent=count_unsent_mail(study),
        n_withdrawn=count_withdrawn(study),
        n_address_problems=count_address_problems(study),
        sends_mail=bool(current_app.config["SMTP_URL"]),
    )
