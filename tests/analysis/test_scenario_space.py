"""Votes on open drivers, the third dimension, signposts and pair consistency, each by hand."""

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from analysis.cross_impact import mean_judgements
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale
from analysis.scenarios import outcomes
from analysis.scenarios.morphology import assess_morphology, judge_ends
from analysis.scenarios.quadrants import QUADRANTS
from analysis.scenarios.signposts import assess_signpost, rank_signposts
from analysis.scenarios.space import draw_paths, lay_out, place_systems

SEVEN = Scale(1, 7)


# Votes


def test_votes_decide_where_loadings_are_silent():
    votes = {
        "free": {
            "Q1": ["high"] * 3 + ["low"] * 2,
            "Q2": ["low"] * 5,
            "Q3": ["high"] * 3 + ["low"] * 3,
            "Q4": ["high"] * 4,
        },
        "led": dict.fromkeys(QUADRANTS, ["low"] * 6),
        "sure": dict.fromkeys(QUADRANTS, ["low"] * 6),
    }
    found = outcomes(
        {"led": 0.5, "sure": 0.9, "bare": None},
        {"led": "A", "free": None, "sure": None, "bare": None},
        {"led": "critical", "free": "critical", "sure": "predetermined", "bare": "critical"},
        {"sure": 6.0},
        SEVEN,
        votes,
    )

    # a majority of five, all of five, a tie, four votes
    assert [found.states[q]["free"] for q in QUADRANTS] == ["high", "low", "open", "open"]
    assert [found.states[q]["led"] for q in QUADRANTS] == ["high", "low", "low", "high"]
    assert {found.states[q]["sure"] for q in QUADRANTS} == {"high"}
    assert found.basis == {"led": "axis", "free": "vote", "sure": "predetermined", "bare": "open"}
    assert (found.shared["Q1"]["Q2"], found.distance["Q1"]["Q2"]) == (0, 2)
    assert (found.shared["Q2"]["Q3"], found.distance["Q2"]["Q3"]) == (1, 0)
    assert found.too_alike == (("Q1", "Q4"), ("Q2", "Q3"))
    json.dumps(found.as_dict(), allow_nan=False)


def test_that_it_cannot_be_said_is_a_vote():
    votes = {"x": {"Q1": ["high"] * 5 + ["open"] * 4, "Q2": ["high"] * 5 + ["open"] * 5, "Q3": ["open"] * 6}}
    found = outcomes({}, {"x": None}, {}, {}, SEVEN, votes)
    assert [found.states[q]["x"] for q in QUADRANTS] == ["high", "open", "open", "open"]


def test_strange_vote_is_refused():
    with pytest.raises(InvalidRatings, match="'up' is no vote"):
        outcomes({}, {"x": None}, {}, {}, SEVEN, {"x": {"Q1": ["up"]}})


# The third dimension


def test_four_paths_leave_one_point():
    today = [[1, 4], [2, 4], [3, 4], [4, 5], [5, 5]]
    later = np.full((5, 4, 2), 4.0)
    later[:, 0] = 7
    later[:, 2] = 1
    found = draw_paths(today, {2030: later, 2026: np.full((5, 4, 2), 4.0)}, 2018, SEVEN)

    assert {points[0] for points in found.paths.values()} == {found.paths["Q1"][0]}
    start, middle, end = found.paths["Q1"]
    assert [point.year for point in (start, middle, end)] == [2018, 2026, 2030]
    # median 3 on 1-7 is (2 * 3 - 8) / 6, quartiles 2 and 4
    assert (start.a.median, start.a.q1, start.a.q3) == pytest.approx((-1 / 3, -2 / 3, 0))
    assert (end.a.median, end.b.median, found.paths["Q3"][2].a.median) == (1, 1, -1)
    assert (start.a.n, found.undefined) == (5, {})
    json.dumps(found.as_dict(), allow_nan=False)


def test_systems_are_coordinates_of_their_own():
    daedeok, pangyo = np.full((6, 4), 7.0), np.full((6, 4), 4.0)
    daedeok[1:, 3] = np.nan
    found = place_systems({"daedeok": daedeok, "pangyo": pangyo}, np.full((6, 4), 1.0), SEVEN)

    assert found.coordinates == ("daedeok", "pangyo", "linkage")
    assert [place.median for place in found.points["Q1"].values()] == [1, 0, -1]
    assert (found.points["Q4"]["daedeok"].median, found.points["Q4"]["daedeok"].n) == (None, 1)
    assert list(found.undefined) == ["points.Q4.daedeok"]
    json.dumps(found.as_dict(), allow_nan=False)


def test_dimension_is_none_time_or_system():
    assert lay_out("none", SEVEN).as_dict()["paths"] == {}
    wide = {"today": np.full((5, 2), 4.0), "waypoints": {2030: np.full((5, 4, 2), 4.0)}, "base_year": 2018}
    assert lay_out("time", SEVEN, **wide).z == "time"
    grid = np.full((5, 4), 4.0)
    assert lay_out("system", SEVEN, capability={"x": grid}, linkage=grid).z == "system"
    with pytest.raises(InvalidSetting, match="'space'"):
        lay_out("space", SEVEN)
    with pytest.raises(InvalidSetting, match="years after 2018"):
        draw_paths(np.ones((5, 2)), {2018: np.ones((5, 4, 2))}, 2018, SEVEN)
    with pytest.raises(InvalidRatings, match="experts x 4 x 2"):
        draw_paths(np.ones((5, 2)), {2030: np.ones((5, 4))}, 2018, SEVEN)
    with pytest.raises(InvalidRatings, match="outside 1 to 7"):
        draw_paths(np.zeros((5, 2)), {2030: np.ones((5, 4, 2))}, 2018, SEVEN)


# Signposts


def saw(*shares, n=10):
    return np.array([[float(row < share * n) for share in shares] for row in range(n)])


def test_diagnosticity_by_hand():
    found = assess_signpost("patents", saw(0.9, 0.3, 0.1, 0.2))

    assert found.diagnosticity == pytest.approx(0.9 - 0.2)
    assert (found.scenario, found.shares["Q1"], found.n["Q1"]) == ("Q1", 0.9, 10)
    assert assess_signpost("alone", saw(0, 0, 1, 0)).diagnosticity == 1
    common = assess_signpost("common", saw(1, 1, 1, 1))
    assert (common.diagnosticity, common.scenario) == (0, None)
    with pytest.raises(FrozenInstanceError):
        found.name = "other"


def test_signpost_needs_five_judgements_in_every_scenario():
    seen = saw(1, 0, 0, 0, n=6)
    seen[:2, 2] = np.nan
    found = assess_signpost("x", seen).as_dict()

    assert (found["diagnosticity"], found["shares"]["Q3"], found["n"]["Q3"]) == (None, None, 4)
    assert "diagnosticity" in found["undefined"]
    with pytest.raises(InvalidRatings, match="expected 1"):
        assess_signpost("x", np.full((5, 4), 2.0))


def test_three_signposts_are_kept_for_a_scenario():
    seen = {f"s{i}": saw(0.5 + i / 10, 0.1, 0.1, 0.1) for i in range(5)} | {"flat": saw(1, 1, 1, 1)}
    ranked = rank_signposts(seen)

    assert [one.name for one in ranked["Q1"]] == ["s4", "s3", "s2"]
    assert ranked["Q2"] == []


# Pairs of end states


def test_pair_consistency_by_hand():
    items = ["x", "y", "z"]
    means = mean_judgements(items, [("x", "y", 2), ("y", "z", -1)])
    states = {
        "Q1": {"x": "high", "y": "high", "z": "low"},
        "Q3": {"x": "low", "y": "high", "z": "high"},
        "Q2": {"x": "low", "y": "open", "z": "high"},
    }
    found = assess_morphology(states, judge_ends(items, means))

    # Q1: 2 for x, y alike; 1 for y, z unlike. Q3: -2 for x, y unlike; -1 for y, z alike. x, z: not judged.
    assert (found["Q1"].total, found["Q1"].least, found["Q1"].clashes) == (3, 1, ())
    assert (found["Q3"].total, found["Q3"].least) == (-3, -2)
    assert found["Q3"].clashes == (("x", "y"), ("y", "z"))
    assert (found["Q1"].n_pairs, found["Q1"].n_unjudged) == (2, 1)
    assert (found["Q2"].total, found["Q2"].n_unjudged) == (None, 1)
    assert found["Q2"].undefined
    json.dumps([one.as_dict() for one in found.values()], allow_nan=False)


def test_pairs_are_found_in_either_order():
    given = {(("b", "low"), ("a", "high")): -2.0}
    found = assess_morphology({"Q1": {"a": "high", "b": "low"}, "Q2": {"a": "low", "b": "low"}}, given)

    assert (found["Q1"].least, found["Q2"].least) == (-2, None)
    with pytest.raises(InvalidRatings):
        judge_ends(["a"], np.zeros((2, 2)))
