"""Stopping rules as values, drop-outs against completers, responses and gaps."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attrition import assess_attrition
from analysis.attrition.responses import describe_gaps, describe_rounds
from analysis.errors import InvalidRule
from analysis.ratings import Ratings, Scale
from analysis.stability import compare_verdicts
from analysis.stability.stopping_rules import STOPPING_RULES, Progress, close_item, parse_stopping_rule

SEVEN = Scale(1, 7)
NO = np.nan


def make_panel(*rounds, groups=None, cannot_judge=None):
    values = np.array(rounds, dtype=float)
    values = values[:, :, None] if values.ndim == 2 else values
    marks = np.zeros(values.shape, bool) if cannot_judge is None else np.array(cannot_judge)
    names = [[f"{kind}{i}" for i in range(n)] for kind, n in zip("ei", values.shape[1:], strict=True)]
    return Ratings(values, marks, *names, range(1, len(values) + 1), SEVEN, groups=groups)


def judge(text, **known):
    given = {"n_rounds": 2, "stable": [True, True, False, None], "met": [True, False, False, None]}
    return parse_stopping_rule(text).judge(Progress(**(given | known)))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Rounds >= 3", "rounds>=3"),
        ("stable ≥ 80 %", "stable>=0.8"),
        ("CONSENSUS>=.75", "consensus>=0.75"),
        ("response < 50%", "response<0.5"),
        ("No new arguments", "no new arguments"),
        ("per-item", "per item"),
        ("hierarchical", "hierarchical"),
    ],
)
def test_stopping_rule_is_read_and_written_alike(text, plain):
    assert parse_stopping_rule(text).text == plain
    assert parse_stopping_rule(plain) == parse_stopping_rule(text)


def test_there_are_seven_stopping_rules():
    assert len({parse_stopping_rule(text).kind for text in STOPPING_RULES}) == 7


@pytest.mark.parametrize("text", ["", "rounds>=0", "stable<0.8", "response>=0.5", "stable>=2", "stop", None])
def test_stopping_rule_that_cannot_be_read_is_refused(text):
    with pytest.raises(InvalidRule):
        parse_stopping_rule(text)


@pytest.mark.parametrize(
    ("text", "known", "stop"),
    [
        ("rounds>=3", {}, False),
        ("rounds>=2", {}, True),
        ("stable>=0.8", {}, False),
        ("stable>=0.6", {}, True),
        ("stable>=0.8", {"stable": [None]}, None),
        ("hierarchical", {}, False),
        ("hierarchical", {"stable": [True, None]}, True),
        ("consensus>=0.75", {}, False),
        ("consensus>=0.3", {}, True),
        ("response<0.5", {"retention": 0.4}, True),
        ("response<0.5", {"retention": 0.5}, False),
        ("response<0.5", {}, None),
        ("no new arguments", {"new_arguments": 0}, True),
        ("no new arguments", {"new_arguments": 3}, False),
        ("no new arguments", {}, None),
        ("per item", {}, False),
        ("per item", {"stable": [True, True]}, True),
        ("per item", {"stable": [True, None]}, False),
        ("per item", {"stable": []}, None),
    ],
)
def test_stopping_rule_decides_and_says_why(text, known, stop):
    found = judge(text, **known)

    assert found.stop is stop
    assert found.reason


def test_stopping_on_consensus_carries_its_warning():
    assert "not a suitable reason" in judge("consensus>=0.75").warning
    assert judge("stable>=0.8").warning is None


@pytest.mark.parametrize(
    ("stable", "met", "advice"),
    [
        (True, True, "close"),
        (True, False, "close"),
        (False, True, "ask again"),
        (False, False, "ask again"),
        (None, True, "too few answers"),
        (True, None, "too few answers"),
    ],
)
def test_every_item_gets_advice(stable, met, advice):
    assert close_item(stable, met)[0] == advice


def test_dropouts_are_compared_on_the_last_round_that_both_answered():
    first = [7, 7, 6, 7, 1, 2, 1, 2, 3]
    second = [6, 7, 7, 7, 2, 2, 1, 2, 2]
    third = [NO, NO, NO, NO, 2, 2, 1, 2, 2]
    panel = make_panel(first, second, third)

    found = assess_attrition(panel, 1, 3)
    item = found.dropouts[0]

    assert (item.round, item.n_completers, item.n_dropouts) == (2, 5, 4)
    assert (item.median_dropouts, item.median_completers) == (7, 2)
    assert (item.cliffs_delta, item.mann_whitney_u, found.n_large_delta) == (1, 20, 1)
    assert item.mann_whitney_p == pytest.approx(2 / 126)
    json.dumps(found.as_dict(), allow_nan=False)


def test_early_leavers_are_compared_on_the_round_they_answered():
    found = assess_attrition(make_panel([1, 1, 5, 5], [NO, NO, 5, 5], [NO, NO, 5, 5]), 1, 3).dropouts[0]

    assert (found.round, found.cliffs_delta) == (1, -1)


def test_holm_runs_across_the_items():
    first = np.array([[7, 1, 4]] * 4 + [[1, 1, 4]] * 4, float)
    second = np.where(np.arange(8)[:, None] < 4, NO, first)

    found = assess_attrition(make_panel(first, second), 1, 2).dropouts

    assert found[0].mann_whitney_p == pytest.approx(2 / 70)
    assert [one.mann_whitney_p_holm for one in found] == [pytest.approx(6 / 70), 1, 1]


def test_nobody_who_left_is_no_comparison():
    found = assess_attrition(make_panel([1, 2, 3], [1, 2, 3]), 1, 2)
    item = found.dropouts[0].as_dict()

    assert (item["round"], item["cliffs_delta"], found.n_large_delta) == (None, None, 0)
    assert {name for name, figure in item.items() if figure is None} == set(item["undefined"])


def test_verdict_of_the_constant_panel_is_flagged_where_it_differs():
    first = [1, 1, 1, 7, 7, 7, *[NO] * 12]
    second = [1, 1, 1, 7, 7, 7, *[7] * 12]

    item = compare_verdicts(make_panel(first, second), 2)[0]

    assert (item["verdict"], item["verdict_constant_panel"]) == ("consensus", "polarised")
    assert (item["verdicts_differ"], item["n_all"], item["n_constant_panel"]) == (True, 18, 6)
    few = compare_verdicts(make_panel(first, second), 2, min_n=7)[0]
    assert (few["met_constant_panel"], set(few["undefined"])) == (None, {"met_constant_panel"})


def test_rounds_are_described_whole_and_by_group():
    first = np.array([[4, 4, 4], [1, 2, 3], [5, 5, NO], [7, 7, 7]], float)
    second = np.array([[4, 4, 4], [1, 2, 3], [NO] * 3, [NO] * 3], float)

    rounds = describe_rounds(make_panel(first, second, groups=["a", "a", "b", None]))

    assert [(one["n"], one["retention"]) for one in rounds] == [(4, 1), (2, 0.5)]
    assert rounds[0]["straight_lined"] == ["e0", "e3"]
    assert rounds[1]["groups"]["b"] == {"n": 0, "response_rate": 0, "retention": 0, "share_of_round": 0}
    assert rounds[0]["groups"]["a"]["share_of_round"] == 0.5


def test_gaps_are_counted_among_those_who_took_part():
    values = [[[4, NO], [NO, NO], [5, NO], [NO, NO]]]
    marks = [[[False, True], [True, False], [False, False], [False, False]]]

    gaps = describe_gaps(make_panel(*values, cannot_judge=marks))

    assert [one["n_took_part"] for one in gaps] == [3, 3]
    assert [(one["share_no_answer"], one["share_cannot_judge"]) for one in gaps] == [
        (0, 1 / 3),
        (2 / 3, 1 / 3),
    ]
    assert describe_gaps(make_panel([NO, NO]))[0]["share_no_answer"] is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 7), st.sampled_from([1, 4, 7, NO])), min_size=4, max_size=14),
    st.randoms(use_true_random=False),
)
def test_order_of_experts_changes_nothing_and_nothing_given_is_changed(pairs, random):
    panels = [make_panel(*zip(*each, strict=True)) for each in (pairs, random.sample(pairs, len(pairs)))]
    before = panels[0].values.copy()

    found = [assess_attrition(panel, 1, 2).as_dict() for panel in panels]

    assert found[0] == found[1]
    assert compare_verdicts(panels[0], 2) == compare_verdicts(panels[1], 2)
    assert describe_gaps(panels[0]) == describe_gaps(panels[1])
    np.testing.assert_array_equal(panels[0].values, before)
