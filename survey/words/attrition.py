"""Who came and went, in words."""

from flask_babel import gettext as _


def move_word(code: str) -> str:
    """Return what a count of people between two rounds counts."""
    words = {"joined": _("New"), "returned": _("Came back"), "lapsed": _("Answered before, not now")}
    return words.get(code, code)


def count_words(told: int | str | None) -> str:
    """Return a count of people: a number, a range, or a dash where it is not known."""
    if told is None:
        return "–"
    ranges = {"fewer than five answers": _("fewer than 5"), "five or more": _("5 or more")}
    return ranges.get(told, str(told)) if isinstance(told, str) else str(told)


def leavers_word(side: str | None) -> str:
    """Return how those who left had answered beside those who stayed."""
    words = {
        "lower": _("those who left had answered clearly lower"),
        "higher": _("those who left had answered clearly higher"),
        "alike": _("no clear difference"),
    }
    return words.get(side or "", "–")


def leavers_reason(code: str | None) -> str:
    """Return why those who left are not compared with those who stayed."""
    words = {
        "nobody left": _("Everybody who answered before answered again."),
        "fewer than five left": _("Fewer than five experts left: how they had answered is not shown."),
        "fewer than five stayed": _("Fewer than five experts stayed: nobody is compared with them."),
    }
    return words.get(code or "", "")
