"""A mail to oneself before the launch: does the server take it, does it arrive, does its link open?"""

from __future__ import annotations

from email.message import EmailMessage

from flask import current_app
from flask_babel import gettext as _

from survey.filters import localized
from survey.models import Study


def write_trial(study: Study, to: str) -> EmailMessage:
    """Write a short mail that says which study it tests and where this server can be reached."""
    mail = EmailMessage()
    mail["Subject"] = _("Test mail: %(title)s", title=localized(study.title))
    mail["From"] = current_app.config["MAIL_SENDER"]
    mail["To"] = to
    told = _("If you read this, the mail of this study goes out. Links in it lead here:")
    mail.set_content(f"{told}\n\n{current_app.config['PUBLIC_URL']}/\n")
    return mail
