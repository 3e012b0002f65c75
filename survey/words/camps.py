"""Schools of thought in words: why there are none, and what was tested."""

from flask_babel import gettext as _

from survey.filters import fixed, number

_COUNTS = ("too_few_experts", "too_few_items", "camps_too_small")
_AT_MOST = ("like_chance", "one_cloud")


def camp_reason(code: str) -> str:
    """Return why no schools of thought are declared, in one sentence."""
    words = {
        "too_few_experts": _("Too few experts answered enough items."),
        "too_few_items": _("Too few items divide the experts."),
        "camps_too_small": _("Every division leaves a group of fewer than five experts, which is not shown."),
        "not_clear": _("The groups that come closest are not clearly apart."),
        "like_chance": _("Answers shuffled at random part as clearly, so this may be chance."),
        "one_cloud": _("One even cloud of opinions parts as clearly, so there is a spread but no camps."),
        "not_stable": _("Other draws of experts from this panel part otherwise."),
        "camp_not_stable": _("At least one group dissolves when the panel is drawn again."),
    }
    return words.get(code, "")


def camp_gate_word(code: str) -> str:
    """Return what a test of schools of thought measures."""
    words = {
        "too_few_experts": _("Experts with enough answers"),
        "too_few_items": _("Items that divide the experts"),
        "camps_too_small": _("Experts in the smallest group"),
        "not_clear": _("How clearly the groups stand apart (silhouette)"),
        "like_chance": _("Shuffled answers that part as clearly (p)"),
        "one_cloud": _("Single clouds that part as clearly (p)"),
        "not_stable": _("Agreement of redrawn panels (adjusted Rand index)"),
        "camp_not_stable": _("Least lasting group in redrawn panels (Jaccard index)"),
    }
    return words.get(code, code)


def camp_gate_figure(code: str, figure: float | None) -> str:
    """Return the figure of a test; what lies below the floor in words."""
    if figure is None:
        return _("fewer than 5")
    return number(figure, 0) if code in _COUNTS else fixed(figure)


def camp_gate_need(code: str, threshold: float) -> str:
    """Return what a test asks for."""
    limit = number(threshold, 2)
    return _("at most %(limit)s", limit=limit) if code in _AT_MOST else _("at least %(limit)s", limit=limit)


def camp_letter(camp: int | str) -> str:
    """Return what a camp is called: groups of opinions have no names but letters."""
    return _("School %(letter)s", letter="ABCDE"[int(camp) - 1])


def camp_side(side: str | None) -> str:
    """Return on which side of the scale all camps lie."""
    return {"above": _("all in the upper half"), "below": _("all in the lower half")}.get(side or "", "–")
