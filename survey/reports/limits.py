"""The limits of a study, in sentences that carry their figures."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from survey.filters import number, percent

# The texts are lazy and without arguments: their placeholders are filled in limit_sentence.
_OF_THE_METHOD = {
    "two_uncertainties": (
        _("Only two uncertainties count"),
        _(
            "A two-by-two lets two uncertainties decide and sharpens them to opposites. "
            "The pairs considered in the section on axes show what other pairs would have "
            "made of the same drivers."
        ),
    ),
    "present_bias": (
        _("Close to the present"),
        _(
            "Scenarios of this kind tend to enlarge the present and seldom hold a true "
            "break. Read them with the question of what would surprise all four."
        ),
    ),
    "no_interactions": (
        _("No interaction between drivers"),
        _(
            "Drivers are rated one by one. That one driver may push another is seen only "
            "as far as the panel sorted or paired them."
        ),
    ),
    "three_uses": (
        _("What the matrix is for"),
        _(
            "Groups use such a matrix as a backbone, as a foundation or as a scaffold. "
            "This report means a scaffold: it orders the discussion and may be taken down "
            "afterwards."
        ),
    ),
    "always_returns": (
        _("A matrix always returns something"),
        _(
            "Any two axes give four corners. This study states its axes only because they "
            "passed the tests printed with them; failing any of these, the report would "
            "say so."
        ),
    ),
    "reworded": (
        _("Words that changed"),
        _(
            "Between rounds the wording of some items changed: %(items)s. Answers to different "
            "wordings are not compared, and no stability between them is computed. The history "
            "of the drivers tells what changed and why."
        ),
    ),
    "single_round": (
        _("One round only"),
        _(
            "The panel rated once and never saw its own results. Agreement is a "
            "photograph here; whether it would hold after feedback is not known."
        ),
    ),
    "similar_scenarios": (
        _("Two scenarios are close"),
        _("Scenarios %(pair)s differ in only %(share)s of their driver outcomes."),
    ),
}

_OF_THE_AXES = {
    "correlated_axes": (
        _("The axes are related"),
        _(
            "The two axes are correlated (%(phi)s). Two of the corners are less likely to "
            "occur than the matrix suggests."
        ),
    ),
    "good_good_corner": (
        _("One corner is heaven, one is hell"),
        _(
            "Both high ends are wished for. One scenario is thereby the best and one the "
            "worst on every count; most is to be learnt from the two mixed corners."
        ),
    ),
    "endogenous_axes": (
        _("A transformation grid"),
        _(
            "The panel holds both axes to be largely in the decision maker's own hands "
            "(%(control_a)s and %(control_b)s of 7). The matrix is a map of what to "
            "change, rather than of what the world will do; test the options against an "
            "outside pair as well."
        ),
    ),
    "no_outside_frame": (
        _("Not tested from outside"),
        _(
            "Both axes are in the decision maker's own hands and both high ends are wished for, "
            "yet the options were not tested in a second pair of axes from outside. How they do "
            "when the world turns against them is not known."
        ),
    ),
    "facilitator_power": (
        _("Decisions of the coordinator"),
        _(
            "Computed results were set aside by hand %(n)s times. Every such decision is "
            "listed with its reason in the section on axes."
        ),
    ),
    "authored_axes": (
        _("Axes given, not found"),
        _(
            "The axes were written by the study's author; the panel's answers were placed "
            "on them and did not produce them."
        ),
    ),
    "changed_axes": (
        _("Axes found and then changed"),
        _(
            "The panel’s answers supported two axes, and a person put other drivers on them; "
            "the evidence of the computed axes does not carry over."
        ),
    ),
    "tentative_axes": (
        _("Tentative axes"),
        _(
            "The grouping of drivers recurs only in part when the panel is resampled "
            "(%(stability)s). Treat the axes as a proposal."
        ),
    ),
    "general_factor": (
        _("Optimists and pessimists"),
        _(
            "Part of what the answers share is a general hopefulness of each expert and "
            "no structure among the drivers."
        ),
    ),
}

_OF_THE_PANEL = {
    "simulated": (
        _("A simulated panel"),
        _(
            "No person answered. The answers were generated by a model with a known "
            "structure, to show the method. Nothing here is a finding about the world."
        ),
    ),
    "false_precision": (
        _("Small panel, many decimals"),
        _(
            "All figures rest on %(n)s experts chosen for what they know, and on no "
            "sample of any population. Where intervals are given, read those."
        ),
    ),
    "attrition": (
        _("Experts who left"),
        _(
            "%(first)s experts answered the first round and %(last)s the last. Those who "
            "left may have disagreed."
        ),
    ),
    "missing": (
        _("Missing answers"),
        _(
            "%(share)s of the answers are missing. Missing answers and “outside my field” "
            "are left out and never read as a middle value."
        ),
    ),
    "groups_hidden": (
        _("Groups not shown"),
        _("Groups below the smallest size shown (%(floor)s) are left out to protect their members."),
    ),
    "imported_ratings": (
        _("Ratings from elsewhere"),
        _(
            "The ratings were gathered outside this platform; how the panel was asked is "
            "known only from the source cited."
        ),
    ),
}


def limit_title(code: str) -> str:
    """Return a limit's heading."""
    return _limit(code, {})[0]


def limit_sentence(code: str, figures: Mapping[str, float | int | str]) -> str:
    """Return a limit as sentences with its figures; an unknown code stands as itself."""
    return _limit(code, figures)[1]


def _limit(code: str, figures: Mapping[str, float | int | str]) -> tuple[str, str]:
    shown = _Figures({name: _shown(name, value) for name, value in figures.items()})
    for table in (_OF_THE_METHOD, _OF_THE_AXES, _OF_THE_PANEL):
        if code in table:
            title, sentence = table[code]
            return str(title), str(sentence) % shown
    return code, ""


class _Figures(dict):
    """Let a sentence stand with a dash where its figure was not given."""

    def __missing__(self, key: str) -> str:
        return "–"


def _shown(name: str, value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    return percent(value) if name.startswith("share") else number(value, 2)
