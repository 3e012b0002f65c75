"""Axes against answers that lean on their neighbours, and the report of what the groups hang on."""

import json

import numpy as np
import pytest

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.axes.components import independence_p
from analysis.axes.evidence import Evidence, cluster
from analysis.axes.order import distance_profile, fitted_contrast, matched_contrast, order_p
from analysis.axes.report import follow_order
from analysis.simulate import SimulatedDriver, simulate_panel, simulate_sorts

PLACES = np.arange(8)


def test_the_profile_of_a_series_is_that_of_its_lags():
    matrix = 0.6 ** np.abs(PLACES[:, None] - PLACES)
    assert distance_profile(matrix, PLACES) == pytest.approx(0.6**PLACES)


def test_the_profile_never_rises():
    rng = np.random.default_rng(1)
    profile = distance_profile(np.corrcoef(rng.normal(size=(8, 20))), PLACES)
    assert (np.diff(profile) <= 1e-12).all()


def test_the_profile_looks_at_places_not_at_columns():
    places = np.array([0, 1, 2, 5, 6])
    matrix = 0.6 ** np.abs(places[:, None] - places)
    profile = distance_profile(matrix, places)
    assert profile[[1, 2, 4, 5, 6]] == pytest.approx([0.6, 0.36, 0.6**4, 0.6**5, 0.6**6])


def test_the_contrast_is_nought_for_a_series_and_the_gap_for_blocks():
    labels = np.repeat([0, 1], 4)[None]
    series = 0.6 ** np.abs(PLACES[:, None] - PLACES)
    blocks = np.where(labels[0][:, None] == labels[0], 0.5, 0.1)
    assert matched_contrast(series[None], labels, PLACES)[0] == pytest.approx(0)
    assert matched_contrast(blocks[None], labels, PLACES)[0] == pytest.approx(0.4)
    assert matched_contrast(blocks[None], np.zeros((1, 8), dtype=int), PLACES)[0] == 0


def test_clusters_that_take_turns_stand_out_though_no_distance_has_both_kinds():
    labels = np.tile([0, 1], 4)[None]
    turns = np.where(labels[0][:, None] == labels[0], 0.5, 0.1)
    series = 0.6 ** np.abs(PLACES[:, None] - PLACES)
    assert matched_contrast(turns[None], labels, PLACES)[0] == 0
    # By hand: distances 1 and 2 share the level 3.7/13, 3 and 4 2.5/9, 5 and 6 1.3/5, and 7 has .1.
    within = (6 * (0.5 - 3.7 / 13) + 4 * (0.5 - 2.5 / 9) + 2 * (0.5 - 1.3 / 5)) / 12
    between = (7 * (0.1 - 3.7 / 13) + 5 * (0.1 - 2.5 / 9) + 3 * (0.1 - 1.3 / 5)) / 16
    assert fitted_contrast(turns[None], labels, PLACES)[0] == pytest.approx(within - between)
    assert fitted_contrast(series[None], labels, PLACES)[0] == pytest.approx(0)
    assert fitted_contrast(turns[None], np.zeros((1, 8), dtype=int), PLACES)[0] == 0


@pytest.mark.parametrize("order", ["blocks", "turns"])
def test_axes_are_found_in_whatever_order_their_drivers_are_asked(order):
    axes = np.repeat([0, 1], 12) if order == "blocks" else np.tile([0, 1], 12)
    declared = 0
    for seed in range(4):
        drivers = [SimulatedDriver(f"D{place:02d}", int(axis), 0.7) for place, axis in enumerate(axes)]
        panel = simulate_panel(np.random.default_rng(seed), n_experts=30, drivers=drivers)
        found = propose_axes(
            panel.expectation,
            panel.impact,
            panel.uncertainty,
            panel.items,
            panel.scale,
            np.random.default_rng(1),
            bootstrap=40,
            k=2,
        )
        declared += found.declared
    assert declared >= 3


def group(panel):
    evidence = Evidence(panel.expectation)
    whole = evidence.correlations(evidence.whole())
    return evidence, whole, cluster(whole, np.abs(whole), 2, "clv")[0]


def test_order_p_tells_a_series_from_axes():
    found = {}
    for name, settings in (
        ("series", {"loading": 0.0, "order_correlation": 0.7, "response_share": 0.0}),
        ("axes", {"loading": 0.7}),
    ):
        found[name] = []
        for seed in range(6):
            panel = simulate_panel(np.random.default_rng(seed), n_experts=30, **settings)
            evidence, whole, labels = group(panel)
            p = order_p(evidence, whole, labels, "clv", np.random.default_rng(1), k=2)
            found[name].append(p)
    assert max(found["axes"]) <= 0.03
    assert np.median(found["series"]) > 0.1


@pytest.mark.parametrize("n_experts", [20, 45])
def test_answers_that_lean_on_their_neighbours_are_refused(n_experts):
    declared = 0
    for seed in range(5):
        panel = simulate_panel(
            np.random.default_rng([seed, n_experts]),
            n_experts=n_experts,
            loading=0.0,
            order_correlation=0.7,
            response_share=0.0,
        )
        declared += propose(panel, bootstrap=20).declared
    assert declared <= 1


def propose(panel, seed=1, **settings):
    ratings = (panel.expectation, panel.impact, panel.uncertainty)
    return propose_axes(*ratings, panel.items, panel.scale, np.random.default_rng(seed), **settings)


def test_independence_p_is_even_where_axes_are_as_dependent_as_that():
    """Fisher's z: for scores that truly correlate .8 the p is below .05 in one panel of twenty."""
    rng = np.random.default_rng(2)
    reliability = 0.85
    spread = [[1.0, 0.8 * reliability], [0.8 * reliability, 1.0]]
    draws = rng.multivariate_normal([0, 0], spread, size=(4000, 20))
    r = [np.corrcoef(draw.T)[0, 1] for draw in draws]
    p = np.array([independence_p(one, reliability, reliability, 20, 0.8) for one in r])
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert p.mean() == pytest.approx(0.5, abs=0.03)


def test_independence_needs_reliable_scores_and_four_experts():
    assert independence_p(0.1, -0.2, 0.8, 20, 0.8) is None
    assert independence_p(0.1, 0.8, 0.8, 3, 0.8) is None


def test_themes_that_move_together_are_not_called_independent():
    declared = 0
    for seed in range(8):
        panel = simulate_panel(np.random.default_rng([seed, 3]), n_experts=20, loading=0.65, phi=0.8)
        sorts = simulate_sorts(panel, np.random.default_rng(seed), noise=0.3, ambiguity=0.1)
        declared += propose(panel, sorts=sorts, bootstrap=20).declared
    assert declared <= 1


def test_groups_that_are_runs_of_the_questionnaire_are_told():
    rng = np.random.default_rng(4)
    runs = follow_order(np.repeat([1, 0], [10, 14]), np.arange(24), 2, rng)
    mixed = follow_order(np.tile([0, 1], 12), np.arange(24), 2, rng)
    assert (runs["ari"], runs["neighbours"], runs["p"]) == (1.0, pytest.approx(22 / 23), 1 / 200)
    assert mixed["neighbours"] == 0
    assert mixed["p"] == 1
    assert runs["expected"] == pytest.approx((10 * 9 + 14 * 13) / (24 * 23))


def test_the_report_names_every_choice():
    drivers = [SimulatedDriver(f"D{j:02d}", j % 2, 0.8) for j in range(12)]
    panel = simulate_panel(np.random.default_rng(5), n_experts=30, drivers=drivers)
    sorts = simulate_sorts(panel, np.random.default_rng(6), noise=0.3, ambiguity=0.1)
    proposal = propose(
        panel, sorts=sorts, later=panel.expectation, groups=["a"] * 15 + ["b"] * 15, bootstrap=60
    )
    found = json.loads(json.dumps(proposal.as_dict(), allow_nan=False))["robustness"]
    assert set(found["methods"]) == {
        "clv", "spectral-fused", "hac-average", "hac-ward", "paf-promax", "concept-map"
    }  # fmt: skip
    assert set(found["channels"]) == {"ratings", "sorts"}
    assert set(found["groups"]) == {"a", "b"}
    assert found["later_round"] == {"n_experts": 30, "ari": 1.0}
    assert found["orientation"]["orientation"] == "aligned"
    assert sum(found["k_shares"].values()) == pytest.approx(1)
    assert set(found["general_factor"]["loadings"]) == set(panel.items)
    assert found["asking_order"]["neighbours"] < 0.3
    assert found["undefined"] == {}
    assert set(propose(panel, bootstrap=5).robustness.undefined) == {"groups", "channels", "later_round"}


def test_dropping_a_channel_compares_with_clustering_without_it():
    panel = simulate_panel(np.random.default_rng(7), n_experts=20, loading=0.6)
    sorts = simulate_sorts(panel, np.random.default_rng(8))
    fused, alone = propose(panel, sorts=sorts, k=3, bootstrap=5), propose(panel, k=3, bootstrap=5)
    labels = [np.array(list(one.clusters.values())) for one in (fused, alone)]
    expected = adjusted_rand(labels[1][None], labels[0])[0]
    assert fused.robustness.channels["sorts"] == pytest.approx(expected)
    assert expected < 1
    assert alone.robustness.channels == {}
