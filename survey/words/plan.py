"""The words of the tables of a strategy: columns, choices, what is wrong with a row or a roadmap."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.filters import localized, number
from survey.framing.fields import Control
from survey.framing.plan import FAILURES
from survey.models import Study
from survey.queries.options import Problem
from survey.web import LANGUAGE_NAMES
from survey.words.codes import cost_word, reversibility_word
from survey.words.framing import warning_word
from survey.words.futures import scenario_name


def plan_column_word(name: str) -> str:
    """Return the head of a column."""
    words = {
        "code": _("Code"),
        "direction": _("Direction"),
        "name": _("Name"),
        "description": _("Description"),
        "actor": _("Who"),
        "instrument": _("By which instrument"),
        "cost_class": _("Cost"),
        "lead_time_years": _("Lead time in years"),
        "phase": _("Phase"),
        "prerequisites": _("Needs first"),
        "trigger": _("Trigger"),
        "quadrant": _("Points to"),
        "indicator": _("Indicator"),
        "source": _("Source"),
        "threshold": _("Threshold"),
        "way": _("Crossed"),
        "next_look": _("Next look"),
        "owner": _("Who looks"),
        "year": _("Seen by the year"),
        "supports": _("Drivers that it moves"),
        "reversibility": _("Can it be undone?"),
        "quadrants": _("Scenarios that it would overturn"),
    }
    if name in FAILURES:
        return _("What may break it in %(scenario)s", scenario=FAILURES[name])
    return words[name]


def problem_words(problem: Problem) -> str:
    """Return what cannot be in a roadmap."""
    figures = {
        key: number(each) if isinstance(each, float) else each for key, each in problem.figures.items()
    }
    figures |= {"option": problem.option}
    words = {
        "circle": _("Options wait for each other: %(circle)s."),
        "no_phase": _("%(option)s stands in phase %(phase)s, which there is not."),
        "before_need": _(
            "%(option)s stands in phase %(phase)s and needs %(need)s first, which stands in phase %(later)s."
        ),
        "later_than_planned": _(
            "%(option)s is planned for phase %(phase)s; by its class and what it needs it starts in phase"
            " %(later)s at the earliest."
        ),
        "waits_for_prerequisite": _(
            "%(option)s has no date: something of what it needs (%(needs)s) waits or is dropped."
        ),
        "after_horizon": _("%(option)s can start only after the last phase: it needs %(needs)s before."),
        "too_late": _(
            "%(option)s must wait for what it needs until %(year)s; its phase %(phase)s ends in %(end)s."
        ),
    }
    return words[problem.code] % figures


class PlanWords:
    """What the tables of one study's strategy say; its directions and scenarios are choices."""

    def __init__(self, study: Study) -> None:
        self.study = study

    def control_word(self, control: Control) -> str:
        """Return the label of a cell: its column, and its language where it has one."""
        column = plan_column_word(control.field.name)
        if not control.language:
            return column
        return f"{column} · {LANGUAGE_NAMES.get(control.language, control.language)}"

    def choice_words(self, control: Control) -> list[tuple[str, str]]:
        """Return what may be chosen in a cell, with its words; an empty choice where it may stay open."""
        name = control.field.name
        if name == "direction":
            return [(each.code, f"{each.code} · {localized(each.name)}") for each in self.study.directions]
        if name == "quadrant":
            return [(code, self.scenario_word(code)) for code in control.field.choices]
        words = {"above": _("from below"), "below": _("from above")}
        word = {"cost_class": cost_word, "reversibility": reversibility_word}.get(name, words.get)
        empty = [] if control.field.is_required else [("", "–")]
        return [*empty, *((code, word(code)) for code in control.field.choices)]

    def scenario_word(self, quadrant: str) -> str:
        """Return a scenario by its code and its name."""
        written = {scenario.quadrant: scenario for scenario in self.study.scenarios}
        return f"{quadrant} · {scenario_name(written.get(quadrant), self.study.axes, quadrant)}"

    def warning_word(self, code: str) -> str:
        """Return what is still wrong with a row."""
        words = {
            "circle": _("It waits for itself by way of others."),
            "no_phase": _("There is no such phase."),
            "before_need": _("It stands before something that it needs."),
            "too_late": _("What it needs is not ready before its phase ends."),
        }
        return words.get(code) or warning_word(code)
