"""What a question says to an expert, by its name in the method; translated when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey.filters import localized
from survey.questions.base import COMMON_TEXTS


@dataclass(frozen=True)
class Prompt:
    """The words around a question: a label, the question itself, and what both ends of its scale mean."""

    label: str
    help: str = ""
    low: str = ""
    high: str = ""


PROMPTS: dict[str, Prompt] = {
    "impact": Prompt(
        _l("Impact"),
        _l("How strongly will this shape the answer to the focal question?"),
        _l("hardly at all"),
        _l("decisively"),
    ),
    "uncertainty": Prompt(
        _l("Uncertainty"),
        _l("How open is it which of the two states comes about?"),
        _l("practically settled"),
        _l("completely open"),
    ),
    # The ends of this scale are the driver's own poles.
    "expectation": Prompt(_l("Expected state"), _l("Where will it stand at the horizon?")),
    "control": Prompt(
        _l("Control"),
        _l("How far can those who decide here steer it?"),
        _l("not at all"),
        _l("almost entirely"),
    ),
    "competence": Prompt(
        _l("Your own knowledge"), _l("How well do you know this subject?"), _l("little"), _l("very well")
    ),
    "plausibility": Prompt(
        _l("Plausibility"),
        _l("How plausible is this future?"),
        _l("not plausible"),
        _l("very plausible"),
    ),
    "desirability": Prompt(
        _l("Desirability"),
        _l("How desirable is this future?"),
        _l("not desirable"),
        _l("very desirable"),
    ),
    "dependence_ab": Prompt(
        _l("Does axis A move axis B?"),
        _l("If axis A went to its high end, where would that push axis B? 0 means: nowhere."),
        _l("strongly to its low end"),
        _l("strongly to its high end"),
    ),
    "dependence_ba": Prompt(
        _l("Does axis B move axis A?"),
        _l("If axis B went to its high end, where would that push axis A? 0 means: nowhere."),
        _l("strongly to its low end"),
        _l("strongly to its high end"),
    ),
    "performance": Prompt(
        _l("Performance"),
        _l("How well does this option serve the focal goal in each future? 0 means: it makes no difference."),
        _l("does great harm"),
        _l("helps very much"),
    ),
    "contribution": Prompt(
        _l("Contribution"),
        _l(
            "Apart from how well it serves the goal: how far would this option itself move the world towards"
            " this future? 0 means: it moves nothing."
        ),
        _l("moves it far away"),
        _l("brings it much closer"),
    ),
    "failure": Prompt(
        _l("What may break it"),
        _l("What could make this option fail, and in which of the four futures? (optional)"),
    ),
    "stress": Prompt(
        _l("Stress test"),
        _l(
            "How well does this option serve the focal goal if the world outside turns out so? 0 means: it"
            " makes no difference."
        ),
        _l("does great harm"),
        _l("helps very much"),
    ),
    "effect": Prompt(
        _l("Effect"),
        _l("How strongly would this future change the answer to the focal question?"),
        _l("hardly at all"),
        _l("decisively"),
    ),
    "expected": Prompt(
        _l("Expected future"),
        _l("Which of the four comes closest to what you expect at the horizon, wished for or not?"),
    ),
    "today": Prompt(_l("Today"), _l("Where does it stand on both axes today?")),
    "outcome": Prompt(
        _l("Where it ends"), _l("Suppose that this future has come about: how does the driver end in it?")
    ),
    "name_proposal": Prompt(
        _l("A name"), _l("What would you call this future? A few words that stay in the mind (optional).")
    ),
    "scenario_name": Prompt(_l("Name"), _l("Which name tells this scenario best?")),
    "wild_card": Prompt(
        _l("Wild card"),
        _l("Which surprise, unlikely but heavy, could overturn all four futures? Two sentences do."),
    ),
    "allocation": Prompt(_l("Axis"), _l("On which axis does this driver belong?")),
    "sort": Prompt(
        _l("Your piles"),
        _l(
            "Put together what would move together by the horizon year. Use two to five piles; their numbers"
            " mean nothing. Leave out what fits nowhere."
        ),
    ),
    "pairs": Prompt(
        _l("What makes what more likely?"),
        _l(
            "Here are a few pairs out of many; other experts get others. Suppose that one driver ends as the"
            " first line says: does that make the second line more or less likely?"
        ),
    ),
}


@dataclass(frozen=True)
class SignWords:
    """What the points of a scale from minus to plus say: below zero, at zero, above zero."""

    minus: str
    zero: str
    plus: str

    def of(self, point: float) -> str:
        """Return the words of a point."""
        return self.zero if point == 0 else self.minus if point < 0 else self.plus


PUSHES = SignWords(_l("pushes it to its low end"), _l("pushes it nowhere"), _l("pushes it to its high end"))
SIGN_WORDS = {
    "performance": SignWords(_l("does harm"), _l("makes no difference"), _l("helps")),
    "contribution": SignWords(_l("moves it away"), _l("moves nothing"), _l("brings it closer")),
    "stress": SignWords(_l("does harm"), _l("makes no difference"), _l("helps")),
    "dependence_ab": PUSHES,
    "dependence_ba": PUSHES,
}
USUAL_SIGNS = SignWords(_l("on the low side"), _l("neither"), _l("on the high side"))

CATEGORIES = {
    "social": _l("Social"),
    "technological": _l("Technological"),
    "economic": _l("Economic"),
    "environmental": _l("Environmental"),
    "political": _l("Political"),
    "values": _l("Values"),
}
# What the method asks under these names is read by it; a question of another kind needs another name.
METHOD_KINDS = dict.fromkeys(PROMPTS, "rating") | {
    "allocation": "allocation",
    "expected": "choice",
    "failure": "text",
    "name_proposal": "text",
    "outcome": "choice",
    "pairs": "pairs",
    "scenario_name": "choice",
    "sort": "pile_sort",
    "today": "placement",
    "wild_card": "text",
}

# So begin the names of questions about one year, one system compared (the third dimension), one signpost.
SPACE_STARTS = ("waypoint_", "capability_")
METHOD_STARTS = (*SPACE_STARTS, "signpost_")

# What may be chosen where a question's settings do not say it.
CHOICES = {
    "A": _l("Axis A"),
    "B": _l("Axis B"),
    "both": _l("Both axes"),
    "neither": _l("Neither axis"),
    "other": _l("Something else"),
}


def is_of_method(name: str) -> bool:
    """Say whether the method asks under this name, and tells of the answers in a place of their own."""
    return name in METHOD_KINDS or is_of_space(name) or name.startswith(METHOD_STARTS)


def is_of_space(name: str) -> bool:
    """Say whether a question of this name is about the third dimension."""
    return name == "linkage" or name.startswith(SPACE_STARTS)


def get_prompt(name: str) -> Prompt:
    """Return what a question of this name says; an unknown name speaks for itself."""
    return PROMPTS.get(name) or Prompt(name)


def wording(name: str, settings: Mapping[str, Any]) -> Prompt:
    """Return what a question says in the reader's language: by its settings, else by its name."""
    usual = get_prompt(name)
    return Prompt(*(localized(settings.get(part)) or getattr(usual, part) for part in COMMON_TEXTS))


def sign_words(name: str) -> SignWords:
    """Return what minus, zero and plus say in a question of this name."""
    return SIGN_WORDS.get(name, USUAL_SIGNS)


def choice_word(settings: Mapping[str, Any], code: str) -> str:
    """Return what a choice says in the reader's language: by the question's settings, else by the method."""
    texts = {choice["code"]: choice.get("text") for choice in settings.get("choices", [])}
    return localized(texts.get(code)) or str(CHOICES.get(code, code))
