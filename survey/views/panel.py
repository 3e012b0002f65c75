"""The panel: who is invited, who has finished, new invitations, new links."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed
from survey.forms.panel import InviteExpertForm
from survey.models import Study
from survey.operations import panel
from survey.permissions import Access, requires
from survey.queries.boards import find_tracked_round, get_invitation
from survey.queries.panel import count_groups, list_members
from survey.queries.studies import count_unsent_mail
from survey.views.errors import say

blueprint = Blueprint("panel", __name__, url_prefix="/studies/<study_id>/panel")


@blueprint.get("")
@requires(Access.READ_STUDY)
def show_panel(study: Study) -> ResponseReturnValue:
    """Show the people on the panel and who has finished the latest round."""
    return _show(study, InviteExpertForm(formdata=None, language=study.languages[0]).offer(study))


@blueprint.post("/invite")
@requires(Access.RUN_STUDY)
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
@requires(Access.RUN_STUDY)
def replace_link(study: Study, invitation_id: str) -> ResponseReturnValue:
    """Make a person's old link void and give them a new one."""
    invitation = get_invitation(study, invitation_id)
    panel.replace_link(study, invitation, current_app.config["PANEL_KEY"], current_user)
    flash(_("%(name)s has a new link; the old one no longer works.", name=invitation.name))
    return redirect(url_for("panel.show_panel", study_id=study.id), code=303)


def _show(study: Study, form: InviteExpertForm) -> str:
    round_ = find_tracked_round(study)
    return render_template(
        "panel/show_panel.html",
        study=study,
        form=form,
        round=round_,
        members=list_members(study, round_),
        groups=count_groups(study),
        n_unsent=count_unsent_mail(study),
    )
