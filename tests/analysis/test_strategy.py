"""Option measures and classes by hand."""

import json

import numpy as np
import pytest

from analysis.agreement import kendall_w
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale
from analysis.scenarios.quadrants import QUADRANTS
from analysis.strategy import CLASSES, assess_options
from analysis.strategy.classes import classify
from analysis.strategy.rules import rank_by_rules

EFFECT = Scale(-3, 3)


def assess(*profiles, n=10, **settings):
    values = np.repeat(np.array(profiles, dtype=float)[None], n, axis=0)
    names = [f"S{o + 1}" for o in range(len(profiles))]
    return assess_options(
        values, names, QUADRANTS, EFFECT, np.random.default_rng(1), resamples=50, **settings
    )


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ((1, 1, 1, 1), "no_regret"),
        ((3, 2, 1, -1), "core_with_exit"),
        ((1, 1, 1, 0), "core_with_exit"),
        ((3, 2, -1, 0), "big_bet"),
        ((2, 0, 0, -3), "big_bet"),
        ((2, 1, 0, 0), "contingent"),
        ((1, 0, 0, -0.5), "contingent"),
        ((0.5, 0, 0, -3), "abandon"),
        ((0, 0, 0, 0), "abandon"),
        ((1, 1, 1, -2), "undetermined"),
        ((1, 0, 0, -1), "undetermined"),
        ((np.nan, 1, 1, 1), "undetermined"),
    ],
)
def test_classify_by_the_first_rule_that_fits(profile, expected):
    assert CLASSES[classify(np.array([[profile]], dtype=float))[0, 0]] == expected


def test_a_hedge_is_good_exactly_where_core_options_are_not():
    options = [(2, 2, 1, 0), (2, 2, 0, 1), (0, 0, 1, 1), (0, 0, 1, 0), (1, 0, 0, 0)]
    classes = [CLASSES[code] for code in classify(np.array([options], dtype=float))[0]]
    assert classes == ["core_with_exit", "core_with_exit", "hedge", "contingent", "contingent"]


def test_measures_by_hand():
    option = assess((3, 2, -1, 0)).options[0]
    assert option.laplace == 1.0
    assert (option.maximin, option.maximax) == (-1, 3)
    assert option.hurwicz == {0.3: pytest.approx(0.2), 0.5: 1.0, 0.7: pytest.approx(1.8)}
    assert (option.regret_do, option.regret_dont) == (1, 3)
    assert option.domain == {0: 0.75, 1: 0.5, 2: 0.5}
    assert option.class_ == "big_bet"
    assert option.class_probability == {"big_bet": 1.0}


def test_weights_of_scenarios_are_used_and_normed():
    option = assess((3, 2, -1, 0), weights=(2, 0, 0, 2)).options[0]
    assert option.laplace == 1.5
    assert option.domain[1] == 0.5


def test_classical_regret_is_for_exclusive_options_alone():
    strategy = assess(
        (3, 0, 0, 0), (0, 2, 0, 0), (3, 3, 3, 3), exclusive_groups={"S1": "route", "S2": "route"}
    )
    assert [option.regret_exclusive for option in strategy.options] == [2, 3, None]


def test_an_unsure_class_is_undetermined():
    values = np.zeros((40, 1, 4))
    values[:20] = 2
    option = assess_options(values, ["S1"], QUADRANTS, EFFECT, np.random.default_rng(1)).options[0]
    assert max(option.class_probability.values()) < 0.6
    assert option.class_ == "undetermined"
    assert option.top_class in ("no_regret", "abandon")


def test_too_few_raters_give_no_class_and_a_reason():
    values = np.ones((10, 2, 4))
    values[:6, 0, 2] = np.nan
    strategy = assess_options(values, ["S1", "S2"], QUADRANTS, EFFECT, np.random.default_rng(1))
    entry = strategy.as_dict()["options"][0]
    assert entry["class"] is None
    assert entry["values"]["Q3"] is None
    assert entry["values"]["Q1"] == 1
    assert "values.Q3" in entry["undefined"]
    assert strategy.options[1].class_ == "no_regret"
    assert json.dumps(strategy.as_dict(), allow_nan=False)


def test_contribution_flags_shaping_options():
    contribution = np.repeat([[2.0, 1.0]], 6, axis=0)
    strategy = assess((1, 1, 1, 1), (1, 1, 1, 1), contribution=contribution)
    assert [option.shaping for option in strategy.options] == [True, False]


def test_rules_are_compared_by_kendalls_w():
    strategy = assess((3, 3, 3, 3), (2, 2, 2, 2), (1, 1, 1, 1))
    # the regret of doing is 0 for all three: one rule ties everything
    assert strategy.rules.ranks["laplace"] == {"S1": 1, "S2": 2, "S3": 3}
    assert strategy.rules.ranks["regret_do"] == {"S1": 2, "S2": 2, "S3": 2}
    ranks = [list(row.values()) for row in strategy.rules.ranks.values()]
    assert strategy.rules.w == pytest.approx(kendall_w(ranks).w)


def test_rank_by_rules_needs_three_options():
    ranks = rank_by_rules(assess((1, 1, 1, 1), (2, 2, 2, 2)).options)
    assert ranks.w is None
    assert ranks.undefined


def test_answers_of_another_shape_or_scale_are_refused():
    with pytest.raises(InvalidRatings, match="expected experts x 1 options x 4"):
        assess_options(np.ones((5, 1, 3)), ["S1"], QUADRANTS, EFFECT, np.random.default_rng(1))
    with pytest.raises(InvalidRatings, match="outside -3 to 3"):
        assess((4, 0, 0, 0))
    with pytest.raises(InvalidSetting, match="weights"):
        assess((1, 0, 0, 0), weights=(1, 1))
