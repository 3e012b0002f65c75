"""Colleagues of a study: who they are, inviting them, their roles; and joining by an invitation."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import IllegalTransition, NotAllowed, NotFound
from survey.forms.account import JoinForm
from survey.forms.colleagues import InviteColleagueForm, RoleForm
from survey.forms.rounds import ActForm
from survey.mail.accounts import make_link
from survey.models import ColleagueInvitation, Role, Study
from survey.operations import colleagues as operations
from survey.permissions import Access, requires
from survey.queries import colleagues as queries
from survey.views.account import start_session
from survey.views.errors import say

blueprint = Blueprint("colleagues", __name__)
LINK = "colleague_link"
PLACE = "/studies/<study_id>/colleagues"


@blueprint.get(PLACE)
@requires(Access.OWN_STUDY)
def show(study: Study) -> ResponseReturnValue:
    """Show who works on a study, in which role, and who is invited."""
    return _show(study, InviteColleagueForm(formdata=None, role=Role.EDITOR))


@blueprint.post(PLACE)
@requires(Access.OWN_STUDY)
def invite(study: Study) -> ResponseReturnValue:
    """Invite a colleague by address."""
    form = InviteColleagueForm()
    if not form.validate_on_submit():
        return _show(study, form), 422
    key, now = current_app.config["PANEL_KEY"], datetime.now(UTC)
    person = operations.NewColleague(
        form.email.data, form.name.data, Role(form.role.data), form.language.data
    )
    try:
        invitation = operations.invite_colleague(study, person, key, current_user, now)
    except NotAllowed as error:
        form.email.errors = [say(error)]
        return _show(study, form), 422
    return _tell_link(study, invitation)


@blueprint.post(f"{PLACE}/invitations/<colleague_invitation_id>/again")
@requires(Access.OWN_STUDY)
def invite_again(study: Study, colleague_invitation_id: str) -> ResponseReturnValue:
    """Send an invitation once more."""
    invitation = queries.get_invited(study, colleague_invitation_id)
    try:
        operations.invite_again(study, invitation, current_user, datetime.now(UTC))
    except NotAllowed as error:
        flash(say(error), "error")
        return redirect(url_for("colleagues.show", study_id=study.id), code=303)
    return _tell_link(study, invitation)


@blueprint.post(f"{PLACE}/invitations/<colleague_invitation_id>/take-back")
@requires(Access.OWN_STUDY)
def uninvite(study: Study, colleague_invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    invitation = queries.get_invited(study, colleague_invitation_id)
    address = invitation.email
    operations.uninvite(study, invitation, current_user)
    flash(_("The invitation of %(email)s is taken back; its link opens nothing any more.", email=address))
    return redirect(url_for("colleagues.show", study_id=study.id), code=303)


@blueprint.post(f"{PLACE}/<account_id>/role")
@requires(Access.OWN_STUDY)
def change_role(study: Study, account_id: str) -> ResponseReturnValue:
    """Give a colleague another role."""
    person, form = queries.get_colleague(study, account_id).account, RoleForm()
    if not form.validate_on_submit():
        flash(_("Choose one of the roles."), "error")
        return redirect(url_for("colleagues.show", study_id=study.id), code=303)
    try:
        operations.change_role(study, person, Role(form.role.data), current_user)
    except IllegalTransition as error:
        flash(say(error), "error")
    else:
        flash(_("The role of %(name)s is saved.", name=person.name))
    return _back(study, is_me=person.id == current_user.id)


@blueprint.route(f"{PLACE}/<account_id>/remove", methods=["GET", "POST"])
@requires(Access.OWN_STUDY)
def remove(study: Study, account_id: str) -> ResponseReturnValue:
    """Say what taking somebody's role away does, and do it."""
    person, form = queries.get_colleague(study, account_id).account, ActForm()
    if not form.validate_on_submit():
        return render_template("colleagues/remove.html", study=study, person=person, form=form)
    try:
        operations.remove_colleague(study, person, current_user)
    except IllegalTransition as error:
        flash(say(error), "error")
    else:
        flash(_("%(name)s has no role in this study any more.", name=person.name))
    return _back(study, is_me=person.id == current_user.id)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@requires(Access.PUBLIC)
def join(token: str) -> ResponseReturnValue:
    """Join a study by an invitation: with one's account, or by making one. Looking changes nothing."""
    offer = queries.find_offer(token, datetime.now(UTC))
    if offer is None or offer.study_id is None:
        raise NotFound("This invitation is not valid any more. Ask whoever sent it for a new one.")
    study = queries.get_offered_study(offer)
    if current_user.is_authenticated:
        return _join_signed_in(offer, study)
    if queries.has_account(offer.email):
        return _show_join(offer, study, None)
    form = JoinForm(name=offer.name, language=offer.language)
    if form.validate_on_submit():
        facts = (form.name.data, form.password.data, form.language.data)
        try:
            start_session(operations.join_anew(offer, *facts, datetime.now(UTC)))
        except NotAllowed as error:
            form.password.errors = [say(error)]
        else:
            return redirect(url_for("studies.board", study_id=study.id), code=303)
    return _show_join(offer, study, form), 422 if form.errors else 200


def _join_signed_in(offer: ColleagueInvitation, study: Study) -> ResponseReturnValue:
    form = ActForm()
    if form.validate_on_submit():
        operations.check_can_join(offer, current_user)
        operations.join_with_account(offer, current_user, datetime.now(UTC))
        flash(_("You have joined this study."))
        return redirect(url_for("studies.board", study_id=study.id), code=303)
    return _show_join(offer, study, form)


def _show_join(offer: ColleagueInvitation, study: Study, form: object) -> str:
    # Not named "study": who is only invited sees its title, and no banner or menu of it.
    return render_template(
        "colleagues/join.html", offer=offer, offered=study, form=form, inviter=queries.find_inviter(offer)
    )


def _tell_link(study: Study, invitation: ColleagueInvitation) -> ResponseReturnValue:
    """Say that the invitation is on its way; without a mail server, show its link once for copying."""
    if current_app.config["SMTP_URL"]:
        flash(_("An invitation goes to %(email)s within a minute or two.", email=invitation.email))
    else:
        session[LINK] = {"email": invitation.email, "link": make_link(invitation, "colleague")}
    return redirect(url_for("colleagues.show", study_id=study.id), code=303)


def _back(study: Study, *, is_me: bool) -> ResponseReturnValue:
    """Lead back to the list, or to the studies whoever is no owner any more."""
    target = url_for("studies.list_studies") if is_me else url_for("colleagues.show", study_id=study.id)
    return redirect(target, code=303)


def _show(study: Study, form: InviteColleagueForm) -> str:
    return render_template(
        "colleagues/show.html",
        study=study,
        form=form,
        colleagues=queries.list_colleagues(study),
        invited=queries.list_invited(study, datetime.now(UTC)),
        roles=list(Role),
        link=session.pop(LINK, None),
        sends_mail=bool(current_app.config["SMTP_URL"]),
    )
