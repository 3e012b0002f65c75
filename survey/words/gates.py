"""The gates that axes must pass, what would help after a refusal, and remarks that qualify a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import fixed, number, percent

SHARES = {"allocated_as_proposed", "support"}
COUNTS = {"too_few_experts", "too_few_drivers", "no_pair"}
AT_MOST = {
    "parallel_first",
    "parallel_second",
    "coherence",
    "channels_agree",
    "asking_order",
    "phi",
    "independence",
    "better_than_decoy",
}


def support_sentence(proposal: Mapping[str, Any]) -> str:
    """Return in one sentence whether the answers support two axes."""
    if proposal["declared"]:
        return _("The panel’s answers support two independent axes.")
    if proposal["status"] == "tentative":
        return _("The panel’s answers hint at two axes, but not firmly enough to name them.")
    return _("The panel’s answers do not support two independent axes.")


def gate_word(code: str) -> str:
    """Return what a test of the axes looks at."""
    words = {
        "too_few_experts": _("Experts who answered at least 60 percent of the drivers"),
        "too_few_drivers": _("Drivers that can be given to an axis"),
        "no_pair": _("Groups of three drivers or more"),
        "parallel_first": _("Probability that chance gives a common direction as strong (p)"),
        "parallel_second": _("Probability that chance gives a second direction as strong (p)"),
        "channels_agree": _("Probability that chance gives cards and ratings as alike (p)"),
        "support": _("Drivers whose ratings follow their group"),
        "coherence": _("Probability that chance gives axes as coherent (p)"),
        "stability": _("Agreement of the groups of drivers over redrawn panels"),
        "stability_null": _("The same agreement, against what answers without structure reach"),
        "asking_order": _("Probability that answers leaning on the one before give groups as clear (p)"),
        "alpha": _("Reliability of the weaker axis"),
        "phi": _("Correlation of the two axes"),
        "independence": _("Probability that axes correlated 0.80 look as independent as these (p)"),
        "allocated_as_proposed": _("Drivers that the panel gives to the axis proposed"),
        "better_than_decoy": _("Probability that chance favours the proposal over the decoy as much (p)"),
        "dependence_ab": _("If A ends high, how far B is thought to move (median)"),
        "dependence_ba": _("If B ends high, how far A is thought to move (median)"),
        "corner_plausible": _("Median plausibility of the least plausible scenario"),
    }
    return words.get(code, code)


def gate_figure(code: str, value: float | None) -> str:
    """Return a gate's figure or threshold with as many decimals as its kind needs."""
    if code in SHARES:
        return percent(value)
    if code in COUNTS or code.startswith(("dependence", "corner")):
        return number(value)
    return fixed(value, 3 if code in AT_MOST - {"phi"} else 2)


def gate_need(code: str, threshold: float | None) -> str:
    """Return what a gate asks for."""
    limit = gate_figure(code, threshold)
    if code.startswith("dependence"):
        return _("at most %(limit)s either way", limit=limit)
    at_most = code in AT_MOST
    return _("at most %(limit)s", limit=limit) if at_most else _("at least %(limit)s", limit=limit)


def help_word(code: str) -> str:
    """Return what would help after a refusal."""
    words = {
        "more_experts": _(
            "Add experts: with thirty, two real axes are found nearly always, with fifteen one time in three."
        ),
        "ask_structure": _(
            "Ask a structural question, such as a pile sort of drivers that would move together."
        ),
        "ask_experts_again": _("Remind the experts who left many drivers unanswered."),
        "drop_structure": _(
            "The cards and the ratings tell different stories; look at the axes of the ratings alone."
        ),
        "one_axis": _("The answers support one axis; look for a second one outside the present drivers."),
        "independent_drivers": _("The candidates move together; add drivers that do not depend on them."),
        "author_axes": _("Set the axes yourself and say why; they are then marked as yours everywhere."),
    }
    return words.get(code, code)


def note_word(note: Mapping[str, Any]) -> str:
    """Return a remark that qualifies the proposal."""
    figures = note["figures"]
    words = {
        "general_factor": lambda: _(
            "Experts differ in how high they answer overall (p = %(p)s); part of the common movement may be "
            "optimists against pessimists.",
            p=fixed(figures["p"], 3),
        ),
        "themes": lambda: _(
            "The groups of drivers agree with the themes of the questionnaire to %(ari)s (adjusted Rand "
            "index; 1 would be the same grouping).",
            ari=fixed(figures["ari"]),
        ),
        "reversed_drivers": lambda: ngettext(
            "%(num)s driver runs against its axis; its poles are printed reversed.",
            "%(num)s drivers run against their axis; their poles are printed reversed.",
            figures["n"],
        ),
        "transformation_grid": lambda: _(
            "Both axes are largely in the hands of those who decide: read the grid as a choice, not as an "
            "environment."
        ),
    }
    return words[note["code"]]() if note["code"] in words else note["text"]
