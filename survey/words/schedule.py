"""Planned acts in words: what is to happen, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _

ENGLISH, KOREAN = "EEE d MMM y, HH:mm", "y년 M월 d일 (EEE) HH:mm"


def planned_act_word(kind: str, number: int) -> str:
    """Return what a planned act does."""
    words = {
        "open": _("Round %(number)s opens", number=number),
        "remind": _("Who has not finished round %(number)s is reminded", number=number),
        "close": _("Round %(number)s closes", number=number),
    }
    return words[kind]


def planned_state_word(state: str) -> str:
    """Return where a planned act stands."""
    words = {"planned": _("Planned"), "done": _("Done"), "cancelled": _("Cancelled"), "failed": _("Not done")}
    return words[state]


def planned_note_words(note: Mapping[str, Any]) -> str:
    """Return what is to be said of a planned act; empty when all is as planned."""
    code = note.get("code", "")
    if code == "refused":
        # The sentence of the error that refused it, as any page would tell it.
        sentence = note["message"]
        return _(sentence, **note.get("params", {}))
    words = {
        "": "",
        "fault": _("Something went wrong on our side; it is tried again every minute, for a day."),
        "too_late": _(
            "The server stood still at that time. After more than a day it is no longer made up for; "
            "plan it again if it is still wanted."
        ),
        "late": _(
            "The server stood still at that time; it was made up for %(minutes)s minutes later.", **_n(note)
        ),
        "done_by_hand": _("It was done by hand before, or had become pointless."),
        "moved_by_pause": _(
            "It fell due while the round was paused and was moved by %(days)s days.", **_n(note)
        ),
    }
    return words[code]


def _n(note: Mapping[str, Any]) -> dict[str, int]:
    return {"minutes": note.get("minutes", 0), "days": note.get("days", 0)}


def clock_words(local: datetime) -> str:
    """Return a day with its hour, in the zone that the time carries."""
    # The zone is applied already; another conversion would move it.
    pattern = KOREAN if str(get_locale()) == "ko" else ENGLISH
    return format_datetime(local.replace(tzinfo=None), pattern, rebase=False)
