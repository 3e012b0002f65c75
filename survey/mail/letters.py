"""Writing mail: text and HTML in the language of whom it goes to. Links are made here and lie nowhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from flask import current_app, render_template
from flask_babel import force_locale

from survey.filters import localized
from survey.mail.calendar_file import write_deadline
from survey.operations.outbox import ABOUT_OPEN_ROUNDS
from survey.operations.panel import link_token
from survey.queries.answer_cards import to_minutes
from survey.queries.answering import get_asked_round, view_round
from survey.queries.outbox import Letter, count_deadlines
from survey.queries.panel import panelist_id_of
from survey.tokens import make_stop_token

SUBJECT_LENGTH = 200
KINDS = ("invitation", "round_open", "reminder", "thanks", "new_link", "receipt", "withdrawal")


@dataclass(frozen=True)
class Links:
    """The secrets of one message: the end of the personal link, and of the link that stops mail."""

    token: str
    stop_token: str


PREVIEW_LINKS = Links("•" * 43, "•" * 43)
"""What stands for the secrets wherever somebody else than the addressee reads a message."""


def links_of(letter: Letter) -> Links:
    """Return the links that are valid for the addressee of a letter."""
    key = current_app.config["PANEL_KEY"]
    token = link_token(letter.study, letter.invitation, key)
    return Links(token, make_stop_token(key, letter.study.link_key, letter.invitation.id))


def write_message(letter: Letter, links: Links) -> EmailMessage:
    """Write the mail of a letter, as text and as HTML, in the language of whom it goes to."""
    kind = letter.message.kind
    with force_locale(letter.invitation.language):
        facts = _facts(letter, links)
        mail = _addressed(letter, _subject(kind, facts))
        text = render_template(f"mail/{kind}.txt", **facts)
        html = render_template(f"mail/{kind}.html", **facts)
        deadline = _deadline(letter)
    _add_list_headers(mail, letter, facts["stop_link"])
    mail.set_content(tidy(text))
    mail.add_alternative(html, subtype="html")
    if deadline:
        calendar = {"maintype": "text", "subtype": "calendar", "filename": "deadline.ics"}
        mail.add_attachment(deadline.encode(), **calendar, params={"method": "PUBLISH", "charset": "utf-8"})
    return mail


def tidy(text: str) -> str:
    """Return a text as it is read: no space at either end of a line, never two empty lines."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _addressed(letter: Letter, subject: str) -> EmailMessage:
    sender_name, sender = parseaddr(current_app.config["MAIL_SENDER"])
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    if letter.organiser:  # a person asks, not a machine; replies go to that person too
        name = one_line(letter.organiser.name)
        sender_name = f"{name} ({sender_name})" if sender_name else name
        mail["Reply-To"] = Address(name, addr_spec=letter.organiser.email)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = Address(one_line(letter.invitation.name), addr_spec=letter.invitation.email)
    mail["Date"] = formatdate(usegmt=True)
    # The same for each try, so that mailboxes can drop a second copy; it tells nothing of who or what.
    opaque = hashlib.sha256(f"message|{letter.message.id}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{opaque}@{sender.partition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def _add_list_headers(mail: EmailMessage, letter: Letter, stop_link: object) -> None:
    """Say how a mailbox can stop this study's mail by one click (RFC 2369, RFC 8058)."""
    ways = [f"<{quote(str(stop_link), safe=':/%')}>"]
    if letter.organiser:
        subject = quote(f"stop {letter.study.code}", safe="")
        ways.append(f"<mailto:{quote(letter.organiser.email, safe='@')}?subject={subject}>")
    mail["List-Unsubscribe"] = ", ".join(ways)
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _facts(letter: Letter, links: Links) -> dict[str, Any]:
    study, round_ = letter.study, letter.round_
    url = current_app.config["PUBLIC_URL"]
    return {
        "language": letter.invitation.language,
        "name": one_line(letter.invitation.name),
        "study": study,
        "round_": round_,
        "organiser": letter.organiser,
        "link": f"{url}/i/{links.token}",
        "stop_link": f"{url}/u/{links.stop_token}",
        "minutes": to_minutes(round_.questions),
        "own": _own_answers(letter, links) if letter.message.kind == "receipt" else None,
        "expert": SimpleNamespace(study=study),
    }


def _own_answers(letter: Letter, links: Links) -> object:
    """Return the addressee's own answers; a message that somebody else reads holds none."""
    if links == PREVIEW_LINKS:
        return None
    key = current_app.config["PANEL_KEY"]
    round_ = get_asked_round(letter.study, letter.round_.number)
    return view_round(panelist_id_of(letter.study, letter.invitation, key), round_)


def _deadline(letter: Letter) -> str:
    round_ = letter.round_
    if letter.message.kind not in ABOUT_OPEN_ROUNDS or round_.closes_on is None:
        return ""
    title = localized(letter.study.title)
    return write_deadline(round_, title, count_deadlines(round_), datetime.now(UTC).date())


def _subject(kind: str, facts: dict[str, Any]) -> str:
    template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
    return one_line("".join(template.blocks["subject"](template.new_context(facts))))[:SUBJECT_LENGTH]


def one_line(text: str) -> str:
    """Return a text that cannot begin a header of its own."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
