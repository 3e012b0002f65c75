"""The words behind the codes on the coordinator's pages, beside those of survey.reports.wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import fixed, number, percent
from survey.reports.wording import (
    action_word,
    category_word,
    cell_word,
    channel_word,
    class_meaning,
    class_word,
    cost_word,
    evidence_word,
    method_word,
    outcome_word,
    verdict_word,
)

__all__ = [
    "action_word",
    "category_word",
    "cell_word",
    "channel_word",
    "class_meaning",
    "class_word",
    "cost_word",
    "evidence_word",
    "method_word",
    "outcome_word",
    "verdict_word",
]

SHARES = {"allocated_as_proposed"}
COUNTS = {"too_few_experts", "too_few_drivers", "no_pair"}


def question_word(name: str) -> str:
    """Return the name of a question of the method; an imported question keeps its own name."""
    words = {
        "impact": _("Impact"),
        "uncertainty": _("Uncertainty"),
        "expectation": _("Expected state"),
        "control": _("Controllability"),
        "competence": _("Competence"),
        "sort": _("Pile sort"),
        "allocation": _("Allocation to the axes"),
        "dependence_ab": _("If axis A ends high, axis B …"),
        "dependence_ba": _("If axis B ends high, axis A …"),
        "plausibility": _("Plausibility"),
        "desirability": _("Desirability"),
        "performance": _("Performance in the scenarios"),
    }
    return words.get(name, name)


def rule_words(rule: str) -> str:
    """Return a rule of consensus as a sentence part: when there is consensus."""
    for pattern, say in _RULES:
        match = re.fullmatch(pattern, rule)
        if match:
            return say(match)
    return rule


_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"iqr<=([\d.]+)",
        lambda m: _("the middle half of the answers spans at most %(limit)s on the scale", limit=m[1]),
    ),
    (
        r"share>=([\d.]+) in (.+)",
        lambda m: _(
            "at least %(share)s of the answers lie in %(band)s",
            share=percent(float(m[1])),
            band=re.sub(r"(\d)-(\d)", "\\1–\\2", m[2]).replace(" or ", ", "),
        ),
    ),
    (
        r"share>=([\d.]+) within ([\d.]+) of median",
        lambda m: _(
            "at least %(share)s of the answers lie no further than %(limit)s from the median",
            share=percent(float(m[1])),
            limit=m[2],
        ),
    ),
    (
        r"comet ([\d.]+)/([\d.]+)",
        lambda m: _(
            "at least %(most)s %% of the answers lie in one outer third of the scale and less than "
            "%(least)s %% in the other",
            most=m[1],
            least=m[2],
        ),
    ),
    (r"rand-ucla", lambda m: _("there is no disagreement by the RAND/UCLA criterion")),
    (r"a>=([\d.]+)", lambda m: _("van der Eijk’s agreement A reaches %(limit)s", limit=m[1])),
)


def stability_rule_words(rule: str) -> str:
    """Return a rule of stability as a sentence part: when an item is stable."""
    return "; ".join(_condition_words(part) for part in rule.split(" and "))


def _condition_words(condition: str) -> str:
    match = re.fullmatch(r"(net change|changed|kappa)\s*[<>]=?\s*([\d.]+)", condition)
    if not match:
        return condition
    if match[1] == "kappa":
        return _("the weighted kappa of both answers reaches %(limit)s", limit=match[2])
    limit = percent(float(match[2]))
    if match[1] == "changed":
        return _("less than %(limit)s of the experts changed their answer", limit=limit)
    return _("the distribution of the answers moved by less than %(limit)s", limit=limit)


def advice_words(advice: Mapping[str, Any]) -> str:
    """Return whether to ask this question again, and why."""
    told = ngettext(
        "%(stable)s of %(num)s item is stable.",
        "%(stable)s of %(num)s items are stable.",
        advice["n_judged"],
        stable=advice["n_stable"],
    )
    words = {
        "stable": _("You may stop asking: further rounds would change little."),
        "round limit": _("Stop here: this was the last round planned."),
        "too early": _("Ask once more: one round alone cannot show stability."),
        "open items": _("Another round is worth it: too many items still move."),
        "too few answers": _("Stability cannot be judged: too few experts answered both rounds."),
    }
    return f"{words.get(advice['code'], advice['reason'])} {told}"


def gate_word(code: str) -> str:
    """Return what a test of the axes looks at."""
    words = {
        "too_few_experts": _("Experts who answered at least 60 % of the drivers"),
        "too_few_drivers": _("Drivers that can be given to an axis"),
        "no_pair": _("Groups of three drivers or more"),
        "parallel_first": _("Probability that chance gives a common direction as strong (p)"),
        "parallel_second": _("Probability that chance gives a second direction as strong (p)"),
        "coherence": _("Probability that chance gives axes as coherent (p)"),
        "stability": _("Agreement of the groups of drivers over redrawn panels"),
        "stability_null": _("The same agreement, against what answers without structure reach"),
        "alpha": _("Reliability of the weaker axis"),
        "phi": _("Correlation of the two axes"),
        "allocated_as_proposed": _("Drivers that the panel gives to the axis proposed"),
        "dependence_ab": _("If A ends high, how far B is thought to move (median)"),
        "dependence_ba": _("If B ends high, how far A is thought to move (median)"),
        "corner_plausible": _("Median plausibility of the least plausible scenario"),
    }
    return words.get(code, code)


def gate_figure(gate: Mapping[str, Any], name: str = "figure") -> str:
    """Return a gate's figure or threshold with as many decimals as its kind needs."""
    if gate["code"] in SHARES:
        return percent(gate[name])
    if gate["code"] in COUNTS or gate["code"].startswith(("dependence", "corner")):
        return number(gate[name])
    return fixed(gate[name], 3 if gate["code"].startswith(("parallel", "coherence")) else 2)


def gate_need(gate: Mapping[str, Any]) -> str:
    """Return what a gate asks for."""
    threshold = gate_figure(gate, "threshold")
    if gate["code"].startswith("dependence"):
        return _("at most %(limit)s either way", limit=threshold)
    at_most = gate.get("comparison") == "<="
    return _("at most %(limit)s", limit=threshold) if at_most else _("at least %(limit)s", limit=threshold)


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


def reason_words(code: str) -> str:
    """Return why a group's figures are not shown."""
    words = {
        "fewer than five answers": _("fewer than five answers"),
        "the other answers would be fewer than five": _("the other answers would be fewer than five"),
        "all agree": _("all agree"),
    }
    return words.get(code, code)
