"""Clustering against scikit-learn, on planted blocks, and under relabelling."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analysis.axes.clusters import (
    adjusted_rand,
    cluster_clv,
    cluster_hierarchical,
    cluster_spectral,
    cluster_varimax,
    component_correlations,
    component_loadings,
    first_components,
    one_hot,
    silhouettes,
    varimax,
)
from analysis.axes.components import (
    NO_AXIS,
    alphas,
    axis_correlations,
    disattenuate,
    held_out_loadings,
    leave_unassigned,
    signed_members,
)

BLOCKS = np.array([0, 0, 0, 0, 1, 1, 1])


def make_blocks(within=0.6, between=0.1, flip=()):
    same = BLOCKS[:, None] == BLOCKS
    matrix = np.where(same, within, between)
    np.fill_diagonal(matrix, 1.0)
    signs = np.ones(len(BLOCKS))
    signs[list(flip)] = -1
    return matrix * np.outer(signs, signs)


@pytest.mark.parametrize(
    "cluster",
    [cluster_clv, cluster_varimax, cluster_spectral, cluster_hierarchical],
    ids=lambda one: one.__name__,
)
def test_planted_blocks_are_found(cluster):
    labels = cluster(np.abs(make_blocks())[None], 2)
    assert adjusted_rand(labels, BLOCKS)[0] == 1


def test_clv_does_not_feel_reversed_poles_unless_aligned():
    flipped = make_blocks(flip=(0, 5))[None]
    assert adjusted_rand(cluster_clv(flipped, 2), BLOCKS)[0] == 1
    assert adjusted_rand(cluster_clv(flipped, 2, aligned=True), BLOCKS)[0] < 1


def test_ward_cuts_planted_blocks():
    assert adjusted_rand(cluster_hierarchical(make_blocks()[None], 2, linkage="ward"), BLOCKS)[0] == 1


def test_adjusted_rand_equals_scikit_learn():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, (20, 15))
    expected = [adjusted_rand_score(row, labels[0]) for row in labels]
    assert adjusted_rand(labels, labels[0]) == pytest.approx(expected)


def test_silhouettes_equal_scikit_learn():
    rng = np.random.default_rng(2)
    matrix = rng.random((12, 12))
    similarity = (matrix + matrix.T) / 2
    np.fill_diagonal(similarity, 1.0)
    labels = rng.integers(0, 3, 12)
    expected = silhouette_score(1 - similarity, labels, metric="precomputed")
    assert silhouettes(similarity[None], labels[None])[0] == pytest.approx(expected)


def test_first_components_equal_the_eigenvectors():
    rng = np.random.default_rng(3)
    matrix = np.corrcoef(rng.normal(size=(8, 30)) + rng.normal(size=30))
    _, vectors = np.linalg.eigh(matrix)
    found = first_components(matrix[None], np.ones((1, 8, 1)))[0, :, 0]
    assert np.abs(found) == pytest.approx(np.abs(vectors[:, -1]), abs=1e-5)


def test_component_correlations_of_a_sum_equal_those_of_the_scores():
    rng = np.random.default_rng(4)
    scores = rng.normal(size=(50, 4))
    scores = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    weights = np.array([1.0, -0.5, 0.2, 0.0])
    expected = [np.corrcoef(scores[:, j], scores @ weights)[0, 1] for j in range(4)]
    found = component_correlations(np.corrcoef(scores.T)[None], weights[None, :, None])
    assert found[0, :, 0] == pytest.approx(expected)


def test_varimax_reaches_simple_structure_and_keeps_communalities():
    loadings = component_loadings(make_blocks(between=0.0)[None], 2)
    mixed = loadings @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    rotated = varimax(mixed)
    assert (rotated**2).sum(axis=2) == pytest.approx((loadings**2).sum(axis=2))
    assert np.abs(rotated).min(axis=2).max() < 1e-6


def test_one_hot_leaves_out_drivers_without_a_cluster():
    assert one_hot(np.array([0, 1, NO_AXIS]), 2).tolist() == [[1, 0], [0, 1], [0, 0]]


def test_alphas_are_those_of_equal_correlations():
    members = signed_members(make_blocks(flip=(1,))[None], BLOCKS[None], 2)
    expected = [4 * 0.6 / (1 + 3 * 0.6), 3 * 0.6 / (1 + 2 * 0.6)]
    assert alphas(make_blocks(flip=(1,))[None], members)[0] == pytest.approx(expected)


def test_axis_correlations_are_corrected_for_unreliability():
    matrix = make_blocks(within=0.5, between=0.2)[None]
    members = signed_members(matrix, BLOCKS[None], 2)
    reliability = alphas(matrix, members)[0]
    r = axis_correlations(matrix, members)[0, 0, 1]
    assert disattenuate(r, *reliability) == pytest.approx(0.4)
    assert disattenuate(r, 0.0, 0.8) is None


def test_held_out_loadings_leave_the_driver_itself_out():
    matrix = make_blocks(within=0.5, between=0.0)[None]
    found = np.abs(held_out_loadings(matrix, BLOCKS[None])[0])
    assert found[0] == pytest.approx(0.5 * 3 / np.sqrt(3 + 6 * 0.5))


def test_leave_unassigned_takes_off_a_driver_that_follows_nobody():
    matrix = make_blocks()
    matrix[0, 1:] = matrix[1:, 0] = 0.05
    labels = leave_unassigned(matrix[None], BLOCKS[None], 30)[0]
    assert labels.tolist() == [NO_AXIS, 0, 0, 0, 1, 1, 1]
