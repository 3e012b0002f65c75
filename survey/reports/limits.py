"""The limits of a study, in sentences that carry their figures."""

from collections.abc import Mapping

from flask_babel import gettext as _

from survey.filters import number, percent


def limit_title(code: str) -> str:
    """Return a limit's heading."""
    return _limit(code, {})[0]


def limit_sentence(code: str, figures: Mapping[str, float | int | str]) -> str:
    """Return a limit as sentences with its figures; an unknown code stands as itself."""
    return _limit(code, figures)[1]


def _limit(code: str, figures: Mapping[str, float | int | str]) -> tuple[str, str]:
    shown = {name: _shown(name, value) for name, value in figures.items()}
    shown = _Figures(shown)
    for table in (_limits_of_the_method, _limits_of_the_axes, _limits_of_the_panel):
        texts = table()
        if code in texts:
            title, sentence = texts[code]
            return title, sentence % shown
    return code, ""


class _Figures(dict):
    """Let a sentence stand with a dash where its figure was not given."""

    def __missing__(self, key: str) -> str:
        return "–"


def _shown(name: str, value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    return percent(value) if name.startswith("share") else number(value, 2)


def _limits_of_the_method() -> dict[str, tuple[str, str]]:
    # gettext leaves a text without arguments as it is, so the placeholders are filled in _limit.
    return {
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


def _limits_of_the_axes() -> dict[str, tuple[str, str]]:
    return {
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


def _limits_of_the_panel() -> dict[str, tuple[str, str]]:
    return {
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
