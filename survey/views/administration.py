"""The accounts of this server, for those who run them; they see no study by that alone."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotAllowed
from survey.forms.account import NewAccountForm
from survey.mail.accounts import make_link
from survey.operations import accounts
from survey.operations.new_passphrases import make_account
from survey.permissions import Access, requires
from survey.queries.accounts import get_account, list_accounts
from survey.views.errors import say

blueprint = Blueprint("administration", __name__, url_prefix="/accounts")
LINK = "account_link"
CHANGES = {
    "enable": lambda account, actor: accounts.set_enabled(account, True, actor),
    "disable": lambda account, actor: accounts.set_enabled(account, False, actor),
    "let-administer": lambda account, actor: accounts.set_admin(account, True, actor),
    "no-longer-administer": lambda account, actor: accounts.set_admin(account, False, actor),
}


@blueprint.get("")
@requires(Access.ADMINISTER)
def show() -> ResponseReturnValue:
    """Show every account of this server."""
    return _show(NewAccountForm(formdata=None))


@blueprint.post("")
@requires(Access.ADMINISTER)
def create() -> ResponseReturnValue:
    """Make an account for somebody else, who chooses its passphrase by a link."""
    form = NewAccountForm()
    if not form.validate_on_submit():
        return _show(form), 422
    key, now = current_app.config["PANEL_KEY"], datetime.now(UTC)
    facts = (form.email.data, form.name.data, form.language.data)
    try:
        offer = make_account(*facts, key, current_user, now)
    except NotAllowed as error:
        form.email.errors = [say(error)]
        return _show(form), 422
    if current_app.config["SMTP_URL"]:
        flash(_("A link to choose a passphrase goes to %(email)s within a minute or two.", email=offer.email))
    else:
        session[LINK] = {"email": offer.email, "link": make_link(offer, "account")}
    return redirect(url_for("administration.show"), code=303)


@blueprint.post("/<account_id>/<change>")
@requires(Access.ADMINISTER)
def change(account_id: str, change: str) -> ResponseReturnValue:
    """Enable or disable an account, or let it run the accounts or no longer."""
    account, act = get_account(account_id), CHANGES.get(change)
    try:
        if act is None:
            raise NotAllowed("An account can be enabled, disabled, or let run the accounts.")
        if account.id == current_user.id and change != "let-administer":
            raise NotAllowed("Somebody else who runs the accounts has to do this for yours.")
        act(account, current_user)
    except NotAllowed as error:
        flash(say(error), "error")
    else:
        flash(_("The account of %(name)s is saved.", name=account.name))
    return redirect(url_for("administration.show"), code=303)


def _show(form: NewAccountForm) -> str:
    return render_template(
        "administration/show.html",
        form=form,
        accounts=list_accounts(),
        link=session.pop(LINK, None),
        sends_mail=bool(current_app.config["SMTP_URL"]),
    )
