"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from survey.forms.account import SignInForm
from survey.operations.accounts import find_account_by_password
from survey.permissions import Access, requires
from survey.web import LANGUAGE_IN_SESSION, is_safe_next, limiter

blueprint = Blueprint("account", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Sign a coordinator in."""
    if current_user.is_authenticated:
        return redirect(url_for("studies.list_studies"))
    form = SignInForm()
    if form.validate_on_submit():
        account = find_account_by_password(form.email.data, form.password.data)
        if account:
            _start_session(account)
            target = request.args.get("next", "")
            return redirect(target if is_safe_next(target) else url_for("studies.list_studies"))
        form.password.errors = [_("Address or password is not right. Check both and try again.")]
    return render_template("account/sign_in.html", form=form), 422 if form.errors else 200


def _start_session(account: object) -> None:
    """Begin with a clean session: nothing that was in it before sign-in survives but the language."""
    language = session.get(LANGUAGE_IN_SESSION)
    session.clear()
    if language:
        session[LANGUAGE_IN_SESSION] = language
    login_user(account)


@blueprint.post("/sign-out")
@requires(Access.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("home.index"))
