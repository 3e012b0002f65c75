"""Stability between rounds: verdicts, the constant panel, advice, and the tests of change."""

import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InvalidRatings, InvalidRule, InvalidSetting, UnknownRound
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability, parse_stability_rule
from analysis.stability.change import holm, mcnemar, net_change, wilcoxon_signed_rank
from analysis.stability.homogeneity import stuart_maxwell
from analysis.stability.stopping import advise

SEVEN = Scale(1, 7)
PAIRS = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=5, max_size=25)
NO = np.nan


def make_rounds(*columns, cannot_judge=None):
    values = np.array(columns, dtype=float)[:, :, None]
    marks = np.zeros(values.shape, bool) if cannot_judge is None else np.array(cannot_judge)[:, :, None]
    experts = [f"e{i}" for i in range(values.shape[1])]
    return Ratings(values, marks, experts, ["x"], range(1, len(columns) + 1), SEVEN)


def compare(*columns, **settings_):
    return assess_stability(make_rounds(*columns), len(columns) - 1, len(columns), **settings_).items[0]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ([6] * 9 + [1], [6] * 9 + [1], "consensus"),
        ([1, 2, 3, 4, 5, 6, 7, 1, 2, 3], [5] * 10, "provisional consensus"),
        ([1] * 5 + [7] * 5, [1] * 5 + [7] * 5, "stable dissent"),
        ([5] * 10, [1] * 5 + [7] * 5, "open"),
        ([5] * 4 + [NO] * 6, [5] * 10, "too few answers"),
        ([5] * 10, [5] * 4 + [NO] * 6, "too few answers"),
    ],
)
def test_consensus_and_stability_give_four_verdicts(first, second, verdict):
    assert compare(first, second).verdict == verdict


def test_figures_of_change_are_those_of_the_pairs():
    found = compare([1, 2, 4, 4, 6, 7, NO, 7], [2, 4, 4, 4, 6, 7, 1, NO])

    assert (found.n_paired, found.n_first, found.n_second) == (6, 7, 7)
    assert found.share_changed == pytest.approx(2 / 6)
    # The panel was shown the median of all seven answers, 4.
    assert found.share_towards_median == pytest.approx(2 / 6)
    assert found.share_towards_median_movable == pytest.approx(2 / 4)
    assert found.net_change == pytest.approx(1 / 6)
    assert (found.median_first, found.median_second, found.median_change) == (4, 4, 0)


def test_swapped_answers_are_invisible_to_net_change_but_not_to_the_rest():
    found = compare([1] * 5 + [7] * 5, [7] * 5 + [1] * 5)

    assert (found.net_change, found.stable, found.share_changed) == (0, True, 1)
    assert found.weighted_kappa == -1
    stricter = compare([1] * 5 + [7] * 5, [7] * 5 + [1] * 5, stability_rule="net change<0.15 and kappa>=0.6")
    assert stricter.stable is False


def test_attrition_cannot_look_like_convergence():
    """The dissenters leave: all answers reach consensus, those who stayed did not move."""
    first = [6] * 8 + [1] * 5
    found = compare(first, [6] * 8 + [NO] * 5)

    assert (found.iqr_first, found.iqr_second) == (5, 0)
    assert (found.share_changed, found.iqr_change, found.n_paired) == (0, 0, 8)


def test_joiners_do_not_decide_the_constant_panel():
    first = [1, 1, 1, 7, 7, 7, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO]
    second = [1, 1, 1, 7, 7, 7] + [7] * 12
    found = compare(first, second)

    assert (found.verdict, found.verdict_constant_panel) == ("consensus", "stable dissent")
    assert found.n_constant_panel == 6


def test_constant_panel_answered_every_round():
    found = compare([4] * 6 + [NO] * 3, [4] * 9, [4] * 9)

    assert (found.n_paired, found.n_constant_panel) == (9, 6)


def test_cannot_judge_keeps_an_expert_in_the_constant_panel():
    marks = [[True] + [False] * 6, [False] * 7]
    ratings = make_rounds([NO] + [4] * 6, [4] * 7, cannot_judge=marks)

    found = assess_stability(ratings, 1, 2).items[0]

    assert (found.n_paired, found.n_constant_panel) == (6, 7)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=5, max_size=25))
def test_same_answers_twice_are_stable(column):
    found = compare(column, column)

    assert (found.net_change, found.share_changed, found.wilcoxon_p, found.stable) == (0, 0, 1, True)
    assert found.weighted_kappa == (None if len(set(column)) == 1 else 1)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_of_experts_changes_nothing(pairs, random):
    shuffled = random.sample(pairs, len(pairs))

    assert compare(*zip(*pairs, strict=True)) == compare(*zip(*shuffled, strict=True))


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_reversed_scale_turns_moves_around(pairs):
    found = compare(*zip(*pairs, strict=True))
    mirrored = compare(*zip(*((8 - a, 8 - b) for a, b in pairs), strict=True))

    assert found.median_change == -mirrored.median_change
    for name in ("net_change", "share_changed", "share_towards_median", "wilcoxon_p", "stable", "verdict"):
        assert getattr(found, name) == getattr(mirrored, name)
    assert found.weighted_kappa == pytest.approx(mirrored.weighted_kappa, abs=1e-12)


def test_every_none_has_a_reason_and_json_takes_all():
    for rounds in (([5] * 6, [5] * 6), ([NO] * 6, [5] * 6), ([5, 4, NO], [5, NO, 4]), ([NO] * 6, [NO] * 6)):
        found = assess_stability(make_rounds(*rounds), 1, 2, min_n=5).as_dict()
        json.dumps(found, allow_nan=False)
        item = found["items"][0]
        assert {name for name, figure in item.items() if figure is None} <= set(item["undefined"])


def test_ratings_are_left_unchanged():
    ratings = make_rounds([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])
    before = ratings.values.copy()

    assess_stability(ratings, 1, 2)

    np.testing.assert_array_equal(ratings.values, before)


@pytest.mark.parametrize(
    ("first", "second", "error"), [(2, 1, InvalidSetting), (1, 1, InvalidSetting), (1, 5, UnknownRound)]
)
def test_rounds_must_be_known_and_in_order(first, second, error):
    with pytest.raises(error):
        assess_stability(make_rounds([1] * 5, [1] * 5), first, second)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("net change < 15%", "net change<0.15"),
        ("changed<=0.1 and kappa≥.6", "changed<=0.1 and kappa>=0.6"),
    ],
)
def test_stability_rule_is_read_and_written_alike(text, plain):
    rule = parse_stability_rule(text)

    assert rule.text == plain
    assert parse_stability_rule(rule.text) == rule


@pytest.mark.parametrize(
    "text", ["", "net change>0.15", "kappa<0.6", "stable", "changed<0.1 or kappa>0.5", None]
)
def test_stability_rule_that_cannot_be_read_is_refused(text):
    with pytest.raises(InvalidRule):
        parse_stability_rule(text)


@pytest.mark.parametrize(
    ("stable", "n_rounds", "stop", "code"),
    [
        ([True] * 8 + [False] * 2, 2, True, "stable"),
        ([True] * 7 + [False] * 3, 2, False, "open items"),
        ([True] * 7 + [False] * 3, 3, True, "round limit"),
        ([True] * 10, 1, False, "too early"),
        ([None, None], 2, False, "too few answers"),
        ([None, None], 3, True, "round limit"),
        ([True, None, None], 2, True, "stable"),
    ],
)
def test_advice_stops_on_stability_or_at_the_last_round(stable, n_rounds, stop, code):
    advice = advise(stable, n_rounds)

    assert (advice.stop, advice.code) == (stop, code)
    assert advice.n_judged == sum(one is not None for one in stable)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=10))
def test_wilcoxon_equals_counting_all_signs(differences):
    v, p = wilcoxon_signed_rank(differences)

    sizes = np.abs([d for d in differences if d])
    ranks = np.array([(sizes < size).sum() + ((sizes == size).sum() + 1) / 2 for size in sizes])
    all_v = np.array([np.dot(signs, ranks) for signs in product((0, 1), repeat=len(ranks))])
    assert p == pytest.approx(min(1, 2 * min((all_v <= v).mean(), (all_v >= v).mean())))


def test_large_panels_take_the_normal_approximation():
    differences = np.r_[np.ones(140), -np.ones(110)]

    _, p = wilcoxon_signed_rank(differences)
    _, exact = wilcoxon_signed_rank(differences[::2])

    assert p == pytest.approx(0.0578, abs=1e-3)
    assert exact > p
    assert wilcoxon_signed_rank([]) is None


def test_holm_keeps_order_and_gaps():
    assert holm([None, 0.01, 0.04, 0.03]) == [None, 0.03, 0.06, 0.06]
    assert holm([0.9, 0.8]) == [1, 1]
    assert holm([]) == []


def test_rounds_of_different_size_are_refused():
    with pytest.raises(InvalidRatings, match="same experts"):
        net_change([1, 2], [2, 2])
    assert net_change([0, 0], [0, 0]) is None


def test_nobody_moved_is_no_evidence_of_change():
    assert mcnemar(0, 0) == (0, 1, 1)
    assert stuart_maxwell(np.diag([3, 4, 5])) == (0, 0, 1)
    with pytest.raises(InvalidRatings):
        mcnemar(-1, 2)
    with pytest.raises(InvalidRatings):
        stuart_maxwell([[1, 2, 3]])


def test_stuart_maxwell_of_two_categories_is_mcnemar_uncorrected():
    statistic, df, _ = stuart_maxwell([[10, 3], [9, 20]])

    assert (statistic, df) == (pytest.approx((9 - 3) ** 2 / 12), 1)
