"""The notice: asked once before the first answer, and again when its text changes."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.permissions import Access, ExpertSession, agree, has_agreed, requires
from survey.queries.consent import list_consents
from survey.web import is_safe_next
from survey.words.notice import write_notice

blueprint = Blueprint("consent", __name__)


@blueprint.get("/s/consent")
@requires(Access.EXPERT)
def ask(expert: ExpertSession) -> ResponseReturnValue:
    """Show what taking part means, and ask for agreement where it is not given yet."""
    consents = list_consents(expert.invitation_id)
    return render_template(
        "consent/ask.html",
        notice=write_notice(expert.study, str(get_locale())),
        has_agreed=has_agreed(expert),
        latest=consents[-1] if consents else None,
        then=request.args.get("then", ""),
    )


@blueprint.post("/s/consent")
@requires(Access.EXPERT)
def give(expert: ExpertSession) -> ResponseReturnValue:
    """Take the agreement to the text that was shown."""
    notice = write_notice(expert.study, str(get_locale()))
    if request.form.get("notice") != notice.hash:
        flash(_("The text has changed while you read it. Please read it again."), "error")
        return redirect(url_for("consent.ask"), code=303)
    allowed = {key: key in request.form for key in ("may_quote", "may_thank")}
    agree(expert, notice, datetime.now(UTC).date(), **allowed)
    flash(_("Thank you. You can go on."))
    then = request.form.get("then", "")
    return redirect(then if is_safe_next(then) else url_for("answer.overview"), code=303)
