"""Signing in and out, with a second step where one is set up; a forgotten passphrase."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic, sleep, time

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from survey.errors import NotAllowed, NotFound
from survey.forms.account import CodeForm, ForgottenForm, NewPassphraseForm, SignInForm
from survey.models import Account
from survey.operations.accounts import find_account_by_password, normalise_email
from survey.operations.new_passphrases import ask_new_passphrase, set_new_passphrase
from survey.operations.second_factor import check_second_factor
from survey.permissions import Access, requires
from survey.queries.accounts import find_by_session_id
from survey.queries.colleagues import find_offer
from survey.views.errors import say
from survey.web import LANGUAGE_IN_SESSION, is_safe_next, limiter

blueprint = Blueprint("account", __name__)
SECOND_STEP = "second_step"
SECOND_STEP_SECONDS = 600
LEAST_SECONDS = 0.25
"""Asking for a link takes this long at least, so that its duration does not tell whether one was sent."""


def _typed_address() -> str:
    return f"account|{normalise_email(request.form.get('email', ''))[:254]}"


def _waiting_account() -> str:
    return f"second|{(session.get(SECOND_STEP) or {}).get('account', '')}"


def _was_wrong(response: object) -> bool:
    return response.status_code == 422


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
@limiter.limit("10 per 15 minutes", methods=["POST"], key_func=_typed_address, deduct_when=_was_wrong)
def sign_in() -> ResponseReturnValue:
    """Sign a coordinator in, or lead on to the second step."""
    if current_user.is_authenticated:
        return redirect(url_for("studies.list_studies"))
    form = SignInForm()
    if form.validate_on_submit():
        account = find_account_by_password(form.email.data, form.password.data)
        if account and account.has_second_factor:
            _wait_for_code(account)
            return redirect(url_for("account.second_step"), code=303)
        if account:
            start_session(account)
            return redirect(_target(request.args.get("next", "")))
        form.password.errors = [_("Address or passphrase is not right. Check both and try again.")]
    return render_template("account/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@limiter.limit("20 per hour", methods=["POST"], deduct_when=_was_wrong)
@limiter.limit("8 per 15 minutes", methods=["POST"], key_func=_waiting_account, deduct_when=_was_wrong)
def second_step() -> ResponseReturnValue:
    """Ask for the code of the device, once the passphrase was right."""
    waiting = session.get(SECOND_STEP) or {}
    account = find_by_session_id(waiting.get("account", ""))
    if account is None or time() - waiting.get("at", 0) > SECOND_STEP_SECONDS:
        session.pop(SECOND_STEP, None)
        return redirect(url_for("account.sign_in"), code=303)
    form = CodeForm()
    if form.validate_on_submit():
        if check_second_factor(account, form.code.data, datetime.now(UTC)):
            start_session(account)
            return redirect(_target(waiting.get("next", "")), code=303)
        form.code.errors = [_("This code does not fit, or it was used already. Wait for the next one.")]
    return render_template("account/second_step.html", form=form), 422 if form.errors else 200


@blueprint.post("/sign-out")
@requires(Access.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("home.index"))


@blueprint.route("/forgotten-passphrase", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@limiter.limit("5 per hour", methods=["POST"])
def forgotten() -> ResponseReturnValue:
    """Send a link that sets a new passphrase; neither words nor time tell whether the address is known."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        page = render_template("account/forgotten.html", form=form, is_sent=False)
        return page, 422 if form.errors else 200
    started = monotonic()
    ask_new_passphrase(form.email.data, current_app.config["PANEL_KEY"], datetime.now(UTC))
    sleep(0 if current_app.testing else max(0.0, LEAST_SECONDS - (monotonic() - started)))
    sends_mail = bool(current_app.config["SMTP_URL"])
    return render_template("account/forgotten.html", form=form, is_sent=True, sends_mail=sends_mail)


@blueprint.route("/new-passphrase/<token>", methods=["GET", "POST"])
@requires(Access.PUBLIC)
def new_passphrase(token: str) -> ResponseReturnValue:
    """Set a passphrase by the link that was sent; looking at it changes nothing."""
    offer = find_offer(token, datetime.now(UTC))
    if offer is None or offer.study_id is not None:
        raise NotFound("This link is not valid any more. Ask for a new one.")
    form = NewPassphraseForm()
    if form.validate_on_submit():
        try:
            set_new_passphrase(offer, form.password.data, datetime.now(UTC))
        except NotAllowed as error:
            form.password.errors = [say(error)]
        else:
            flash(_("Your passphrase is set. Sign in with it."))
            return redirect(url_for("account.sign_in"), code=303)
    page = render_template("account/new_passphrase.html", form=form, email=offer.email)
    return page, 422 if form.errors else 200


def start_session(account: Account) -> None:
    """Begin with a clean session: nothing that was in it before sign-in survives but the language."""
    language = session.get(LANGUAGE_IN_SESSION)
    session.clear()
    if language:
        session[LANGUAGE_IN_SESSION] = language
    login_user(account)


def _wait_for_code(account: Account) -> None:
    language = session.get(LANGUAGE_IN_SESSION)
    session.clear()
    if language:
        session[LANGUAGE_IN_SESSION] = language
    target = request.args.get("next", "")
    session[SECOND_STEP] = {"account": account.get_id(), "at": int(time()), "next": target[:500]}


def _target(wanted: str) -> str:
    return wanted if is_safe_next(wanted) else url_for("studies.list_studies")
