"""Consensus within a round: rules, verdicts, invariances and degenerate items."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.consensus import assess_consensus, default_rule, parse_rule
from analysis.consensus.dispersion import (
    count_answers,
    disagreement_index,
    leik_d,
    quartiles,
    tastle_wierman,
    van_der_eijk_a,
    wilson_interval,
)
from analysis.consensus.rules import box_size
from analysis.errors import InvalidRatings, InvalidRule, InvalidSetting, ScaleMismatch, UnknownRound
from analysis.quantiles import QUANTILE_METHODS
from analysis.ratings import Ratings, Scale

SEVEN = Scale(1, 7)
NINE = Scale(1, 9)
ANSWERS = st.lists(st.integers(1, 7), min_size=5, max_size=30)


def assess(column, rule=None, scale=SEVEN, **settings_):
    table = np.array(column, dtype=float)[:, None]
    return assess_consensus(Ratings.of_round(table, scale), 1, rule, **settings_)[0]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("iqr<=1", "iqr<=1"),
        ("IQR ≤ 1.5", "iqr<=1.5"),
        ("share>=0.75 in 6-7", "share>=0.75 in 6-7"),
        ("share >= 75 % in 1-2 or 6-7", "share>=0.75 in 1-2 or 6-7"),
        ("share>=0.75 in -3--2 or 2-3", "share>=0.75 in -3--2 or 2-3"),
        ("share>=0.8 within 1 of median", "share>=0.8 within 1 of median"),
        ("comet", "comet 70/15"),
        ("COMET 80/10", "comet 80/10"),
        ("rand-ucla", "rand-ucla"),
        ("RAND/UCLA", "rand-ucla"),
        ("A>=.6", "a>=0.6"),
        ("share>=0.6666667 in 6-7", "share>=0.6666667 in 6-7"),
    ],
)
def test_rule_is_read_and_written_alike(text, plain):
    rule = parse_rule(text)

    assert str(rule) == rule.text == plain
    assert parse_rule(rule.text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "consensus",
        "iqr<1",
        "share>=2 in 6-7",
        "share>=0 in 6-7",
        "share>=0.7 in 7-6",
        "comet 0/15",
        None,
        3,
    ],
)
def test_rule_that_cannot_be_read_is_refused(text):
    with pytest.raises(InvalidRule, match="expected"):
        parse_rule(text)


@pytest.mark.parametrize(
    ("rule", "scale"), [("share>=0.75 in 6-8", SEVEN), ("rand-ucla", SEVEN), ("a>=0.6", Scale(0, 1))]
)
def test_rule_off_the_scale_is_refused(rule, scale):
    with pytest.raises(ScaleMismatch):
        assess([1] * 6, rule, scale)


@pytest.mark.parametrize(
    ("scale", "text"),
    [
        (Scale(0, 1), "share>=0.75 within 0 of median"),
        (Scale(1, 5), "iqr<=1"),
        (SEVEN, "iqr<=1"),
        (NINE, "iqr<=2"),
        (Scale(0, 10), "iqr<=2"),
        (Scale(0, 100), "iqr<=20"),
    ],
)
def test_default_rule_fits_the_scale(scale, text):
    assert default_rule(scale).text == text


@pytest.mark.parametrize(
    ("points", "size"), [(2, 1), (3, 1), (4, 1), (5, 2), (6, 2), (7, 2), (9, 3), (10, 3)]
)
def test_boxes_are_outer_thirds(points, size):
    assert box_size(Scale(1, points)) == size


@pytest.mark.parametrize("level", [1, 4, 7])
def test_default_rule_sees_consensus_anywhere_on_the_scale(level):
    assert assess([level] * 8 + [4]).verdict == "consensus"


@pytest.mark.parametrize(
    ("column", "rule", "met"),
    [
        ([6] * 15 + [1] * 5, "share>=0.75 in 6-7", True),
        ([6] * 14 + [1] * 6, "share>=0.75 in 6-7", False),
        ([1] * 9 + [4], "share>=0.75 in 6-7", False),
        ([1] * 9 + [4], "share>=0.75 in 1-2 or 6-7", True),
        ([1] * 5 + [7] * 5, "share>=0.75 in 1-2 or 6-7", False),
        ([3, 4, 4, 5, 7], "share>=0.8 within 1 of median", True),
        ([7] * 7 + [4] * 2 + [1], "comet 70/15", True),
        ([1] * 7 + [4] * 2 + [7], "comet 70/15", True),
        ([7] * 7 + [4] + [1] * 2, "comet 70/15", False),
        ([4, 4, 5, 5, 5, 6], "iqr<=1", True),
        ([2, 3, 5, 6, 7, 7], "iqr<=1", False),
        ([4, 4, 4, 4, 5], "a>=0.6", True),
        ([1, 1, 4, 7, 7], "a>=0.6", False),
    ],
)
def test_rule_decides(column, rule, met):
    assert assess(column, rule).met is met


def test_rand_ucla_follows_index_and_median():
    agreed = assess([7, 7, 8, 8, 9, 9, 8, 7], "rand-ucla", NINE)
    split = assess([1, 1, 1, 2, 8, 9, 9, 9], "rand-ucla", NINE)

    assert (agreed.met, agreed.rand_class) == (True, "appropriate")
    assert (split.met, split.rand_class, split.verdict) == (False, "uncertain", "polarised")
    assert split.disagreement_index > 1
    assert assess([6] * 4 + [7] * 4, None, NINE).rand_class == "appropriate"
    assert assess([3] * 4 + [4] * 4, None, NINE).rand_class == "uncertain"
    assert assess([2] * 8, None, NINE).rand_class == "inappropriate"


def test_two_camps_are_polarised_and_not_only_without_consensus():
    found = assess([1] * 6 + [7] * 6)

    assert (found.verdict, found.polarised, found.van_der_eijk_a) == ("polarised", True, -1)
    assert assess([1, 2, 3, 4, 5, 6, 7]).verdict == "no consensus"


def test_constant_item_is_full_consensus():
    found = assess([4] * 6)

    assert (found.iqr, found.van_der_eijk_a, found.tastle_wierman, found.leik_d) == (0, 1, 1, 0)
    assert found.counts == {"1": 0, "2": 0, "3": 0, "4": 6, "5": 0, "6": 0, "7": 0}
    assert set(found.sensitivity) == {
        "share>=0.75 in 6-7",
        "share>=0.75 in 1-2 or 6-7",
        "share>=0.75 within 1 of median",
        "comet 70/15",
        "a>=0.6",
    }


@pytest.mark.parametrize("n", [0, 1, 4])
def test_few_answers_give_counts_and_reasons(n):
    found = assess([5.0] * n + [np.nan] * (7 - n)).as_dict()

    assert (found["n"], found["n_missing"], found["verdict"]) == (n, 7 - n, "too few answers")
    assert found["median"] == (5 if n else None)
    gone = [name for name, figure in found.items() if figure is None]
    assert set(gone) <= set(found["undefined"])
    assert f"{n} answers; at least 5 are needed" in found["undefined"]["met"]


def test_every_figure_that_is_none_has_a_reason_and_json_takes_all():
    for scale, column in ((Scale(0, 1), [0, 1, 1, 1, 0]), (SEVEN, [1, 2, 3, 4, 5]), (NINE, [1] * 5)):
        found = assess(column, scale=scale, min_n=1).as_dict()
        json.dumps(found, allow_nan=False)
        assert {name for name, figure in found.items() if figure is None} <= set(found["undefined"])


def test_low_minimum_still_needs_four_answers_for_quartiles():
    found = assess([3, 3, 3], min_n=2)

    assert (found.n, found.iqr, found.met, found.verdict) == (3, None, None, "too few answers")
    assert "four" in found.undefined["met"]
    assert assess([3, 3, 3], "share>=0.75 in 3-4", min_n=2).verdict == "consensus"


def test_cannot_judge_counts_in_the_denominator_only_if_asked():
    values = np.array([[[7], [7], [7], [7], [7], [np.nan], [np.nan], [np.nan]]], dtype=float)
    cannot_judge = np.array([[[False]] * 5 + [[True]] * 2 + [[False]]])
    ratings = Ratings(values, cannot_judge, [f"e{i}" for i in range(8)], ["x"], [1], SEVEN)

    valid = assess_consensus(ratings, 1, "share>=0.75 in 6-7")[0]
    answered = assess_consensus(ratings, 1, "share>=0.75 in 6-7", denominator="answered")[0]

    assert (valid.n, valid.n_cannot_judge, valid.n_missing) == (5, 2, 1)
    assert (valid.share_in_rule, valid.met) == (1, True)
    assert (answered.share_in_rule, answered.met) == (5 / 7, False)


def test_verdict_that_hangs_on_the_quantile_definition_is_flagged():
    column = [1, 1, 1, 1, 1, 1, 3, 3]
    spans = {method: quartiles(column, method) for method in QUANTILE_METHODS}

    found = assess(column)

    assert {q3 - q1 <= 1 for q1, _, q3 in spans.values()} == {True, False}
    assert found.depends_on_quantile_method is True
    assert assess([4] * 8).depends_on_quantile_method is False


@pytest.mark.parametrize(
    "settings_", [{"quantile_method": "median"}, {"denominator": "all"}, {"min_n": 0}], ids=str
)
def test_setting_outside_its_values_is_refused(settings_):
    with pytest.raises(InvalidSetting, match=next(iter(settings_))):
        assess([1] * 6, **settings_)


def test_unknown_round_is_refused():
    with pytest.raises(UnknownRound):
        assess_consensus(Ratings.of_round([[1.0]], SEVEN), 2)


@pytest.mark.parametrize("counts", [[1], [[1, 2]], [1, -1], [np.nan, 1]])
@pytest.mark.parametrize("measure", [van_der_eijk_a, tastle_wierman, leik_d])
def test_counts_that_are_none_are_refused(measure, counts):
    with pytest.raises(InvalidRatings):
        measure(counts)


def test_measures_without_answers_are_none():
    assert [measure([0, 0, 0]) for measure in (van_der_eijk_a, tastle_wierman, leik_d)] == [None] * 3
    assert van_der_eijk_a([3, 4]) is None
    assert wilson_interval(0, 0) is None
    assert quartiles([1, 2, 3]) is None
    assert disagreement_index([1, 2], SEVEN) is None
    with pytest.raises(ScaleMismatch):
        count_answers([8], SEVEN)


def test_wilson_interval_stays_between_0_and_1():
    for n in (1, 3, 20, 1000):
        assert wilson_interval(0, n)[0] == 0
        assert wilson_interval(n, n)[1] == 1


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_order_of_experts_changes_nothing(column, random):
    shuffled = random.sample(column, len(column))

    assert assess(column).as_dict() == assess(shuffled).as_dict()


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_reversed_scale_keeps_dispersion_and_swaps_boxes(column):
    found, mirrored = assess(column), assess([8 - value for value in column])

    for name in ("van_der_eijk_a", "tastle_wierman", "leik_d", "iqr", "share_near_median"):
        assert getattr(found, name) == pytest.approx(getattr(mirrored, name), abs=1e-12)
    assert (found.share_top, found.share_bottom) == (mirrored.share_bottom, mirrored.share_top)
    assert found.verdict == mirrored.verdict
    assert found.median == 8 - mirrored.median
    nine, enin = (disagreement_index(values, NINE) for values in (column, [10 - value for value in column]))
    assert nine == pytest.approx(enin, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_measures_stay_in_their_ranges(column):
    found = assess(column)

    assert -1 <= found.van_der_eijk_a <= 1 + 1e-12
    assert -1e-12 <= found.tastle_wierman <= 1
    assert 0 <= found.leik_d <= 1 + 1e-12
    assert found.share_top_interval[0] <= found.share_top <= found.share_top_interval[1]


def test_unused_middle_point_counts():
    """A is defined over the full scale: the same two camps are further apart with a hole between."""
    assert van_der_eijk_a([5, 5, 0]) != van_der_eijk_a([5, 0, 5])
    assert van_der_eijk_a([4, 2, 4]) > van_der_eijk_a([4, 2, 0, 4])
    assert van_der_eijk_a([0.3, 0.4, 0.3]) == pytest.approx(van_der_eijk_a([3, 4, 3]))


def test_ratings_are_left_unchanged():
    table = np.array([[1, 7], [2, 7], [3, 7], [4, 6], [5, np.nan]], dtype=float)
    ratings, before = Ratings.of_round(table, SEVEN), table.copy()

    assess_consensus(ratings, 1)

    np.testing.assert_array_equal(ratings.values[0], before)
    np.testing.assert_array_equal(table, before)
