"""What the parts of the rounds about axes and options are called, and what each is for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ASKS = {
    "allocation": (
        _l("Drivers and axes"),
        _l("To which axis each driver belongs: the panel confirms the axes or does not."),
    ),
    "dependence": (
        _l("Dependence of the axes"),
        _l("Whether one axis moves the other: if it does, not all four scenarios can come."),
    ),
    "corners": (
        _l("Plausibility and desirability"),
        _l("How plausible and how desirable each future is: the preferred future, and how far off it seems."),
    ),
    "today": (
        _l("Where things stand today"),
        _l("Where each compared system stands on both axes today: where the four futures set out from."),
    ),
    "effect": (
        _l("Effect of each future"),
        _l("How strongly each future would change the answer to the focal question."),
    ),
    "expected": (
        _l("The expected future"),
        _l("Which future each expert expects, wished for or not: where things go by themselves."),
    ),
    "time": (
        _l("The way to each future"),
        _l("Where each future stands at the waypoints and at the horizon: four paths from today; if chosen."),
    ),
    "system": (
        _l("The systems compared"),
        _l("How each compared system fares in each future, and how closely they are linked; if chosen."),
    ),
    "outcome": (
        _l("Drivers on neither axis"),
        _l("Where critical drivers end of which the axes say nothing; without it they stay open."),
    ),
    "name_proposal": (
        _l("Names for the futures"),
        _l("What the panel would call each future; you release proposals, round 4 votes on them."),
    ),
    "wild_card": (
        _l("Wild cards"),
        _l("Which surprises could overturn all four futures."),
    ),
    "performance": (
        _l("Options in the scenarios"),
        _l("How well each option serves the goal in each scenario: the classes of the options rest on it."),
    ),
    "contribution": (
        _l("What options bring about"),
        _l("How far each option itself moves the world towards the wanted future: it is shaping, or is not."),
    ),
    "failure": (
        _l("What may break the options"),
        _l("What could make each option fail, in the panel’s words; released texts stand in the report."),
    ),
    "signpost": (
        _l("Signposts"),
        _l("In which futures each signpost would be seen: how well it tells them apart."),
    ),
    "stress": (
        _l("Stress test"),
        _l("How well each option does in a second, external pair of axes: which classes hold there."),
    ),
    "scenario_name": (
        _l("Vote on the names"),
        _l("Which of the proposed names each scenario bears; asked where there are names to choose from."),
    ),
}
"""By the code of a part: its name, and what it is for."""


def ask_word(code: str) -> str:
    """Return what a part is called; an unknown one is its own name."""
    return str(ASKS[code][0]) if code in ASKS else code


def ask_purpose(code: str) -> str:
    """Return what a part is for, in a sentence."""
    return str(ASKS[code][1]) if code in ASKS else ""
