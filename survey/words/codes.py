"""The words behind the codes: verdicts, cells, classes, and the rest in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.questions.prompts import CATEGORIES, wording


def question_word(name: str, settings: Mapping[str, Any] | None = None) -> str:
    """Return what a question is called: by its settings, by the method, or else by its own name."""
    return str(wording(name, settings or {}).label)


def verdict_word(code: str | None) -> str:
    """Return a verdict on one item as words."""
    words = {
        "consensus": _("consensus"),
        "provisional consensus": _("provisional consensus"),
        "stable dissent": _("stable dissent"),
        "open": _("open"),
        "no consensus": _("no consensus"),
        "polarised": _("two camps"),
        "too few answers": _("too few answers"),
    }
    return words.get(code or "", "–")


def finding_word(kind: str) -> str:
    """Return what was computed, by the kind of a finding."""
    words = {
        "axes": _("Axes"),
        "confirmation": _("Confirmation by the panel"),
        "scenarios": _("Scenarios"),
        "strategy": _("Strategy"),
        "camps": _("Schools of thought"),
        "space": _("Paths and systems"),
        "stress": _("Stress test"),
        "signposts": _("Signposts"),
        "backcast": _("Backcast"),
    }
    return words.get(kind, kind)


def cell_word(code: str | None) -> str:
    """Return a cell of the impact-uncertainty grid as words."""
    words = {
        "critical": _("Critical uncertainty"),
        "predetermined": _("Predetermined element"),
        "watch": _("Watch list"),
        "background": _("Background"),
    }
    return words.get(code or "", "–")


def category_word(code: str) -> str:
    """Return a driver's domain as words."""
    return str(CATEGORIES.get(code, code))


def class_word(code: str | None) -> str:
    """Return an option's class as words."""
    words = {
        "no_regret": _("No regret"),
        "core_with_exit": _("Core with exit"),
        "big_bet": _("Big bet"),
        "contingent": _("Contingent"),
        "hedge": _("Hedge"),
        "abandon": _("Abandon"),
        "undetermined": _("Undetermined"),
    }
    return words.get(code or "", _("Not rated"))


def class_meaning(code: str | None) -> str:
    """Return what a class asks the reader to do."""
    words = {
        "no_regret": _("Serves the goal in all four scenarios: start now."),
        "core_with_exit": _("Serves the goal in three scenarios: start now, with a trigger to stop."),
        "big_bet": _("Wins much in some scenarios and harms in others: decide explicitly."),
        "contingent": _(
            "Serves the goal in one or two scenarios and harms in none: prepare, switch on by signpost."
        ),
        "hedge": _("Helps just where the core options do not: keep small, start now."),
        "abandon": _("Serves the goal in no scenario: drop it."),
        "undetermined": _("The answers do not decide the class: ask again."),
    }
    return words.get(code or "", "")


def action_word(code: str | None) -> str:
    """Return the imperative that opens a recommendation of this class."""
    words = {
        "no_regret": _("Start now"),
        "core_with_exit": _("Start now and keep an exit"),
        "big_bet": _("Decide explicitly"),
        "contingent": _("Prepare and wait for the trigger"),
        "hedge": _("Start small"),
        "abandon": _("Drop"),
        "undetermined": _("Ask the panel again"),
    }
    return words.get(code or "", _("Rate first"))


def evidence_word(code: str) -> str:
    """Return a kind of source as words."""
    words = {
        "paper": _("Paper"),
        "workshop": _("Workshop"),
        "forum": _("Forum"),
        "public_hearing": _("Public hearing"),
        "interview": _("Interview"),
        "website": _("Website"),
        "statistics": _("Statistics"),
    }
    return words.get(code, code)


def cost_word(code: str) -> str:
    """Return a cost class as words."""
    return {"low": _("low cost"), "medium": _("medium cost"), "high": _("high cost")}.get(code, code)


def side_word(code: str) -> str:
    """Return which way a reason argues."""
    words = {"low": _("for a lower value"), "high": _("for a higher value"), "middle": _("for the middle")}
    return words.get(code, _("general remark"))


def outcome_word(code: str | None) -> str:
    """Return where a driver ends in a scenario."""
    return {"high": _("high"), "low": _("low"), "open": _("open")}.get(code or "", "–")


def namer_word(code: str) -> str:
    """Return who worded an axis."""
    words = {
        "author": _("Worded by the study's author."),
        "panel": _("Worded by the panel."),
        "computed": _("Assembled from the wording of its strongest drivers."),
    }
    return words.get(code, "")


def method_word(code: str) -> str:
    """Return the name of a way to group drivers."""
    words = {
        "clv": _("clusters of variables around latent variables"),
        "spectral": _("spectral clustering of the fused evidence"),
        "spectral-fused": _("spectral clustering of the fused evidence"),
        "hac-average": _("average linkage"),
        "hac-ward": _("Ward's linkage"),
        "paf-promax": _("principal factors, obliquely rotated"),
        "concept-map": _("concept map of the piles"),
        "authored": _("axes given by the study's author"),
    }
    return words.get(code, code)


def channel_word(code: str) -> str:
    """Return the name of one kind of evidence on how drivers move together."""
    words = {
        "ratings": _("ratings of the expected state"),
        "sorts": _("pile sorts"),
        "pairs": _("pair judgements"),
        "allocations": _("allocations to the axes"),
    }
    return words.get(code, code)


def reversibility_word(code: str | None) -> str:
    """Return how easily an option is undone, as words."""
    words = {
        "easy": _("easily undone"),
        "hard": _("hard to undo"),
        "no": _("cannot be undone"),
    }
    return words.get(code or "", "–")
