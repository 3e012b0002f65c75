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
from survey.results.camps import check_can_look, look_for_camps
from survey.results.rounds import freeze_round
from survey.results.scenarios import build_scenarios
from survey.results.strategy import assess_strategy, find_strategy_round
from survey.results.turning import Turn, find_turns

__all__ = [
    "Alike",
    "Turn",
    "assess_strategy",
    "build_scenarios",
    "check_can_look",
    "check_can_propose",
    "confirm_axes",
    "find_alike",
    "find_axis_round",
    "find_confirm_round",
    "find_strategy_round",
    "find_turns",
    "freeze_round",
    "judge_adopted",
    "look_for_camps",
    "propose_axes",
]
