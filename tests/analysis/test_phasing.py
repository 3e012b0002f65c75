"""Phases follow prerequisites, lead times and classes."""

import pytest

from analysis.errors import InvalidSetting
from analysis.strategy.phasing import phases

BOUNDS = ((2018, 2021), (2022, 2026), (2027, 2030))


def place(classes, needs=None, lead=None):
    return phases(list(classes), needs or {}, lead or {}, classes, BOUNDS)


def test_options_without_prerequisites_start_at_once():
    assert place({"a": "no_regret"})["a"].phase == 1


def test_an_option_waits_until_its_prerequisites_are_ready():
    found = place(dict.fromkeys("abc", "no_regret"), {"b": ["a"], "c": ["b"]}, {"a": 4.0, "b": 5.0})
    assert [found[name].phase for name in "abc"] == [1, 2, 3]
    assert found["c"].start_year == 2027


def test_big_bets_start_in_the_second_phase():
    assert place({"a": "big_bet"})["a"].phase == 2


def test_contingent_options_carry_a_trigger_and_what_needs_them_waits():
    found = place({"a": "contingent", "b": "no_regret", "c": "abandon"}, {"b": ["a"]})
    assert [found[name].reason_code for name in "abc"] == ["on_trigger", "waits_for_prerequisite", "dropped"]
    assert {phase.phase for phase in found.values()} == {None}


def test_a_start_after_the_last_phase_is_said():
    found = place(dict.fromkeys("ab", "no_regret"), {"b": ["a"]}, {"a": 20.0})
    assert (found["b"].phase, found["b"].reason_code) == (None, "after_horizon")


def test_undetermined_options_are_placed_with_a_mark():
    assert place({"a": "undetermined"})["a"].as_dict()["reason_code"] == "ask_again"


def test_circles_and_strange_prerequisites_are_refused():
    with pytest.raises(InvalidSetting, match="circle"):
        place(dict.fromkeys("ab", "no_regret"), {"a": ["b"], "b": ["a"]})
    with pytest.raises(InvalidSetting, match="options of this study"):
        place({"a": "no_regret"}, {"a": ["z"]})
