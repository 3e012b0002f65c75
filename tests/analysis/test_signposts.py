"""Diagnosticity from shares known within ends, regret in exclusive sets, what leaves a class open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InvalidRatings
from analysis.scenarios.signposts import assess_signpost, judge_shares
from analysis.strategy.classes import name_open_scenarios
from analysis.strategy.exclusive import compare_exclusive
from analysis.strategy.phasing import phases

SCENARIOS = ("Q1", "Q2", "Q3", "Q4")
SHARES = st.lists(st.integers(0, 12), min_size=4, max_size=4)


def exact(counts, n=12):
    return {q: (count / n, count / n) for q, count in zip(SCENARIOS, counts, strict=True)}


@given(SHARES)
def test_known_shares_give_the_figure_that_the_votes_give(counts):
    votes = np.array([[index < count for count in counts] for index in range(12)], dtype=float)
    found, whole = judge_shares(exact(counts)), assess_signpost("x", votes)
    assert found.low == pytest.approx(found.high)
    assert found.low == pytest.approx(whole.diagnosticity)
    assert found.scenario == whole.scenario


@given(SHARES, st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_ends_hold_every_figure_that_is_possible_within_them(counts, spread):
    ends = {
        q: (max(0, count - spread[at]) / 12, min(12, count + spread[at + 4]) / 12)
        for at, (q, count) in enumerate(zip(SCENARIOS, counts, strict=True))
    }
    found, true = judge_shares(ends), judge_shares(exact(counts))
    assert found.low - 1e-12 <= true.low <= found.high + 1e-12
    assert found.scenario in (None, true.scenario)


def test_shares_that_cannot_be_are_refused():
    with pytest.raises(InvalidRatings, match=r"0\.5 to 0\.4"):
        judge_shares({"Q1": (0.5, 0.4), "Q2": (0, 0)})
    with pytest.raises(InvalidRatings, match="two or more"):
        judge_shares({"Q1": (0, 1)})


def test_the_least_regret_of_an_exclusive_set_is_savage_s():
    # The omelette of Savage (1972, p. 14) in utilities: break in, saucer, throw away; egg good or rotten.
    medians = np.array([[6.0, 0.0], [6.0, 5.0], [5.0, 5.0], [np.nan, 1.0]])
    groups = {"break": "egg", "saucer": "egg", "throw": "egg", "new": "egg"}
    (found,) = compare_exclusive(medians, list(groups), ("good", "rotten"), groups)
    assert found.largest == {"break": 5, "saucer": 0, "throw": 1}
    assert (found.least, found.unrated) == (("saucer",), ("new",))
    assert compare_exclusive(medians, list(groups), ("good", "rotten"), None) == []
    (alone,) = compare_exclusive(medians[2:], ["throw", "new"], ("good", "rotten"), groups)
    assert (alone.least, alone.largest) == ((), {})


def test_a_scenario_is_open_where_redrawn_medians_cross_a_threshold_of_the_rules():
    ends = {
        "Q1": (1.0, 2.0),
        "Q2": (1.0, 1.5),
        "Q3": (0.5, 1.0),
        "Q4": None,
        "Q5": (-1.0, -0.5),
        "Q6": (0.0, 0.5),
    }
    assert name_open_scenarios(ends) == ["Q1", "Q3", "Q5", "Q6"]


def test_a_phase_is_never_before_the_planned_one():
    bounds = ((2018, 2021), (2022, 2026))
    found = phases(["a", "b"], {"b": ["a"]}, {"a": 1.0}, dict.fromkeys("ab", "no_regret"), bounds, {"a": 2})
    assert [(each.phase, each.start_year) for each in found.values()] == [(2, 2022), (2, 2023)]
