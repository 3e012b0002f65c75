"""The frozen ratings and their scale."""

import numpy as np
import pytest

from analysis.errors import InvalidRatings, InvalidScale, ScaleMismatch, UnknownRound
from analysis.ratings import Ratings, Scale

SCALE = Scale(1, 7)


def make_ratings(**changes):
    given = {
        "values": [[[1, 2], [3, np.nan]]],
        "cannot_judge": [[[False, False], [False, True]]],
        "experts": ["a", "b"],
        "items": ["x", "y"],
        "rounds": [1],
        "scale": SCALE,
    }
    return Ratings(**(given | changes))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("1-7", 1, 7), ("-3-3", -3, 3), ("-3--1", -3, -1), ("0..10", 0, 10), (" 1 – 9 ", 1, 9), ("−2:2", -2, 2)],
)
def test_scale_is_read_as_people_write_it(text, low, high):
    assert Scale.parse(text) == Scale(low, high)


@pytest.mark.parametrize(
    "text", ["", "7", "1-", "a-b", "1-7-9", "7-1", "1-1", "0-5000", "1.5-7", "١-٧", None, "9" * 400 + "-1"]
)
def test_scale_that_makes_no_sense_is_refused(text):
    with pytest.raises(InvalidScale):
        Scale.parse(text)


@pytest.mark.parametrize("ends", [(1.0, 7.0), ("1", "7"), (None, 7), (float("nan"), 7)])
def test_scale_takes_whole_numbers_only(ends):
    with pytest.raises(InvalidScale):
        Scale(*ends)


def test_scale_tells_its_points():
    scale = Scale(-3, 3)

    assert scale.points.tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert (scale.n_points, scale.span, str(scale)) == (7, 6, "-3-3")
    assert scale.holds([0, 3.5, 4, np.nan]).tolist() == [True, False, False, False]


def test_arrays_are_copied_and_read_only():
    values = np.array([[[1.0, 2.0], [3.0, np.nan]]])
    ratings = make_ratings(values=values)

    values[:] = 7

    assert ratings.values[0, 0, 0] == 1
    for array in (ratings.values, ratings.cannot_judge, *ratings.at(1)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"values": [[[1, 2]]]}, InvalidRatings, r"\(1, 1, 2\).*\(1, 2, 2\)"),
        ({"values": "rubbish"}, InvalidRatings, "not a table"),
        ({"values": [[[1, 2], [3]]]}, InvalidRatings, "not a table"),
        ({"values": [[[1, 8], [3, np.nan]]]}, ScaleMismatch, "8 is not on the scale"),
        ({"values": [[[1, 2.5], [3, np.nan]]]}, ScaleMismatch, "2.5"),
        ({"values": [[[1, np.inf], [3, np.nan]]]}, ScaleMismatch, "inf"),
        ({"values": [[[1, 2], [3, 4]]]}, InvalidRatings, "cannot-judge at once"),
        ({"experts": ["a", "a"]}, InvalidRatings, "experts"),
        ({"items": ["x", "x"]}, InvalidRatings, "items"),
        ({"groups": ["g"]}, InvalidRatings, "1 groups for 2"),
        ({"scale": "1-7"}, InvalidRatings, "Scale"),
    ],
)
def test_faults_are_found_at_the_door(changes, error, told):
    with pytest.raises(error, match=told):
        make_ratings(**changes)


def test_rounds_must_ascend_and_be_known():
    empty = np.full((2, 2, 2), np.nan)
    with pytest.raises(InvalidRatings, match="ascending"):
        make_ratings(rounds=[2, 1], values=empty, cannot_judge=np.zeros((2, 2, 2)))
    with pytest.raises(UnknownRound, match="no round 3; expected one of 1"):
        make_ratings().at(3)


def test_one_table_makes_ratings_of_one_round():
    ratings = Ratings.of_round([[1, np.nan], [7, 7]], SCALE, ["p", "q"], "impact")

    assert ratings.items == ("p", "q")
    assert ratings.rounds == (1,)
    assert not ratings.cannot_judge.any()
    with pytest.raises(InvalidRatings, match="1 dimensions"):
        Ratings.of_round([1, 2], SCALE)
