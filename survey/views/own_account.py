"""One's own account: name and language, passphrase, second factor, sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import segno
from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from survey.errors import NotAllowed, NotFound
from survey.forms.account import ChangePassphraseForm, CodeForm, PassphraseForm, ProfileForm
from survey.models import Account
from survey.operations import accounts, second_factor
from survey.permissions import Access, requires
from survey.views.account import blueprint, start_session
from survey.views.errors import say
from survey.web import limiter

RECOVERY_CODES = "recovery_codes"


def _me() -> str:
    return f"own|{current_user.get_id()}"


guesses = limiter.shared_limit(
    "10 per 15 minutes",
    scope="own passphrase",
    key_func=_me,
    deduct_when=lambda reply: reply.status_code == 422,
)


@blueprint.get("/account")
@requires(Access.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Show one's own account."""
    return _show()


@blueprint.post("/account")
@requires(Access.SIGNED_IN)
def save_profile() -> ResponseReturnValue:
    """Change one's name and language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _show(profile=form), 422
    accounts.change_profile(current_user, form.name.data, form.language.data)
    flash(_("Your account is saved."))
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/account/passphrase")
@requires(Access.SIGNED_IN)
@guesses
def change_passphrase() -> ResponseReturnValue:
    """Change one's passphrase; every other session ends."""
    form = ChangePassphraseForm(prefix="change")
    if form.validate_on_submit():
        try:
            accounts.change_password(current_user, form.current.data, form.password.data)
        except NotAllowed as error:
            _blame(form, error)
        else:
            start_session(_account())
            flash(_("Your passphrase is changed. Every other session has ended."))
            return redirect(url_for("account.show"), code=303)
    return _show(change=form), 422


@blueprint.post("/account/sessions")
@requires(Access.SIGNED_IN)
@guesses
def end_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    form = PassphraseForm(prefix="sessions")
    if form.validate_on_submit():
        try:
            accounts.end_other_sessions(current_user, form.password.data)
        except NotAllowed as error:
            form.password.errors = [say(error)]
        else:
            start_session(_account())
            flash(_("Every other session has ended."))
            return redirect(url_for("account.show"), code=303)
    return _show(sessions=form), 422


@blueprint.get("/account/second-factor")
@requires(Access.SIGNED_IN)
def show_second_factor() -> ResponseReturnValue:
    """Show how the second factor stands; recovery codes that were just made, until they are put away."""
    return _show_factor()


@blueprint.post("/account/second-factor")
@requires(Access.SIGNED_IN)
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret for a device."""
    second_factor.begin_totp(current_user)
    return redirect(url_for("account.show_second_factor"), code=303)


@blueprint.get("/account/second-factor.svg")
@requires(Access.SIGNED_IN)
def draw_second_factor() -> ResponseReturnValue:
    """Draw what the device reads, while it is being set up and no longer."""
    if current_user.totp_secret is None or current_user.has_second_factor:
        raise NotFound("There is no second factor that waits for its first code.")
    picture = BytesIO()
    code = segno.make(second_factor.totp_address(current_user), error="m", micro=False)
    code.save(picture, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/account/second-factor/confirm")
@requires(Access.SIGNED_IN)
@guesses
def confirm_second_factor() -> ResponseReturnValue:
    """Put the second factor in force by its first code."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = second_factor.confirm_totp(current_user, form.code.data, datetime.now(UTC))
        except NotAllowed as error:
            form.code.errors = [say(error)]
        else:
            return _keep_codes(codes)
    return _show_factor(form), 422


@blueprint.post("/account/recovery-codes")
@requires(Access.SIGNED_IN)
@guesses
def renew_recovery_codes() -> ResponseReturnValue:
    """Make ten new recovery codes; the old ones open nothing any more."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = second_factor.make_recovery_codes(current_user, form.code.data, datetime.now(UTC))
        except NotAllowed as error:
            form.code.errors = [say(error)]
        else:
            return _keep_codes(codes)
    return _show_factor(form), 422


@blueprint.post("/account/recovery-codes/kept")
@requires(Access.SIGNED_IN)
def put_codes_away() -> ResponseReturnValue:
    """Stop showing the recovery codes; they cannot be shown again."""
    session.pop(RECOVERY_CODES, None)
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/account/second-factor/remove")
@requires(Access.SIGNED_IN)
@guesses
def remove_second_factor() -> ResponseReturnValue:
    """Take the second factor away, for whoever knows the passphrase."""
    form = PassphraseForm(prefix="remove")
    if form.validate_on_submit():
        if accounts.knows_password(current_user, form.password.data):
            second_factor.remove_totp(current_user, current_user)
            start_session(_account())
            flash(_("The second factor is taken away. The passphrase alone opens your account."))
            return redirect(url_for("account.show"), code=303)
        form.password.errors = [_("This is not your passphrase. Check it and try again.")]
    return _show_factor(remove=form), 422


def _account() -> Account:
    return current_user._get_current_object()


def _keep_codes(codes: list[str]) -> ResponseReturnValue:
    start_session(_account())
    session[RECOVERY_CODES] = codes
    return redirect(url_for("account.show_second_factor"), code=303)


def _blame(form: ChangePassphraseForm, error: NotAllowed) -> None:
    """Put what is wrong beside the field that it is about."""
    is_current = not accounts.knows_password(current_user, form.current.data)
    (form.current if is_current else form.password).errors = [say(error)]


def _show(**forms: FlaskForm) -> str:
    known = {
        "profile": ProfileForm(formdata=None, obj=current_user),
        "change": ChangePassphraseForm(formdata=None, prefix="change"),
        "sessions": PassphraseForm(formdata=None, prefix="sessions"),
    }
    return render_template("account/show.html", **{**known, **forms})


def _show_factor(form: CodeForm | None = None, remove: PassphraseForm | None = None) -> str:
    return render_template(
        "account/second_factor.html",
        form=form or CodeForm(formdata=None),
        remove=remove or PassphraseForm(formdata=None, prefix="remove"),
        codes=session.get(RECOVERY_CODES),
    )
