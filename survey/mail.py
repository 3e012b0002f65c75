"""Sending what waits in the outbox. Links are made here, at the last moment, and lie nowhere."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from survey.errors import ConfigurationError
from survey.operations.outbox import claim_message, mark_failed, mark_sent, set_aside_pointless
from survey.operations.panel import link_token
from survey.queries.outbox import Letter, read_letter

log = structlog.get_logger()
TIMEOUT_SECONDS = 30
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


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
    n_set_aside = set_aside_pointless(now)
    n_sent = n_failed = 0
    with Postman(url) as postman:
        while n_sent + n_failed < limit and (message := claim_message(now)):
            try:
                postman.send(write_message(read_letter(message)))
            except (smtplib.SMTPException, OSError, ValueError) as error:
                mark_failed(message, _say(error), now)
                log.warning("mail_failed", kind=message.kind, error=type(error).__name__)
                n_failed += 1
            else:
                mark_sent(message, now)
                n_sent += 1
    return SendReport(n_sent, n_failed, n_set_aside)


def write_message(letter: Letter) -> EmailMessage:
    """Write the mail of a letter, as text and as HTML, in the language of whom it goes to."""
    sender_name, sender = parseaddr(current_app.config["MAIL_SENDER"])
    mail = EmailMessage(policy=SMTP)
    with force_locale(letter.invitation.language):
        facts = _facts(letter)
        mail["Subject"] = _subject(letter.message.kind, facts)
        text = render_template(f"mail/{letter.message.kind}.txt", **facts)
        html = render_template(f"mail/{letter.message.kind}.html", **facts)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = Address(_one_line(letter.invitation.name), addr_spec=letter.invitation.email)
    if letter.organiser:
        mail["Reply-To"] = Address(_one_line(letter.organiser.name), addr_spec=letter.organiser.email)
    mail["Date"] = formatdate(usegmt=True)
    # The same for each try, so that mailboxes can drop a second copy; it tells nothing of who or what.
    opaque = hashlib.sha256(f"message|{letter.message.id}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{opaque}@{sender.partition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text.strip() + "\n")
    mail.add_alternative(html, subtype="html")
    return mail


def _facts(letter: Letter) -> dict[str, object]:
    token = link_token(letter.study, letter.invitation, current_app.config["PANEL_KEY"])
    return {
        "language": letter.invitation.language,
        "name": _one_line(letter.invitation.name),
        "study": letter.study,
        "round_": letter.round_,
        "organiser": letter.organiser,
        "link": f"{current_app.config['PUBLIC_URL']}/i/{token}",
    }


def _subject(kind: str, facts: dict[str, object]) -> str:
    template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
    return _one_line("".join(template.blocks["subject"](template.new_context(facts))))


def _one_line(text: str) -> str:
    """Return a text that cannot begin a header of its own."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _say(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return type(error).__name__
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"


class Postman:
    """A connection to the mail server, made when first needed and again when it was lost."""

    def __init__(self, url: str) -> None:
        self.address: SplitResult = urlsplit(url)
        if self.address.scheme not in {"smtp", "smtps"} or not self.address.hostname:
            raise ConfigurationError("SMTP_URL must look like smtp://user:password@host:587.")
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Postman:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.quit()
            self._drop()

    def send(self, mail: EmailMessage) -> None:
        """Return quietly when the server has accepted a mail; raise in every other case."""
        if self.connection is None:
            self.connection = self._connect()
        try:
            self.connection.send_message(mail)
        except (smtplib.SMTPServerDisconnected, OSError):
            self._drop()
            raise

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _connect(self) -> smtplib.SMTP:
        host, port = self.address.hostname or "", self.address.port
        context = ssl.create_default_context()
        if self.address.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
        try:
            self._secure(connection, context)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        connection.ehlo()
        is_safe = self.address.scheme == "smtps" or self.address.hostname in LOOPBACK
        if self.address.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
            is_safe = True
        if self.address.username:
            if not is_safe:
                raise smtplib.SMTPNotSupportedError("no password goes over a line that is not encrypted")
            connection.login(unquote(self.address.username), unquote(self.address.password or ""))
