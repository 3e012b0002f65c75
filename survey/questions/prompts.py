"""What a question says to an expert, by its name in the method; translated when it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


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
    "allocation": Prompt(_l("Axis"), _l("On which axis does this driver belong?")),
    "sort": Prompt(
        _l("Your piles"),
        _l(
            "Put drivers that you expect to move together on the same pile. Use two to four piles; their"
            " numbers mean nothing. Leave out what fits nowhere."
        ),
    ),
}

CATEGORIES = {
    "social": _l("Social"),
    "technological": _l("Technological"),
    "economic": _l("Economic"),
    "environmental": _l("Environmental"),
    "political": _l("Political"),
    "values": _l("Values"),
}

# What an answer takes in seconds, by question kind; for honest words about the time that is left.
SECONDS_BY_KIND = {"rating": 6, "allocation": 8, "pile_sort": 360}
USUAL_SECONDS = 10


def get_prompt(name: str) -> Prompt:
    """Return what a question of this name says; an unknown name speaks for itself."""
    return PROMPTS.get(name) or Prompt(name)


def seconds_for(kind: str) -> int:
    """Return about how long a question of this kind takes to answer."""
    return SECONDS_BY_KIND.get(kind, USUAL_SECONDS)
