"""Reminding: exactly who would get a message, the message itself, a sample to oneself, then the act."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from survey.errors import NotFound
from survey.forms.rounds import ActForm
from survey.mail import PREVIEW_LINKS, send_sample, write_message
from survey.mail.letters import KINDS
from survey.models import Invitation, Round, Study
from survey.operations import reminders
from survey.permissions import Access, may, requires
from survey.queries.boards import get_invitation
from survey.queries.outbox import imagine_letter
from survey.queries.panel import list_members
from survey.queries.studies import get_round

blueprint = Blueprint("reminders", __name__, url_prefix="/studies/<study_id>/rounds/<int:number>/mail")
SANDBOX = "sandbox allow-popups; default-src 'none'; object-src 'none'; frame-ancestors 'none'"


@blueprint.get("/remind")
@requires(Access.MAIL_PANEL)
def show(study: Study, number: int) -> ResponseReturnValue:
    """Show exactly who would be reminded, who would not and why."""
    round_ = get_round(study, number)
    candidates = reminders.list_candidates(round_, datetime.now(UTC))
    return render_template(
        "reminders/show.html",
        study=study,
        round=round_,
        form=ActForm(),
        chosen=[each for each in candidates if not each.obstacle],
        others=[each for each in candidates if each.obstacle],
        most=reminders.MOST_REMINDERS,
        days=reminders.LEAST_DAYS_BETWEEN,
    )


@blueprint.post("/remind")
@requires(Access.MAIL_PANEL)
def send(study: Study, number: int) -> ResponseReturnValue:
    """Remind the people who were ticked and can still be reminded."""
    round_ = get_round(study, number)
    people = reminders.remind(round_, request.form.getlist("person"), datetime.now(UTC), current_user)
    flash(_("Reminders are queued for %(n)s people; who has finished meanwhile gets none.", n=len(people)))
    if not may(Access.READ_RESULTS):
        return redirect(url_for("panel.show_panel", study_id=study.id), code=303)
    return redirect(url_for("rounds.show_round", study_id=study.id, number=number), code=303)


@blueprint.get("/preview")
@requires(Access.MAIL_PANEL)
def preview(study: Study, number: int) -> ResponseReturnValue:
    """Show a message of any kind as one person would get it; secrets are blanked."""
    round_ = get_round(study, number)
    people = [member.invitation for member in list_members(study, None)]
    person, kind = _person(study, people), _kind()
    mail = _write(kind, person, round_) if person else None
    return render_template(
        "reminders/preview.html",
        study=study,
        round=round_,
        kinds=KINDS,
        kind=kind,
        people=people,
        person=person,
        mail=mail,
        text=mail.get_body(("plain",)).get_content() if mail else "",
        n_bytes=len(mail.as_bytes()) if mail else 0,
        can_send=bool(current_app.config["SMTP_URL"]),
    )


@blueprint.get("/preview.html")
@requires(Access.MAIL_PANEL)
def preview_html(study: Study, number: int) -> ResponseReturnValue:
    """Show the HTML of a message by itself, in a page that may do and load nothing."""
    person = _person(study, [member.invitation for member in list_members(study, None)])
    if person is None:
        raise NotFound("There is no such person on this panel.")
    mail = _write(_kind(), person, get_round(study, number))
    page = Response(mail.get_body(("html",)).get_content(), mimetype="text/html")
    page.headers["Content-Security-Policy"] = SANDBOX
    return page


@blueprint.post("/sample")
@requires(Access.MAIL_PANEL)
def send_to_self(study: Study, number: int) -> ResponseReturnValue:
    """Send a message to the coordinator who looks at it; its links are blanked there too."""
    round_, kind = get_round(study, number), _kind()
    person = _person(study, [])
    back = url_for(
        "reminders.preview", study_id=study.id, number=number, kind=kind, to=person.id if person else None
    )
    if person is None or not current_app.config["SMTP_URL"]:
        flash(_("No sample was sent: no mail server is set (SMTP_URL)."), "error")
        return redirect(back, code=303)
    try:
        send_sample(_write(kind, person, round_), current_user.email)
    except (smtplib.SMTPException, OSError):
        flash(_("The mail server did not take the sample. Check SMTP_URL and try again."), "error")
    else:
        flash(_("A sample is on its way to %(address)s.", address=current_user.email))
    return redirect(back, code=303)


def _kind() -> str:
    kind = request.values.get("kind", "reminder")
    if kind not in KINDS:
        raise NotFound("There is no such message.")
    return kind


def _person(study: Study, people: list[Invitation]) -> Invitation | None:
    chosen = request.values.get("to")
    return get_invitation(study, chosen) if chosen else next(iter(people), None)


def _write(kind: str, person: Invitation, round_: Round) -> EmailMessage:
    return write_message(imagine_letter(kind, person, round_), PREVIEW_LINKS)
