"""Mail to those who run studies: invitations of colleagues, links to set a passphrase."""

from __future__ import annotations

import hashlib
import smtplib
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

import structlog
from flask import current_app, render_template
from flask_babel import force_locale

from survey.mail.letters import one_line, tidy
from survey.mail.postman import Postman, describe_refusal, is_nobody_there
from survey.models import AccountMessage, ColleagueInvitation
from survey.operations.account_mail import claim_account_message, mark_account_message
from survey.queries.colleagues import find_inviter, get_offer, get_offered_study
from survey.tokens import make_account_token

log = structlog.get_logger()
PATHS = {"colleague": "join", "passphrase": "new-passphrase", "account": "new-passphrase"}


def make_link(offer: ColleagueInvitation, kind: str) -> str:
    """Return the link of an invitation, or of leave to set a passphrase; it is made here and lies nowhere."""
    token = make_account_token(current_app.config["PANEL_KEY"], offer.id)
    return f"{current_app.config['PUBLIC_URL']}/{PATHS[kind]}/{token}"


def send_account_mail(limit: int = 100, now: datetime | None = None) -> int:
    """Send what is due to those who run studies; return how many messages the server took."""
    url = current_app.config["SMTP_URL"]
    if not url:
        return 0
    now = now or datetime.now(UTC)
    n_sent = n_tried = 0
    with Postman(url) as postman:
        while n_tried < limit and (message := claim_account_message(now)):
            n_tried += 1
            n_sent += _send(postman, message, now)
    return n_sent


def _send(postman: Postman, message: AccountMessage, now: datetime) -> bool:
    try:
        postman.send(write_account_mail(message))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        mark_account_message(message, now, describe_refusal(error), is_final=is_nobody_there(error))
        log.warning("mail_failed", kind=message.kind, error=type(error).__name__)
        return False
    mark_account_message(message, now)
    return True


def write_account_mail(message: AccountMessage) -> EmailMessage:
    """Write the mail of a message, as text and as HTML, in the language of whom it goes to."""
    offer = get_offer(message)
    language = offer.language or current_app.config["BABEL_DEFAULT_LOCALE"]
    inviter = find_inviter(offer)
    with force_locale(language):
        facts = {
            "kind": message.kind,
            "language": language,
            "offer": offer,
            "name": one_line(offer.name),
            "inviter": inviter,
            "study": get_offered_study(offer) if offer.study_id else None,
            "link": make_link(offer, message.kind),
        }
        text = render_template("mail/account.txt", **facts)
        subject, _line, body = text.strip().partition("\n")
        html = render_template("mail/account.html", subject=one_line(subject), **facts)
    mail = _addressed(offer, one_line(subject), message)
    if inviter:
        mail["Reply-To"] = Address(one_line(inviter.name), addr_spec=inviter.email)
    mail.set_content(tidy(body))
    mail.add_alternative(html, subtype="html")
    return mail


def _addressed(offer: ColleagueInvitation, subject: str, message: AccountMessage) -> EmailMessage:
    sender_name, sender = parseaddr(current_app.config["MAIL_SENDER"])
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject[:200]
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = Address(one_line(offer.name), addr_spec=offer.email)
    mail["Date"] = formatdate(usegmt=True)
    opaque = hashlib.sha256(f"account|{message.id}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{opaque}@{sender.partition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail
