"""Factors and maps against published values, exact models and the cases that break factor programs."""

import numpy as np
import pytest

from analysis.axes.clusters import adjusted_rand
from analysis.axes.factors import (
    HEYWOOD,
    cluster_factors,
    cluster_map,
    map_places,
    multiple_correlations,
    principal_factors,
    promax,
    varimax_by_kaiser,
)

# Five socio-economic variables of twelve census tracts: Harman 1976, p. 14.
HARMAN = np.array(
    [
        [5700, 12.8, 2500, 270, 25000],
        [1000, 10.9, 600, 10, 10000],
        [3400, 8.8, 1000, 10, 9000],
        [3800, 13.6, 1700, 140, 25000],
        [4000, 12.8, 1600, 140, 25000],
        [8200, 8.3, 2600, 60, 12000],
        [1200, 11.4, 400, 10, 16000],
        [9100, 11.5, 3300, 60, 14000],
        [9900, 12.5, 3400, 180, 18000],
        [9600, 13.7, 3600, 390, 25000],
        [9600, 9.6, 3300, 80, 12000],
        [9400, 11.4, 4000, 100, 13000],
    ]
)
CORRELATIONS = np.corrcoef(HARMAN.T)[None]


def test_multiple_correlations_equal_the_published_ones():
    """Prior communalities of PROC FACTOR, SAS/STAT User's Guide, example "Principal Factor Analysis"."""
    published = [0.96859160, 0.82228514, 0.96918082, 0.78572440, 0.84701921]
    assert multiple_correlations(CORRELATIONS)[0] == pytest.approx(published, abs=1e-8)


def test_principal_factors_and_varimax_equal_the_published_ones():
    """Factor pattern and rotated factor pattern of the same example."""
    loadings = principal_factors(CORRELATIONS, 2, steps=1)
    first = [0.62533, 0.71370, 0.71447, 0.87899, 0.74215]
    second = [0.76621, 0.55515, 0.67936, 0.15847, 0.57806]
    assert np.abs(loadings[0, :, 0]) == pytest.approx(first, abs=1e-5)
    assert np.abs(loadings[0, :, 1]) == pytest.approx(second, abs=1e-5)
    rotated = np.abs(varimax_by_kaiser(loadings)[0])
    assert rotated[:, 0] == pytest.approx([0.02255, 0.90419, 0.14625, 0.79085, 0.94072], abs=1e-5)
    assert rotated[:, 1] == pytest.approx([0.98874, 0.00055, 0.97499, 0.41509, 0.00004], abs=1e-5)


def test_promax_equals_that_of_r():
    """Printed output of R's `example(factanal)`: varimax loadings of three factors, then those of promax."""
    rotated = [
        [0.944, 0.182, 0.267],
        [0.905, 0.235, 0.159],
        [0.236, 0.210, 0.946],
        [0.180, 0.242, 0.828],
        [0.242, 0.881, 0.286],
        [0.193, 0.959, 0.196],
    ]
    pattern, phi = promax(np.array(rotated)[None])
    largest = np.abs(pattern[0]).max(axis=1)
    assert largest == pytest.approx([0.985, 0.951, 1.003, 0.867, 0.910, 1.033], abs=0.0015)
    assert np.sort(np.abs(pattern[0]), axis=1)[:, :2].max() < 0.1  # R leaves these blank
    assert np.diag(phi[0]) == pytest.approx(np.ones(3))


def test_a_model_that_holds_exactly_is_recovered_with_its_factor_correlation():
    pattern = np.zeros((12, 2))
    pattern[:6, 0] = [0.8, 0.75, 0.7, 0.65, 0.6, 0.55]
    pattern[6:, 1] = [0.8, 0.75, 0.7, 0.65, 0.6, 0.55]
    matrix = pattern @ np.array([[1.0, 0.4], [0.4, 1.0]]) @ pattern.T
    np.fill_diagonal(matrix, 1.0)
    loadings = principal_factors(matrix[None], 2, steps=2000)[0]
    off = ~np.eye(12, dtype=bool)
    assert (loadings @ loadings.T)[off] == pytest.approx(matrix[off], abs=1e-4)
    found, phi = promax(loadings[None])
    assert np.abs(found[0]).max(axis=1) == pytest.approx(pattern.max(axis=1), abs=0.03)
    assert abs(phi[0, 0, 1]) == pytest.approx(0.4, abs=0.06)


def test_a_heywood_case_is_held_below_one():
    """A triad whose exact one-factor solution asks for a communality of .9 x .8 / .5 = 1.44."""
    matrix = np.array([[1.0, 0.9, 0.8], [0.9, 1.0, 0.5], [0.8, 0.5, 1.0]])
    loadings = principal_factors(matrix[None], 1)
    assert np.isfinite(loadings).all()
    assert multiple_correlations(matrix[None]).max() <= HEYWOOD


def test_fewer_experts_than_drivers_are_no_obstacle():
    rng = np.random.default_rng(1)
    axis = np.repeat([0, 1], 12)
    factors = rng.normal(size=(15, 2))
    answers = 0.8 * factors[:, axis] + 0.6 * rng.normal(size=(15, 24))
    matrix = np.corrcoef(answers.T)[None]
    assert np.linalg.matrix_rank(matrix[0]) < 24
    assert adjusted_rand(cluster_factors(matrix, 2), axis)[0] > 0.6


def test_factors_follow_reversed_poles_unless_aligned():
    axis = np.repeat([0, 1], 4)
    matrix = np.where(axis[:, None] == axis, 0.6, 0.1)
    np.fill_diagonal(matrix, 1.0)
    signs = np.array([1, 1, 1, -1, 1, 1, 1, -1])
    flipped = (matrix * np.outer(signs, signs))[None]
    assert adjusted_rand(cluster_factors(flipped, 2), axis)[0] == 1
    assert adjusted_rand(cluster_factors(flipped, 2, aligned=True), axis)[0] < 1
    assert adjusted_rand(cluster_factors(matrix[None], 2, aligned=True), axis)[0] == 1


def test_a_map_keeps_distances_that_lie_in_a_plane():
    """Classical scaling finds a configuration again, up to turning it (Torgerson 1952)."""
    rng = np.random.default_rng(2)
    points = rng.random((9, 2)) / 2
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    found = map_places((1 - distances)[None])[0]
    assert np.linalg.norm(found[:, None] - found, axis=2) == pytest.approx(distances)


def test_a_concept_map_is_cut_into_its_piles():
    axis = np.repeat([0, 1, 2], 5)
    similarity = np.where(axis[:, None] == axis, 0.8, 0.1)
    np.fill_diagonal(similarity, 1.0)
    assert adjusted_rand(cluster_map(similarity[None], 3), axis)[0] == 1
