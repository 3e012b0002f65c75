"""The connection to the mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from survey.errors import ConfigurationError

TIMEOUT_SECONDS = 30
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# Nobody there, mailbox gone, no such place. 5.7 is a policy of the server, not a fault of the address.
NOBODY_THERE = {550, 551, 553}
POLICY = re.compile(r"^5\.7\.")


def is_nobody_there(error: Exception) -> bool:
    """Say whether the server knows for sure that mail to this address can never arrive."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    code, words = next(iter(error.recipients.values()))
    return code in NOBODY_THERE and not POLICY.match(_decode(words))


def describe_refusal(error: Exception) -> str:
    """Return what a mail server said, or which fault kept it from saying anything."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return type(error).__name__
    return f"{code} {_decode(words)}"


def _decode(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


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

    def send(self, mail: EmailMessage, to: str | None = None) -> None:
        """Return quietly when the server has accepted a mail; raise in every other case."""
        if self.connection is None:
            self.connection = self._connect()
        try:
            self.connection.send_message(mail, to_addrs=[to] if to else None)
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
