"""What is shown below five answers: of an item, of a change, of a driver, of those who left, of a group."""

import numpy as np
import pytest

from analysis.attrition import assess_attrition
from analysis.consensus import assess_consensus
from analysis.criticality import assess_criticality
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability
from survey.results.floors import (
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
