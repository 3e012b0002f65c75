"""What is shown below five answers: of an item, of a change, of a driver, of those who left, of a group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.attrition import assess_attrition
from analysis.consensus import assess_consensus
from analysis.criticality import assess_criticality
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability
from survey.results.floors import (
    FEW_DIFFER,
    Difference,
    compare_answers,
    show_consensus,
    show_criticality,
    show_groups,
    show_leavers,
    show_stability,
)

SCALE = Scale(1, 7)


def panel(*rounds):
    """Return the ratings of one item over rounds, one number per expert."""
    values = np.array(rounds, dtype=float)[:, :, np.newaxis]
    experts = [f"e{number:02d}" for number in range(values.shape[1])]
    numbers = list(range(1, len(rounds) + 1))
    return Ratings(values, np.zeros(values.shape, bool), experts, ["i"], numbers, SCALE, "impact", None)


def test_a_lenient_protocol_tells_no_verdict_of_four():
    (item,) = assess_consensus(panel([6, 6, 6, 6]), 1, "iqr<=1", min_n=3)
    assert item.verdict == "consensus"
    shown = show_consensus(item)
    assert (shown["verdict"], shown["met"], shown["counts"]) == ("too few answers", None, {})


def test_a_lenient_protocol_tells_no_change_of_four():
    ratings = panel([6, 6, 6, 6], [6, 6, 6, 6])
    (item,) = assess_stability(ratings, 1, 2, "iqr<=1", stability_rule="net change<0.15", min_n=3).items
    assert item.stable
    shown = show_stability(item)
    assert shown["stable"] is None
    assert shown["verdict"] == shown["verdict_constant_panel"] == "too few answers"


@pytest.mark.parametrize(("n", "is_shown"), [(4, False), (5, True)])
def test_a_driver_needs_five_answers(n, is_shown):
    values = np.full((n, 1), 6.0)
    found = assess_criticality(values, values, values, SCALE, ["i"], np.random.default_rng(1))
    shown = show_criticality(found.as_dict()["i"])
    assert [shown[key] is not None for key in ("impact", "uncertainty", "cell")] == [is_shown] * 3


@pytest.mark.parametrize(("n_left", "items"), [(4, []), (5, ["i"])])
def test_few_who_left_are_not_placed(n_left, items):
    before = [7] * n_left + [3] * 25
    after = [np.nan] * n_left + [3] * 25
    assert show_leavers(assess_attrition(panel(before, after), 1, 2)) == items


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (4, {"n": None, "median": None, "q1": None, "q3": None, "reason": "fewer than five answers"}),
        (5, {"n": 5, "median": 3.0, "q1": None, "q3": None, "reason": None}),
        (7, {"n": 7, "median": 4.0, "q1": None, "q3": None, "reason": None}),
        (8, {"n": 8, "median": 4.5, "q1": 2.75, "q3": 6.25, "reason": None}),
    ],
)
def test_a_group_of_eight_shows_its_middle_half(n, shown):
    values = np.array([*range(1, n + 1), *range(1, 6)], dtype=float)
    groups = ["one"] * n + ["other"] * 5
    assert show_groups(values, groups, "linear")["one"] == shown


def consensus_of(numbers, *differences):
    (item,) = assess_consensus(panel(numbers), 1, "iqr<=1")
    return show_consensus(item, [Difference(*each) for each in differences])


@pytest.mark.parametrize(
    ("numbers", "is_shown"),
    [
        ([6] * 8, False),
        ([6] * 7 + [2], False),
        ([6] * 6 + [2, 3], False),
        ([6] * 5 + [2, 3, 7], True),
        ([6] * 28 + [5] * 2, False),
    ],
)
def test_where_nearly_all_agree_only_the_median_is_told(numbers, is_shown):
    shown = consensus_of(numbers)
    assert (shown["median"], shown["met"]) == (6.0, True)
    figures = ("q1", "q3", "iqr", "share_top", "van_der_eijk_a", "leik_d")
    assert {shown[key] is not None for key in figures} == {is_shown}
    assert bool(shown["counts"]) is is_shown
    assert bool(shown["sensitivity"]) is is_shown


@pytest.mark.parametrize(
    ("differs", "n", "shown"),
    [
        ((0, 3), 12, {"median", "q1", "counts"}),  # nobody joined or left: there is no one to subtract
        ((1, 0), 12, {"median"}),
        ((1, 3), 12, {"median"}),
        ((1, 4), 12, {"median", "q1", "counts"}),
        ((5, 0), 12, {"median", "q1", "counts"}),
        ((1, 0), 19, {"median"}),
        ((1, 0), 20, {"median", "q1"}),
    ],
)
def test_beside_an_earlier_round_few_newcomers_are_not_subtracted(differs, n, shown):
    numbers = [1 + index % 7 for index in range(n)]
    found = consensus_of(numbers, (5, 5), differs)
    assert {key for key in ("median", "q1", "counts") if found[key] not in (None, {})} == shown


@pytest.mark.parametrize(("n", "shown"), [(12, None), (20, 4.0)])
def test_a_middle_that_few_moved_is_not_told_of_a_small_panel(n, shown):
    found = consensus_of([1 + index % 7 for index in range(n)], (1, 3, True))
    assert found["median"] == (shown if shown is None else pytest.approx(shown, abs=1))
    assert (found["met"] is None, found["verdict"] == "too few answers") == (shown is None, shown is None)


def test_who_joined_left_or_changed_is_counted_by_expert():
    before = {"stays": 4.0, "moves": 4.0, "steps out": 4.0, "left": 4.0, "left, no number": "dk"}
    here = {"stays": 4.0, "moves": 5.0, "steps out": "dk", "joined": 4.0, "joined, silent": None}
    assert compare_answers(here, before) == Difference(n_joined_or_left=2, n_changed=2)


def change_of(before, after, *differences):
    (item,) = assess_stability(panel(before, after), 1, 2, "iqr<=1", stability_rule="net change<0.15").items
    return show_stability(item, None, [Difference(*each) for each in differences])


@pytest.mark.parametrize(("n_changed", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_what_is_computed_from_pairs_is_not_told_of_few_who_changed(n_changed, is_shown):
    before = [2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 4, 4]
    after = [value + 1 for value in before[:n_changed]] + before[n_changed:]
    shown = change_of(before, after)
    assert {shown[key] is not None for key in ("share_changed", "net_change", "weighted_kappa")} == {is_shown}
    assert shown["stable"] is not None


@pytest.mark.parametrize(("n_left", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_change_of_those_who_stayed_does_not_tell_of_few_who_left(n_left, is_shown):
    before, after = [2, 3, 4, 5, 6, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7, 3, 4, 5, 6, 7]
    shown = change_of(before, after, (n_left, 10))
    assert {shown[key] is not None for key in ("median_change", "iqr_change")} == {is_shown}


def test_a_small_group_is_not_shown_beside_an_earlier_round_that_one_expert_missed():
    values = np.array([*range(1, 6), *range(1, 9)], dtype=float)
    groups = ["five"] * 5 + ["eight"] * 8
    shown = show_groups(values, groups, "linear", {name: [Difference(1, 0)] for name in set(groups)})
    assert (shown["five"]["median"], shown["eight"]["median"]) == (None, 4.5)
    assert {shown[name]["q1"] for name in shown} == {None}
    assert {shown[name]["reason"] for name in shown} == {FEW_DIFFER}


@pytest.mark.parametrize("n", [5, 8, 15])
def test_a_group_that_agrees_is_shown_without_its_answer(n):
    shown = show_groups(np.full(n + 5, 6.0), ["one"] * n + ["other"] * 5, "linear")["one"]
    assert shown == {"n": n, "median": None, "q1": None, "q3": None, "reason": "all agree"}


ANSWERS = st.lists(
    st.tuples(st.sampled_from([None, *range(1, 8)]), st.sampled_from("abc")), min_size=1, max_size=30
)


@given(ANSWERS)
def test_whatever_is_shown_has_five_contributors_and_five_or_no_others(answered):
    numbers = [float("nan") if number is None else float(number) for number, _ in answered]
    groups = [group for _, group in answered]
    n = sum(number is not None for number, _ in answered)
    (item,) = assess_consensus(panel(numbers), 1, "iqr<=1", min_n=1)
    shown = show_consensus(item)
    figures = [
        key
        for key in ("median", "q1", "q3", "iqr", "share_top", "met", "van_der_eijk_a", "leik_d")
        if shown[key] is not None
    ]
    assert n >= 5 or not (figures or shown["counts"] or shown["sensitivity"])
    assert not shown["counts"] or n - max(shown["counts"].values()) >= 3
    for group, found in show_groups(np.array(numbers), tuple(groups), "linear").items():
        n_group = sum(number is not None and each == group for number, each in answered)
        if found["n"] is not None:
            assert n_group >= 5
            assert n - n_group == 0 or n - n_group >= 5
        assert found["n"] is not None or {found[key] for key in ("median", "q1", "q3")} == {None}
        assert found["q1"] is None or n_group >= 8
