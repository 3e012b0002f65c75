"""Decision rules on published tables, weights that move, and results without redrawn panels."""

import json

import numpy as np
import pytest

from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.strategy import assess_options
from analysis.strategy.weights import move_weights, read_weights

STATES = ("Q1", "Q2", "Q3", "Q4")


EFFECT = Scale(-3, 3)


def assess(table, scale=EFFECT, scenarios=STATES, **settings):
    values = np.repeat(np.array(table, dtype=float)[None], 6, axis=0)
    names = [f"a{row + 1}" for row in range(len(table))]
    settings = {"resamples": 0} | settings
    return assess_options(values, names, scenarios, scale, np.random.default_rng(1), **settings)


# Milnor (1954) Games against nature, in Thrall, Coombs & Davis (eds) Decision Processes: four acts of which
# each of four criteria picks another one.
MILNOR = [[2, 2, 0, 1], [1, 1, 1, 1], [0, 4, 0, 0], [1, 3, 0, 0]]


def test_milnors_table_has_another_winner_under_each_criterion():
    one_set = dict.fromkeys(("a1", "a2", "a3", "a4"), "acts")
    options = assess(MILNOR, Scale(0, 4), exclusive_groups=one_set).options

    assert [option.laplace for option in options] == [1.25, 1, 1, 1]
    assert [option.maximin for option in options] == [0, 1, 0, 0]
    assert [option.maximax for option in options] == [2, 1, 4, 3]
    assert [option.hurwicz[0.5] for option in options] == [1, 1, 2, 1.5]
    assert [option.hurwicz[0.3] for option in options] == pytest.approx([0.6, 1, 1.2, 0.9])
    assert [option.regret_exclusive for option in options] == [2, 3, 2, 1]


def test_regret_and_maximin_part_on_the_table_of_luce_and_raiffa():
    """Luce & Raiffa (1957) Games and Decisions, ch. 13: (0, 100) or (1, 1)."""
    options = assess(
        [[0, 100], [1, 1]], Scale(0, 100), ("s1", "s2"), exclusive_groups={"a1": "x", "a2": "x"}
    ).options

    assert [option.maximin for option in options] == [0, 1]
    assert [option.regret_exclusive for option in options] == [1, 99]


def test_do_and_do_not_regret_stand_alone():
    options = assess([[3, 1, -2, 0], [-1, -1, -1, -3]]).options

    assert [(option.regret_do, option.regret_dont) for option in options] == [(2, 3), (3, 0)]
    assert options[0].regret_exclusive is None
    assert options[0].domain == {0: 0.75, 1: 0.5, 2: 0.25}


def test_without_redrawn_panels_the_medians_are_classed():
    strategy = assess([[1, 1, 1, 1], [0, 0, 0, 0], [3, 2, -1, 0]])
    option = strategy.as_dict()["options"][0]

    assert [one.class_ for one in strategy.options] == ["no_regret", "abandon", "big_bet"]
    assert (option["class_probability"], option["intervals"]["Q1"]) == ({}, None)
    assert option["undefined"]["class_probability"] == "no panel was redrawn"
    json.dumps(strategy.as_dict(), allow_nan=False)
    with pytest.raises(InvalidSetting, match="resamples"):
        assess([[1, 1, 1, 1]], resamples=-1)


# a leads b by 2 in Q1 and loses by 1 elsewhere: x 2 - (1 - x) = 0 at x = 1/3.
LEAD, RIVAL = [2, 0, 0, 0], [0, 1, 1, 1]


def test_weight_moves_by_hand():
    found = move_weights([LEAD, RIVAL], ["a", "b"], STATES, [0.4, 0.2, 0.2, 0.2])

    assert found.first == ("a",)
    move = found.moves[0]
    assert (move.down, move.down_to, move.up) == (pytest.approx(1 / 3), "b", None)
    # Q2 up: (1 - x)(.5 * 2 - .25 - .25) - x = 0 at x = 1/3; down: never.
    assert (found.moves[1].up, found.moves[1].down) == (pytest.approx(1 / 3), None)
    assert found.smallest_change == pytest.approx(0.4 - 1 / 3)


def test_at_the_moved_weight_the_rivals_are_level():
    rng = np.random.default_rng(4)
    for _ in range(50):
        medians, weights = rng.integers(-3, 4, (5, 4)).astype(float), read_weights(rng.random(4), STATES)
        found = move_weights(medians, list("abcde"), STATES, weights)
        for s, move in enumerate(found.moves):
            for end, name in ((move.down, move.down_to), (move.up, move.up_to)):
                if end is None:
                    continue
                moved = weights * (1 - end) / (1 - weights[s])
                moved[s] = end
                means = medians @ moved
                assert means["abcde".index(name)] == pytest.approx(means["abcde".index(found.first[0])])
                assert means.max() == pytest.approx(means["abcde".index(name)])


def test_weight_that_never_matters_and_ties_are_said():
    never = move_weights([[3, 3, 3, 3], [1, 1, 1, 1]], ["a", "b"], STATES, np.full(4, 0.25))
    tie = move_weights([LEAD, [0, 2, 0, 0]], ["a", "b"], STATES, np.full(4, 0.25))

    assert (never.smallest_change, "smallest_change" in never.undefined) == (None, True)
    assert (tie.first, tie.smallest_change) == (("a", "b"), 0)
    assert move_weights([[np.nan] * 4], ["a"], STATES, np.full(4, 0.25)).undefined


def test_weights_go_by_order_or_by_name_and_are_printed():
    by_name = assess([LEAD, RIVAL], weights={"Q2": 0, "Q1": 3, "Q3": 0, "Q4": 1}).as_dict()

    assert by_name["weights"] == [0.75, 0, 0, 0.25]
    assert by_name["options"][0]["laplace"] == 1.5
    assert by_name["weight_sensitivity"]["first"] == ["a1"]
    for weights in ((1, 1), (0, 0, 0, 0), (-1, 1, 1, 1), (np.nan, 1, 1, 1), {"Q1": 1}):
        with pytest.raises(InvalidSetting, match="weights"):
            read_weights(weights, STATES)
