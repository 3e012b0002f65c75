"""What was done otherwise than planned, and the flow of the items, in sentences."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from survey.reports.parts.conduct import Deviation, ItemStep, Told
from survey.results.attrition import BELOW_FLOOR, FIVE_OR_MORE

Figures = Mapping[str, Any]


def deviation_sentence(deviation: Deviation) -> str:
    """Return one deviation as a sentence; the reason is told beside it."""
    return _SENTENCES[deviation.code](deviation.figures)


def told_words(count: Told) -> str:
    """Return a count, or the range that stands for it."""
    if count is None:
        return "–"
    return {BELOW_FLOOR: _("fewer than five"), FIVE_OR_MORE: _("five or more")}.get(str(count), str(count))


def step_words(step: ItemStep) -> list[str]:
    """Return what happened to the items before and in a round, one phrase each."""
    said = [_STEPS[kind](n) for kind, n in step.steps]
    said += [_RATED[kind](n) for kind, n in step.rated]
    if step.proposals:
        said.append(ngettext("%(num)s proposal written", "%(num)s proposals written", step.proposals))
    return said


def outcome_words(kind: str, n: int) -> str:
    """Return what stands at the end of the items’ way."""
    words = {
        "critical": ngettext("%(num)s critical uncertainty", "%(num)s critical uncertainties", n),
        "predetermined": ngettext("%(num)s predetermined element", "%(num)s predetermined elements", n),
        "on_axes": ngettext("%(num)s driver on the axes", "%(num)s drivers on the axes", n),
    }
    return words[kind]


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text), "medium")


def _items_changed(f: Figures) -> str:
    return _(
        "After round 1 had opened, the list of drivers was changed: %(step)s.", step=_STEPS[f["kind"]](f["n"])
    )


def _panel_grew(f: Figures) -> str:
    if not f["n"]:
        return _("In round %(round)s five or more experts answered for the first time.", round=f["round"])
    return ngettext(
        "In round %(round)s %(num)s expert answered for the first time.",
        "In round %(round)s %(num)s experts answered for the first time.",
        f["n"],
        round=f["round"],
    )


_STEPS: Mapping[str, Callable[[int], str]] = {
    "added": lambda n: ngettext("%(num)s driver added", "%(num)s drivers added", n),
    "proposed": lambda n: ngettext(
        "%(num)s driver made of proposals", "%(num)s drivers made of proposals", n
    ),
    "merged": lambda n: ngettext("%(num)s merger", "%(num)s mergers", n),
    "split": lambda n: ngettext("%(num)s driver split", "%(num)s drivers split", n),
    "reworded": lambda n: ngettext("%(num)s driver reworded", "%(num)s drivers reworded", n),
    "retired": lambda n: ngettext("%(num)s driver retired", "%(num)s drivers retired", n),
    "restored": lambda n: ngettext("%(num)s driver put back", "%(num)s drivers put back", n),
}
_RATED: Mapping[str, Callable[[int], str]] = {
    "drivers": lambda n: ngettext("%(num)s driver rated", "%(num)s drivers rated", n),
    "options": lambda n: ngettext("%(num)s option rated", "%(num)s options rated", n),
    "scenarios": lambda n: ngettext("%(num)s scenario rated", "%(num)s scenarios rated", n),
    "items": lambda n: ngettext("%(num)s item rated", "%(num)s items rated", n),
}
_SENTENCES: Mapping[str, Callable[[Figures], str]] = {
    "rule_amended": lambda f: _(
        "The consensus rule was changed after round 1 had opened (amendment %(number)s).", number=f["number"]
    ),
    "protocol_amended": lambda f: _(
        "The protocol was changed after it was locked (amendment %(number)s).", number=f["number"]
    ),
    "round_reopened": lambda f: _("Round %(round)s was closed and opened again.", round=f["round"]),
    "deadline_moved": lambda f: _(
        "Round %(round)s ran on: its deadline moved from %(before)s to %(after)s.",
        round=f["round"],
        before=_day(f["before"]),
        after=_day(f["after"]),
    ),
    "rounds_added": lambda f: ngettext(
        "%(num)s round was added after round 1 had opened.",
        "%(num)s rounds were added after round 1 had opened.",
        f["n"],
    ),
    "questions_changed": lambda f: ngettext(
        "What later rounds ask was changed %(num)s time after round 1 had opened.",
        "What later rounds ask was changed %(num)s times after round 1 had opened.",
        f["n"],
    ),
    "too_few": lambda f: _(
        "Fewer than %(floor)s experts answered round %(round)s; nothing of it is shown.",
        floor=f["floor"],
        round=f["round"],
    ),
    "software_changed": lambda f: _("The rounds were computed with different versions of the software."),
    "panel_grew": _panel_grew,
    "items_changed": _items_changed,
    "axes_overridden": lambda f: _("Axes other than those computed were adopted."),
    "outcomes_set": lambda f: ngettext(
        "%(num)s outcome of a scenario was set by hand against the computed one.",
        "%(num)s outcomes of scenarios were set by hand against the computed ones.",
        f["n"],
    ),
    "advice_worded": lambda f: ngettext(
        "The author reworded %(num)s recommendation.", "The author reworded %(num)s recommendations.", f["n"]
    ),
    "advice_left_out": lambda f: ngettext(
        "The author left out %(num)s recommendation.", "The author left out %(num)s recommendations.", f["n"]
    ),
    "advice_ordered": lambda f: _("The author put the recommendations in another order than the figures."),
}

FILTERS: Mapping[str, Callable[..., Any]] = {
    "deviation_sentence": deviation_sentence,
    "told_words": told_words,
    "step_words": step_words,
    "outcome_words": outcome_words,
}
