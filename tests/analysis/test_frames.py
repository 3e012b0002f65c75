"""Options in two frames: whether the class of the first holds in the second, by hand."""

import pytest

from analysis.errors import InvalidSetting
from analysis.strategy.classes import CLASSES
from analysis.strategy.frames import STRENGTH, Standing, compare_frames

CALM = {"Q1": 2.0, "Q2": 1.0, "Q3": 1.0, "Q4": 1.0}
HARMED = CALM | {"Q3": -1.0}


def verdict(first, second, first_values=CALM, second_values=CALM):
    (found,) = compare_frames(
        ["O"], {"O": Standing(first, first_values)}, {"O": Standing(second, second_values)}
    )
    return found


@pytest.mark.parametrize(
    ("first", "second", "values", "expected"),
    [
        ("no_regret", "no_regret", CALM, "holds"),
        ("core_with_exit", "no_regret", CALM, "holds"),
        ("hedge", "contingent", CALM, "holds"),
        ("no_regret", "core_with_exit", CALM, "weakens"),
        ("no_regret", "big_bet", HARMED, "breaks"),
        ("contingent", "abandon", CALM, "breaks"),
        ("big_bet", "big_bet", HARMED, "holds"),
        ("abandon", "abandon", HARMED, "holds"),
    ],
)
def test_the_strength_of_the_class_decides_first(first, second, values, expected):
    assert verdict(first, second, second_values=values).verdict == expected


def test_harm_that_was_there_already_does_not_break_an_option():
    assert verdict("no_regret", "big_bet", HARMED, HARMED).verdict == "weakens"
    assert verdict("no_regret", "big_bet", CALM, HARMED).verdict == "breaks"


def test_robust_is_no_regret_in_both_frames_alone():
    assert verdict("no_regret", "no_regret").is_robust
    assert not verdict("core_with_exit", "no_regret").is_robust
    assert not verdict("core_with_exit", "core_with_exit").is_robust


def test_without_a_class_there_is_no_verdict_but_a_reason():
    assert verdict(None, "no_regret").reason == "not_rated_first"
    assert verdict("no_regret", None).reason == "not_rated_second"
    assert verdict("undetermined", "no_regret").reason == "undetermined_first"
    assert verdict("no_regret", "undetermined").reason == "undetermined_second"
    (missing,) = compare_frames(["O"], {}, {"O": Standing("no_regret", HARMED)})
    assert (missing.verdict, missing.reason, missing.harmed_in) == (None, "not_rated_first", ("Q3",))


def test_every_class_but_the_undetermined_has_a_strength_and_others_are_refused():
    assert set(STRENGTH) == set(CLASSES) - {"undetermined"}
    with pytest.raises(InvalidSetting):
        verdict("splendid", "no_regret")
