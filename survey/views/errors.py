"""Error pages: one sentence on what is wrong and what to do, in the visitor's language."""

from __future__ import annotations

import structlog
from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey.errors import DatabaseConflict, NotAllowed, NotFound, TholosError
from survey.web import login

log = structlog.get_logger()
STATUS = {NotFound: 404, NotAllowed: 403}


def init_errors(app: Flask) -> None:
    """Map every error to a page."""
    app.register_error_handler(TholosError, show_domain_error)
    app.register_error_handler(DatabaseConflict, show_conflict)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_failure)
    login.unauthorized_handler(ask_to_sign_in)


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead a visitor who must sign in to the form, and back afterwards."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", next=target))


def say(error: TholosError) -> str:
    """Return what a domain error says, in the visitor's language."""
    return _(error.message, **error.params)


def show_domain_error(error: TholosError) -> ResponseReturnValue:
    """Show what a domain error says."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
    return _page(say(error), status)


def show_conflict(error: DatabaseConflict) -> ResponseReturnValue:
    """Explain that the same was done at the same moment, and that nothing was done twice."""
    log.warning("conflict", endpoint=request.endpoint)
    return _page(
        _(
            "The same was done at the same moment, by you or somebody else, and that came first. "
            "Nothing was done twice. Go back and look how it stands now."
        ),
        409,
    )


def show_stale_form(error: CSRFError) -> ResponseReturnValue:
    """Explain that the form's session has ended."""
    return _page(
        _("This form was open for too long or comes from another session. Go back and send it again."), 400
    )


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show an HTTP error in plain words."""
    words = {
        404: _("There is no page at this address, or it is not shared with you."),
        405: _("This address cannot be used in this way."),
        413: _("What you sent is too large. Send less at once."),
        429: _("Too many attempts. Wait a minute and try again."),
    }
    if error.code and error.code < 400:
        return error
    return _page(words.get(error.code, _("The request could not be understood.")), error.code or 500)


def show_failure(error: Exception) -> ResponseReturnValue:
    """Log an unforeseen error and own up to it; nothing of it reaches the visitor."""
    log.error("unhandled_error", endpoint=request.endpoint, exc_info=error)
    return _page(_("Something went wrong on our side. What you saved is safe; please try again."), 500)


def _page(message: str, status: int) -> ResponseReturnValue:
    return render_template("errors/error.html", message=message, status=status), status
