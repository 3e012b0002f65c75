"""Similarity channels against scipy, against hand-made answers, and under recoding."""

import numpy as np
import pytest
from scipy.stats import norm, pearsonr, rankdata

from analysis.axes.similarity import (
    allocation_leans,
    average_leans,
    average_tensor,
    correlate,
    damp,
    fuse,
    impute,
    join_signed,
    normal_scores,
    pair_tensor,
    pairwise_correlations,
    sort_tensor,
)

ITEMS = ("a", "b", "c")


def make_answers(rng, n=20, d=5, missing=0.1):
    answers = rng.integers(1, 8, (n, d)).astype(float)
    answers[rng.random((n, d)) < missing] = np.nan
    return answers


def expected_correlations(scores):
    d = scores.shape[1]
    matrix = np.eye(d)
    for j in range(d):
        for k in range(j):
            both = ~np.isnan(scores[:, [j, k]]).any(axis=1)
            matrix[j, k] = matrix[k, j] = pearsonr(scores[both, j], scores[both, k]).statistic
    return matrix


def expected_scores(answers):
    """Van der Waerden scores by scipy, every expert's divided by the root of their size."""
    known = ~np.isnan(answers)
    scores = norm.ppf(rankdata(answers, axis=0, nan_policy="omit") / (known.sum(axis=0) + 1))
    scores /= np.sqrt(np.nanmean(scores**2, axis=0))
    return scores / np.sqrt(np.sqrt(np.nanmean(scores**2, axis=1, keepdims=True)))


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_correlate_equals_scipy_on_every_pair(missing):
    answers = make_answers(np.random.default_rng(1), missing=missing)
    expected = expected_correlations(expected_scores(answers))
    assert correlate(answers[None])[0] == pytest.approx(expected)


def test_correlate_of_a_crowd_equals_scipy():
    answers = make_answers(np.random.default_rng(2), n=200)
    assert correlate(answers[None])[0] == pytest.approx(expected_correlations(expected_scores(answers)))


def test_correlations_are_unknown_below_six_common_answers():
    answers = make_answers(np.random.default_rng(3), n=10, missing=0.0)
    answers[:5, 0] = np.nan
    assert np.isnan(pairwise_correlations(normal_scores(answers[None]))[0, 0, 1])


@pytest.mark.parametrize("missing", [0.05, 0.3])
def test_correlate_does_not_feel_a_monotone_recoding(missing):
    answers = make_answers(np.random.default_rng(4), missing=missing)
    assert correlate(answers[None] ** 3) == pytest.approx(correlate(answers[None]))


def test_damped_experts_of_twice_the_spread_weigh_half_as_much_as_before():
    scores = np.array([[[1.0, -1.0], [2.0, -2.0], [0.0, 0.0]]])
    damped = damp(scores)[0]
    assert damped[0].tolist() == [1.0, -1.0]
    assert damped[1] == pytest.approx(np.array([2.0, -2.0]) / np.sqrt(2))
    assert damped[2].tolist() == [0.0, 0.0]


def test_correlate_counts_a_constant_driver_as_unlike():
    answers = make_answers(np.random.default_rng(5), missing=0.0)
    answers[:, 2] = 4
    assert correlate(answers[None])[0, 2].tolist() == [0, 0, 1, 0, 0]


def test_normal_scores_have_unit_variance_and_keep_gaps():
    answers = make_answers(np.random.default_rng(6))
    scores = normal_scores(answers[None])[0]
    assert np.array_equal(np.isnan(scores), np.isnan(answers))
    assert np.nanmean(scores**2, axis=0) == pytest.approx(np.ones(5))


def test_impute_keeps_what_was_answered_and_follows_the_structure():
    rng = np.random.default_rng(7)
    whole = rng.normal(size=(40, 2)) @ rng.normal(size=(2, 10))
    gaps = np.where(rng.random(whole.shape) < 0.2, np.nan, whole)
    filled = impute(gaps[None])[0]
    known = ~np.isnan(gaps)
    assert np.array_equal(filled[known], whole[known])
    assert np.corrcoef(filled[~known], whole[~known])[0, 1] > 0.9


def test_sort_tensor_counts_piles_and_leaves_out_unsorted_cards():
    tensor = sort_tensor([{"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 2}, None], ITEMS)
    mean = average_tensor(tensor, np.ones((1, 3)))[0]
    assert mean[0, 1] == 0.5
    assert mean[0, 2] == 0.0
    assert np.isnan(tensor[1, 0, 2])


@pytest.mark.parametrize("pairs", [[("a", "b", -2), ("b", "c", 1)], [[("a", "b", -2)], [("b", "c", 1)]]])
def test_pair_tensor_reads_flat_and_grouped_judgements(pairs):
    mean = average_tensor(pair_tensor(pairs, ITEMS), np.ones((1, 2)))[0]
    assert (mean[0, 1], mean[1, 2]) == (-1.0, 0.5)
    assert np.isnan(mean[0, 2])


def test_allocations_make_drivers_alike_that_the_panel_leans_the_same_way():
    answers = [{"a": "A", "b": "A", "c": "B"}, {"a": "A", "b": "both", "c": "neither"}, None]
    leans = allocation_leans(answers, ITEMS)
    assert leans[0].tolist() == [1, 1, -1]
    assert leans[1].tolist() == [1, 0, 0]
    assert np.isnan(leans[2]).all()
    alike = average_leans(leans, np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 0.0]]))
    assert alike[0, 0, 1] == 0.5
    assert alike[0, 0, 2] == -0.5
    assert alike[1, 0, 1] == 0


def test_signed_channels_are_joined_before_their_size_is_taken():
    first = np.array([[1.0, 0.5, -0.5], [0.5, 1.0, 0.5], [-0.5, 0.5, 1.0]])[None]
    second = np.array([[1.0, 2.0, 2.0], [2.0, 1.0, np.nan], [2.0, np.nan, 1.0]])[None]
    joined = join_signed([first, second])[0]
    assert joined[0, 1] == pytest.approx(2 / np.sqrt(2))
    assert joined[0, 2] == pytest.approx(0)
    assert joined[1, 2] == pytest.approx(1)
    turned = np.diag([1.0, -1.0, 1.0])
    assert np.abs(
        join_signed([turned @ first @ turned, second * np.array([[1, -1, 1], [-1, 1, 1], [1, 1, 1]])])[0]
    ) == pytest.approx(np.abs(joined))


def test_fuse_weighs_channels_equally_and_uses_what_is_known():
    ratings = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.2], [0.1, 0.2, 1.0]])
    pairs = np.array([[1.0, 0.1, np.nan], [0.1, 1.0, 0.9], [np.nan, 0.9, 1.0]])
    fused = fuse([ratings[None], pairs[None]])[0]
    assert fused[0, 2] == 0.0
    assert fused.max() == 1.0
    assert np.array_equal(fused, fused.T)
