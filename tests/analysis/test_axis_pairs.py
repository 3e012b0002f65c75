"""The choice of a pair, the gates in words, and places on the axes."""

import numpy as np
import pytest

from analysis.axes.gates import advise, failed_codes, is_tentative, judge, not_applied, summarise
from analysis.axes.pairs import DriverFacts, rank_pairs
from analysis.axes.placement import orient, place_drivers, whisker
from analysis.axes.tests import mantel_p, parallel_analysis

LABELS = np.repeat([0, 1, 2], 4)


def make_matrix(within=0.6, between=0.05, close=()):
    matrix = np.where(LABELS[:, None] == LABELS, within, between)
    for a, b in close:
        both = np.isin(LABELS, [a, b])
        matrix[np.ix_(both, both)] = within
    np.fill_diagonal(matrix, 1.0)
    return matrix


def make_facts(values, spread=0.001, control=4.0, critical=True):
    criticality = np.array(values)[LABELS]
    draws = criticality + np.random.default_rng(1).normal(0, spread, (200, 12))
    return DriverFacts(criticality, draws, np.full(12, critical), np.broadcast_to(control, 12).astype(float))


def test_the_most_critical_pair_wins():
    pairs = rank_pairs(make_matrix(), LABELS, make_facts((0.5, 0.8, 0.6)), 60)
    assert [pair.clusters for pair in pairs] == [(1, 2), (1, 0), (2, 0)]
    assert pairs[0].criticality == pytest.approx(np.sqrt(0.8 * 0.6))
    assert pairs[0].p_rank1 == 1
    assert pairs[0].coverage == pytest.approx(8 / 12)


def test_a_pair_that_moves_together_gives_way_to_the_next():
    pairs = rank_pairs(make_matrix(close=[(1, 2)]), LABELS, make_facts((0.5, 0.8, 0.6)), 60)
    assert pairs[0].clusters == (1, 0)
    assert [pair.failed for pair in pairs if set(pair.clusters) == {1, 2}] == [("phi", "independence")]


def test_tied_pairs_are_ordered_by_control():
    control = np.array([2.0, 6.0, 2.0])[LABELS]
    pairs = rank_pairs(make_matrix(), LABELS, make_facts((0.6, 0.61, 0.6), spread=0.1, control=control), 60)
    assert set(pairs[0].clusters) == {0, 2}


def test_incoherent_clusters_fail_alpha_and_small_ones_are_no_axis():
    pairs = rank_pairs(make_matrix(within=0.1, between=0.0), LABELS, make_facts((0.5, 0.8, 0.6)), 60)
    assert all("alpha" in pair.failed for pair in pairs)
    small = np.where(np.arange(12) < 2, 0, 1)
    assert rank_pairs(make_matrix(), small, make_facts((0.5, 0.8, 0.6)), 60) == ()


def test_gates_say_figure_threshold_and_sentence():
    gate = judge("alpha", 0.42, 0.5)
    assert gate.as_dict() == {
        "code": "alpha",
        "applies": True,
        "passed": False,
        "figure": 0.42,
        "threshold": 0.5,
        "comparison": ">=",
        "text": "The weaker axis has a reliability of 0.42; at least 0.50 is needed.",
    }
    assert judge("phi", 0.42, 0.6).passed
    assert judge("phi", None, 0.6).passed is False
    assert not_applied("coherence", None, 0.05).passed is None


def test_only_a_short_stability_is_tentative():
    others = [judge("alpha", 0.9, 0.5), judge("phi", 0.1, 0.6)]
    gates = [*others, judge("stability", 0.3, 0.35)]
    assert is_tentative(gates)
    assert failed_codes(gates) == ["stability"]
    assert summarise(gates, tentative=True)[0] == "tentative"
    assert not is_tentative([*others, judge("stability", 0.1, 0.35)])
    assert not is_tentative([judge("alpha", 0.1, 0.5), judge("stability", 0.3, 0.35)])


def test_advice_names_what_would_help():
    gates = [judge("parallel_second", 0.4, 0.05), judge("stability", 0.1, 0.35)]
    assert advise(gates, has_structure=False) == ["one_axis", "ask_structure", "more_experts", "author_axes"]
    assert advise([judge("channels_agree", 0.4, 0.05)], has_structure=True)[0] == "drop_structure"
    assert advise([judge("phi", 0.1, 0.6)], has_structure=False) == []


def test_parallel_analysis_sees_two_directions_and_none():
    rng = np.random.default_rng(2)
    noise = np.stack([np.corrcoef(rng.normal(size=(12, 40))) for _ in range(199)])
    assert max(parallel_analysis(make_matrix(), noise)) == 1 / 200
    assert min(parallel_analysis(np.eye(12), noise)) == 1.0


def test_places_turn_with_the_majority_and_with_a_reference():
    labels = np.where(LABELS == 2, -1, LABELS)
    signs = np.ones(12)
    signs[[0, 4, 5, 6]] = -1
    matrix = make_matrix() * np.outer(signs, signs)
    places = orient(place_drivers(matrix[None], labels)[0], labels, np.ones(12))
    assert np.sign(places[:4, 0]).tolist() == [-1, 1, 1, 1]
    assert np.sign(places[4:8, 1]).tolist() == [1, 1, 1, -1]
    again = place_drivers(matrix[None], labels, orientation=-places)[0]
    assert again == pytest.approx(-places)


def test_whiskers_hold_four_fifths_of_the_draws():
    low, high = whisker(np.linspace(0, 1, 101)[:, None, None])
    assert (low.item(), high.item()) == (pytest.approx(0.1), pytest.approx(0.9))


def test_mantel_p_is_small_for_like_matrices_and_large_for_unlike_ones():
    rng = np.random.default_rng(3)
    noise = rng.random((12, 12))
    assert mantel_p(make_matrix(), make_matrix() + 0.1 * (noise + noise.T), rng) == 1 / 200
    assert mantel_p(make_matrix(), -make_matrix(), rng) > 0.9
    assert mantel_p(make_matrix(), np.ones((12, 12)), rng) == 1
