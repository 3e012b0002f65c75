"""The gates that axes must pass, in the reader's language; analysis gives code, figure and threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import fixed, number, percent, signed

# Figures that are shares are shown as percent, p values and coefficients with two or three decimals.
_AS_SHARE = {"allocated_as_proposed"}
_AS_P = {"parallel_first", "parallel_second", "coherence"}
_AS_COUNT = {"too_few_experts", "too_few_drivers", "no_pair"}
_AS_SIGNED = {"dependence_ab", "dependence_ba"}


def gate_name(code: str) -> str:
    """Return what a gate asks, as a short phrase."""
    names = {
        "too_few_experts": _("Experts who answered at least 60 % of the drivers"),
        "too_few_drivers": _("Drivers that could be assigned to an axis"),
        "no_pair": _("Groups of at least three drivers"),
        "parallel_first": _("First common direction of the ratings: chance p"),
        "parallel_second": _("Second common direction of the ratings: chance p"),
        "coherence": _("Coherence of the ratings along the weaker axis: chance p"),
        "stability": _("Agreement of the grouping when the panel is resampled"),
        "stability_null": _("The same agreement against answers without structure"),
        "alpha": _("Reliability of the weaker axis"),
        "phi": _("Correlation of the two axes, corrected for unreliability"),
        "allocated_as_proposed": _("Drivers that the panel gives to the axis proposed"),
        "dependence_ab": _("If A ends high, B moves by (median)"),
        "dependence_ba": _("If B ends high, A moves by (median)"),
        "corner_plausible": _("Median plausibility of the least plausible scenario"),
    }
    return names.get(code, code)


def gate_figure(code: str, value: float | None) -> str:
    """Return a gate's figure or threshold as it is printed."""
    if code in _AS_SHARE:
        return percent(value)
    if code in _AS_SIGNED:
        return signed(value)
    if code in _AS_COUNT:
        return number(value, 0)
    return fixed(value, 3 if code in _AS_P else 2)


def help_sentence(code: str) -> str:
    """Return what would help after a refusal."""
    sentences = {
        "more_experts": _(
            "Add experts: with thirty, two real axes are found nearly always, with fifteen one time in three."
        ),
        "ask_structure": _(
            "Ask a structural question, such as a pile sort of the drivers that would move together."
        ),
        "ask_experts_again": _("Remind the experts who left many drivers unanswered."),
        "one_axis": _(
            "The answers support one axis; use it alone, or look for a second outside the present drivers."
        ),
        "independent_drivers": _("The candidates move together; add drivers that do not depend on them."),
        "author_axes": _(
            "Set the axes as the author of the study; they are then marked as authored everywhere."
        ),
    }
    return sentences.get(code, code)


def reason_sentence(proposal: Mapping[str, Any]) -> str:
    """Return in one sentence whether the answers support two axes."""
    if proposal["declared"]:
        return _("The panel’s answers support two independent axes.")
    if proposal.get("status") == "tentative":
        return _("The panel’s answers hint at two axes, but not firmly enough to name them.")
    return _("The panel’s answers do not support two independent axes.")
