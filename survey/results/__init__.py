"""The one door to analysis: frozen rounds in, named results out.

`freeze_round` runs while a round closes; the others compute from snapshots alone and keep what they find.
"""

from survey.results.alike import Alike, find_alike
from survey.results.axes import (
    check_can_propose,
    confirm_axes,
    find_axis_round,
    find_confirm_round,
    judge_adopted,
    propose_axes,
)
from survey.results.backcast import is_traced_anew, trace_back
from survey.results.camps import check_can_look, look_for_camps
from survey.results.phasing import place_options
from survey.results.rounds import freeze_round
from survey.results.scenarios import build_scenarios
from survey.results.signposts import assess_signposts, was_asked_of_signposts
from survey.results.space import lay_out_space
from survey.results.strategy import assess_strategy, find_strategy_round
from survey.results.stress import assess_stress
from survey.results.turning import Turn, find_turns
from survey.results.votes import find_winners

__all__ = [
    "Alike",
    "Turn",
    "assess_signposts",
    "assess_strategy",
    "assess_stress",
    "build_scenarios",
    "check_can_look",
    "check_can_propose",
    "confirm_axes",
    "find_alike",
    "find_axis_round",
    "find_confirm_round",
    "find_strategy_round",
    "find_turns",
    "find_winners",
    "freeze_round",
    "is_traced_anew",
    "judge_adopted",
    "lay_out_space",
    "look_for_camps",
    "place_options",
    "propose_axes",
    "trace_back",
    "was_asked_of_signposts",
]
