"""The personal link: what it shows, how a session begins and ends, and how a lost link is sent again."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic, sleep

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from survey.config import LANGUAGES
from survey.forms.panel import NewLinkForm
from survey.operations.links import report_misdirected, request_links, send_current_link
from survey.permissions import (
    AGREED,
    EXPERT_SESSION,
    Access,
    ExpertSession,
    agree,
    current_expert,
    has_consent,
    requires,
)
from survey.queries.answer_cards import to_minutes
from survey.queries.answering import find_open_round, get_section, list_organisers, view_round
from survey.queries.panel import LinkOwner, find_invitation, find_link
from survey.views.answer import blueprint
from survey.web import LANGUAGE_IN_SESSION, limiter
from survey.words.notice import write_notice

NOT_ME = "not_me"
LEAVE = "leave"
LEAST_SECONDS = 0.25
"""Asking for a link takes this long at least, so that its duration does not tell whether one was sent."""


@blueprint.get("/i/<token>")
@requires(Access.PUBLIC)
def show_invitation(token: str) -> ResponseReturnValue:
    """Say what the study is and what it asks; the same page for whoever holds the link, without a trace."""
    owner = find_link(token)
    if owner is None:
        return render_template("answer/unknown_link.html"), 404
    return _show(owner, token), 200 if owner.is_valid else 410


@blueprint.post("/i/<token>")
@requires(Access.PUBLIC)
def start(token: str) -> ResponseReturnValue:
    """Begin the expert's session on this device, and remember what they agree to."""
    owner = find_link(token)
    if owner is None:
        return render_template("answer/unknown_link.html"), 404
    if not owner.is_valid:
        return redirect(url_for("answer.show_invitation", token=token), code=303)
    _begin(owner)
    if request.form.get("to") == LEAVE:
        return redirect(url_for("leaving.choose"), code=303)
    notice = write_notice(owner.study, session[LANGUAGE_IN_SESSION])
    if request.form.get("notice") == notice.hash:
        allowed = {key: key in request.form for key in ("may_quote", "may_thank")}
        agree(current_expert(), notice, datetime.now(UTC).date(), **allowed)
    elif "notice" in request.form:  # it was changed while the page lay open
        return redirect(url_for("consent.ask"), code=303)
    return redirect(_first_page(current_expert()), code=303)


@blueprint.post("/i/<token>/new-link")
@requires(Access.PUBLIC)
@limiter.limit("3 per hour")
def send_new_link(token: str) -> ResponseReturnValue:
    """Send the valid link to the address on file, for whoever holds an old one."""
    owner = find_link(token)
    started = monotonic()
    if owner is not None:
        send_current_link(owner.invitation, datetime.now(UTC))
    return _tell_sent(started)


@blueprint.route("/new-link", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@limiter.limit("3 per hour", methods=["POST"])
def new_link() -> ResponseReturnValue:
    """Send the valid links of an address to it; whether it is known shows in neither words nor time."""
    form = NewLinkForm()
    if not form.validate_on_submit():
        return render_template("answer/new_link.html", form=form, is_sent=False), 422 if form.errors else 200
    started = monotonic()
    request_links(form.email.data, datetime.now(UTC))
    return _tell_sent(started)


@blueprint.post("/s/leave")
@requires(Access.EXPERT)
def leave(expert: ExpertSession) -> ResponseReturnValue:
    """Forget the expert on this device."""
    _end()
    flash(_("This device has forgotten your personal link. Open it again to go on."))
    return redirect(url_for("home.index"), code=303)


@blueprint.post("/s/not-me")
@requires(Access.EXPERT)
def leave_as_somebody_else(expert: ExpertSession) -> ResponseReturnValue:
    """End the session of somebody who got another person's link."""
    link = session[EXPERT_SESSION]
    _end()
    session[NOT_ME] = link
    return redirect(url_for("answer.tell_misdirected"), code=303)


@blueprint.route("/not-me", methods=["GET", "POST"])
@requires(Access.PUBLIC)
def tell_misdirected() -> ResponseReturnValue:
    """Offer to tell the organisers that a link reached somebody else."""
    is_told = False
    if request.method == "POST":
        kept = session.pop(NOT_ME, None) or {}
        invitation = find_invitation(kept.get("invitation", ""), kept.get("serial", 0))
        if invitation is not None:
            report_misdirected(invitation)
        is_told = True
    return render_template("answer/not_me.html", is_told=is_told, can_tell=NOT_ME in session)


def _first_page(expert: ExpertSession) -> str:
    """Return where answering begins or goes on: one tap on the link, one on an answer."""
    round_ = find_open_round(expert.study)
    view = view_round(expert.panelist_id, round_) if round_ and not expert.has_withdrawn else None
    if view is None or view.next_place is None:
        return url_for("answer.overview")
    position, field = view.next_place
    # At the head of a section nothing is skipped: its title is what comes first.
    anchor = field if get_section(view, position).n_answered else None
    return url_for("answer.show_section", number=round_.number, position=position, _anchor=anchor)


def _show(owner: LinkOwner, token: str) -> str:
    open_round = find_open_round(owner.study)
    language = _language_for(owner)
    with force_locale(language):
        return render_template(
            "answer/show_invitation.html",
            study=owner.study,
            owner=owner,
            token=token,
            to=request.args.get("to", "") if owner.is_valid else "",
            open_round=open_round,
            minutes=to_minutes(open_round.questions) if open_round else 0,
            organisers=list_organisers(owner.study),
            notice=write_notice(owner.study, language),
            has_agreed=has_consent(owner.study, owner.invitation),
        )


def _begin(owner: LinkOwner) -> None:
    session.pop(NOT_ME, None)
    session[EXPERT_SESSION] = {"invitation": owner.invitation.id, "serial": owner.invitation.link_serial}
    session[LANGUAGE_IN_SESSION] = _language_for(owner)


def _end() -> None:
    for key in (EXPERT_SESSION, AGREED):
        session.pop(key, None)


def _tell_sent(started: float) -> str:
    with suppress(ValueError):  # longer than the least already
        sleep(started + LEAST_SECONDS - monotonic())
    return render_template("answer/new_link.html", form=None, is_sent=True)


def _language_for(owner: LinkOwner) -> str:
    """Return the language that the visitor chose, or else the one they were invited in."""
    chosen, invited = session.get(LANGUAGE_IN_SESSION), owner.invitation.language
    if chosen in LANGUAGES:
        return chosen
    return invited if invited in LANGUAGES else str(get_locale())
