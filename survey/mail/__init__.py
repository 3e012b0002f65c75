"""Mail: written from the outbox at the last moment, sent once, tried again when the server cannot."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from flask import current_app
from flask_babel import gettext as _

from survey.mail.letters import PREVIEW_LINKS, Links, links_of, write_message
from survey.mail.postman import Postman, describe_refusal, is_nobody_there
from survey.models import OutboxMessage
from survey.operations.outbox import (
    claim_message,
    keep_quiet_hours,
    mark_failed,
    mark_refused,
    mark_sent,
    set_aside_pointless,
)
from survey.operations.panel import remember_stop_hash
from survey.operations.reminders import queue_thanks
from survey.queries.outbox import read_letter

__all__ = ["PREVIEW_LINKS", "Links", "Postman", "SendReport", "send_outbox", "send_sample", "write_message"]

log = structlog.get_logger()


@dataclass(frozen=True)
class SendReport:
    """What one run of sending did."""

    n_sent: int = 0
    n_failed: int = 0
    n_set_aside: int = 0
    is_configured: bool = True

    def __str__(self) -> str:
        if not self.is_configured:
            return _("No mail server is set (SMTP_URL); messages wait in the outbox.")
        return _(
            "Messages sent: %(n_sent)s, to be tried again: %(n_failed)s, no longer needed: %(n_set_aside)s.",
            n_sent=self.n_sent,
            n_failed=self.n_failed,
            n_set_aside=self.n_set_aside,
        )


def send_outbox(limit: int = 100, now: datetime | None = None) -> SendReport:
    """Send at most ``limit`` messages that are due; what the server refuses is tried again later."""
    url = current_app.config["SMTP_URL"]
    if not url:
        return SendReport(is_configured=False)
    now = now or datetime.now(UTC)
    queue_thanks(now)
    keep_quiet_hours(now)
    n_set_aside = set_aside_pointless(now)
    n_sent = n_failed = 0
    with Postman(url) as postman:
        while n_sent + n_failed < limit and (message := claim_message(now)):
            if _send(postman, message, now):
                n_sent += 1
            else:
                n_failed += 1
    return SendReport(n_sent, n_failed, n_set_aside)


def _send(postman: Postman, message: OutboxMessage, now: datetime) -> bool:
    """Send one message that was claimed, and remember what became of it."""
    kind = message.kind
    try:
        letter = read_letter(message)
        if letter.invitation.stop_hash is None:  # invited before messages carried such a link
            remember_stop_hash(letter.study, letter.invitation, current_app.config["PANEL_KEY"])
        postman.send(write_message(letter, links_of(letter)))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if is_nobody_there(error):
            mark_refused(message, describe_refusal(error))
        else:
            mark_failed(message, describe_refusal(error), now)
        log.warning("mail_failed", kind=kind, error=type(error).__name__)
        return False
    mark_sent(message, now)
    return True


def send_sample(mail: object, to: str) -> None:
    """Send a mail to somebody else than it is written for, as a sample; raise where that fails."""
    with Postman(current_app.config["SMTP_URL"]) as postman:
        postman.send(mail, to)
