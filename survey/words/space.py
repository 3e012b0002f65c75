"""The third dimension in words: what may be chosen, what is missing for it."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.framing.outlook import BOTH, NONE, SYSTEM, TIME


def dimension_word(code: str) -> str:
    """Return what a choice of the third dimension means."""
    words = {
        NONE: _("Neither: the four futures as they stand at the horizon"),
        TIME: _("Time: where each future stands at the waypoints and at the horizon"),
        SYSTEM: _("Systems: how each compared system fares in each future"),
        BOTH: _("Both"),
    }
    return words[code]


def lack_word(code: str) -> str:
    """Return what a study lacks for asking about the third dimension, in a sentence."""
    words = {
        "axes": _("Two axes must be adopted first: the panel places the futures on them."),
        "years": _("Paths need a base year, a horizon and at least one waypoint between them."),
        "left_out": _("It is left out of the questions to the panel; choose it there again."),
        "systems": _("The study compares no systems; name them in the comparison of the frame."),
    }
    return words[code]


def missing_word(dimension: str, code: str) -> str:
    """Return why there are no figures along a dimension, in a sentence."""
    if code == "no_start":
        return _("No paths are drawn: the panel was not asked where things stand today.")
    if dimension == TIME:
        return _("No paths are drawn: the panel was not asked where the futures stand on the way.")
    return _("The systems are not shown: the panel was not asked how they fare in each future.")
