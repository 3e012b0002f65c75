"""The front door, the language switch and the health check."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey.config import LANGUAGES
from survey.permissions import Access, requires
from survey.web import LANGUAGE_IN_SESSION, is_safe_next

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Access.PUBLIC)
def index() -> ResponseReturnValue:
    """Say what this is, or lead a signed-in person to their studies."""
    if current_user.is_authenticated:
        return redirect(url_for("studies.list_studies"))
    return render_template("home/index.html")


@blueprint.post("/language")
@requires(Access.PUBLIC)
def set_language() -> ResponseReturnValue:
    """Remember the language that a visitor chose."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session[LANGUAGE_IN_SESSION] = language
    target = request.form.get("next", "")
    return redirect(target if is_safe_next(target) else url_for("home.index"))


@blueprint.get("/healthz")
@requires(Access.PUBLIC)
def healthz() -> ResponseReturnValue:
    """Answer that the process is alive."""
    return {"status": "ok"}
