"""A round's deadline as a calendar file (RFC 5545): a whole day, wherever the reader is."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from flask_babel import gettext as _

from survey.models import Round

LINE_OCTETS = 75


def write_deadline(round_: Round, title: str, revision: int, today: date) -> str:
    """Return a calendar file that names the last day of a round.

    Args:
        round_: a round with a deadline.
        title: the study's title in the reader's language.
        revision: how often the deadline was set; calendars keep the highest.
        today: the day on which the file is written; nothing in it is finer than a day.
    """
    last = round_.closes_on
    opaque = hashlib.sha256(f"deadline|{round_.id}".encode()).hexdigest()[:32]
    summary = _("%(title)s: last day to answer", title=title)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tholos//Deadline//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{opaque}@tholos",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"SEQUENCE:{revision}",
        f"DTSTART;VALUE=DATE:{last:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(summary)}",
        f"DESCRIPTION:{_escape(_('Your personal link stands in the messages that you received.'))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    plain = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> str:
    """Break a line so that none has more than 75 octets, and no character is torn."""
    parts, size = [""], 0
    for each in line:
        octets = len(each.encode())
        if size + octets > LINE_OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += each
        size += octets
    return "\r\n".join(parts)
