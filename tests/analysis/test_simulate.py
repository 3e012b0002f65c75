"""The simulator against closed forms and against its own description."""

from statistics import NormalDist

import numpy as np
import pytest

from analysis.axes.clusters import adjusted_rand
from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.simulate import (
    SimulatedDriver,
    name_groups,
    plant_drivers,
    rerate,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
    simulate_values,
    true_dependence,
)
from analysis.simulate.drivers import loadings_of


def known_score_agreement(n_experts, loading, panels=40):
    """Assign drivers to the axis whose true scores they follow most: no method can do better."""
    rng = np.random.default_rng(n_experts)
    found = []
    for _ in range(panels):
        panel = simulate_panel(rng, n_experts=n_experts, loading=loading)
        both = np.corrcoef(panel.expectation.T, panel.factors.T)[:24, 24:]
        found.append(adjusted_rand(np.argmax(np.abs(both), axis=1)[None], panel.truth)[0])
    return float(np.mean(found))


def closed_form(n_experts, loading):
    error = 2 * (1 - NormalDist().cdf(loading * np.sqrt(n_experts / (2 - loading**2))))
    return (1 - 2 * error) ** 2


@pytest.mark.parametrize(
    ("n_experts", "loading", "simulated"), [(15, 0.6, 0.66), (15, 0.7, 0.83), (30, 0.6, 0.95)]
)
def test_the_known_score_limit_lies_a_little_below_its_closed_form(n_experts, loading, simulated):
    found = known_score_agreement(n_experts, loading)
    assert found < closed_form(n_experts, loading) + 0.03
    assert found == pytest.approx(simulated, abs=0.08)


def test_simulate_panel_answers_on_the_scale_with_the_asked_share_missing():
    panel = simulate_panel(np.random.default_rng(1), n_experts=200, missing=0.06, scale=Scale(1, 5))
    known = panel.expectation[~np.isnan(panel.expectation)]
    assert set(known) == {1, 2, 3, 4, 5}
    assert np.isnan(panel.expectation).mean() == pytest.approx(0.06, abs=0.01)


def test_missing_answers_come_from_experts_of_low_competence():
    panel = simulate_panel(np.random.default_rng(2), n_experts=300, missing=0.1, missing_by_competence=True)
    share = np.isnan(panel.impact).mean(axis=1)
    assert share[panel.competence == 1].mean() > 2 * share[panel.competence == 5].mean()


def test_plant_drivers_keeps_sizes_and_noise():
    drivers = plant_drivers(np.random.default_rng(3), 24, sizes=(2, 1), noise_share=0.25, loading=(0.5, 0.7))
    axes = [driver.axis for driver in drivers]
    assert (axes.count(0), axes.count(1), axes.count(None)) == (12, 6, 6)
    assert all(0.5 <= driver.loading <= 0.7 for driver in drivers if driver.axis is not None)


def test_loadings_hold_signs_and_cross_loadings():
    drivers = (SimulatedDriver("a", 0, 0.6, -1), SimulatedDriver("c", None, cross=((0, 0.2), (1, 0.2))))
    assert loadings_of(drivers, 2).tolist() == [[-0.6, 0.0], [0.2, 0.2]]
    panel = simulate_panel(np.random.default_rng(4), n_experts=10, drivers=drivers, n_axes=2)
    assert true_dependence(panel)[0, 1] == pytest.approx(-0.12)


def test_group_means_shift_the_true_positions():
    groups = name_groups((("a", 100), ("b", 100)))
    panel = simulate_panel(
        np.random.default_rng(5), n_experts=200, groups=groups, group_means=[[2.0, 0.0], [-2.0, 0.0]]
    )
    assert panel.factors[:100, 0].mean() - panel.factors[100:, 0].mean() == pytest.approx(4, abs=0.5)
    with pytest.raises(InvalidSetting, match="groups"):
        simulate_panel(np.random.default_rng(5), n_experts=10, groups=groups)


def test_rerate_moves_opinions_to_the_median_and_loses_the_outliers():
    first = simulate_panel(np.random.default_rng(6), n_experts=200)
    second = rerate(first, np.random.default_rng(7), alpha=0.4, attrition=0.2)
    left = np.isnan(second.expectation).all(axis=1)
    distance = np.abs(first.opinions["expectation"] - np.median(first.expectation, axis=0)).mean(axis=1)
    assert left.mean() == pytest.approx(0.2, abs=0.08)
    assert distance[left].mean() > distance[~left].mean()
    assert np.nanstd(second.expectation, axis=0).mean() < first.expectation.std(axis=0).mean()


def test_simulate_sorts_follow_the_axes_unless_structureless():
    panel = simulate_panel(np.random.default_rng(8), n_experts=12)
    agreement = {}
    for structured in (True, False):
        sorts = simulate_sorts(
            panel, np.random.default_rng(9), structured=structured, noise=0.4, ambiguity=0.1
        )
        labels = np.array([list(sort.values()) for sort in sorts])
        agreement[structured] = adjusted_rand(labels, panel.truth).mean()
    assert agreement[True] > 0.5
    assert abs(agreement[False]) < 0.1


def test_simulate_pairs_are_higher_within_an_axis():
    panel = simulate_panel(np.random.default_rng(10), n_experts=30)
    axis = dict(zip(panel.items, panel.truth, strict=True))
    triples = [triple for judged in simulate_pairs(panel, np.random.default_rng(11)) for triple in judged]
    same = [value for a, b, value in triples if axis[a] == axis[b]]
    other = [value for a, b, value in triples if axis[a] != axis[b]]
    assert len(triples) == 600
    assert np.mean(same) - np.mean(other) == pytest.approx(0.7, abs=0.2)


def test_simulate_allocations_are_correct_as_often_as_asked():
    panel = simulate_panel(np.random.default_rng(12), n_experts=100)
    answers = simulate_allocations(panel, np.random.default_rng(13), p_correct=0.67)
    right = [
        one[item] == "AB"[axis]
        for one in answers
        for item, axis in zip(panel.items, panel.truth, strict=True)
    ]
    assert np.mean(right) == pytest.approx(0.67, abs=0.03)


def test_simulate_values_follow_their_profile():
    profile = np.array([[2.0, -2.0, 0.0, 1.0]])
    values = simulate_values(np.random.default_rng(14), profile, 200, Scale(-3, 3), missing=0.1)
    assert values.shape == (200, 1, 4)
    assert np.nanmedian(values, axis=0) == pytest.approx(profile)
    assert np.isnan(values).mean() == pytest.approx(0.1, abs=0.04)


@pytest.mark.parametrize("n_drivers", [1, 2, 3])
def test_simulate_sorts_makes_no_more_piles_than_drivers(n_drivers):
    panel = simulate_panel(np.random.default_rng(15), n_experts=5, n_drivers=n_drivers)
    for sort in simulate_sorts(panel, np.random.default_rng(16)):
        assert set(sort) == set(panel.items)
        assert len(set(sort.values())) <= n_drivers
    assert len(simulate_pairs(panel, np.random.default_rng(17))) == 5


def test_plant_drivers_turns_poles_and_sets_means_by_axis():
    drivers = plant_drivers(
        np.random.default_rng(18), 400, flipped=0.25, impact=(6.0, 3.0), uncertainty=(5.0, 2.0)
    )
    assert np.mean([driver.sign < 0 for driver in drivers]) == pytest.approx(0.25, abs=0.06)
    assert {(driver.axis, driver.impact, driver.uncertainty) for driver in drivers} == {(0, 6, 5), (1, 3, 2)}


def test_order_correlation_makes_a_series_of_the_answers():
    panel = simulate_panel(
        np.random.default_rng(19),
        n_experts=4000,
        loading=0.0,
        order_correlation=0.6,
        response_share=0.0,
        scale_use=0.0,
    )
    matrix = np.corrcoef(panel.expectation.T)
    assert np.diag(matrix, 1).mean() == pytest.approx(0.6, abs=0.04)
    assert np.diag(matrix, 2).mean() == pytest.approx(0.36, abs=0.04)


def test_skipped_modules_are_runs_of_neighbours():
    panel = simulate_panel(np.random.default_rng(20), n_experts=300, missing_modules=0.3, n_modules=4)
    gaps = np.isnan(panel.expectation).reshape(300, 4, 6)
    assert (gaps.all(axis=2) | ~gaps.any(axis=2)).all()
    assert gaps.mean() == pytest.approx(0.3, abs=0.04)


def test_yes_sayers_are_a_share_of_the_experts():
    panel = simulate_panel(
        np.random.default_rng(21), n_experts=500, loading=0.0, acquiescence=3.0, acquiescent=0.2
    )
    leaning = np.abs(panel.expectation.mean(axis=1) - 4) > 1
    assert 0.1 < leaning.mean() < 0.26


def test_scale_use_spreads_the_size_of_answers():
    sizes = {}
    for spread in (0.0, 0.8):
        panel = simulate_panel(np.random.default_rng(22), n_experts=400, loading=0.0, scale_use=spread)
        sizes[spread] = panel.expectation.std(axis=1).std()
    assert sizes[0.8] > 2 * sizes[0.0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"phi": 1.5},
        {"n_axes": 3, "phi": -0.9},
        {"order_correlation": 1.0},
        {"missing": -0.1},
        {"missing_modules": 2},
        {"n_modules": 0},
        {"acquiescence": -1},
        {"scale_use": float("inf")},
        {"response_share": 1.1},
        {"sizes": (1, 2, 3)},
        {"sizes": (0, 0)},
        {"noise_share": 1.1},
        {"loading": (0.5, 1.2)},
        {"n_drivers": 0},
    ],
)
def test_settings_that_describe_no_panel_are_refused(wrong):
    with pytest.raises(InvalidSetting, match=next(reversed(wrong))):
        simulate_panel(np.random.default_rng(23), **wrong)


def test_wrong_settings_of_later_steps_are_refused():
    panel = simulate_panel(np.random.default_rng(24), n_experts=5)
    rng = np.random.default_rng(25)
    for step in (
        lambda: rerate(panel, rng, alpha=1.5),
        lambda: rerate(panel, rng, attrition=-1),
        lambda: simulate_sorts(panel, rng, piles=(3, 2)),
        lambda: simulate_sorts(panel, rng, noise=-1),
        lambda: simulate_pairs(panel, rng, per_expert=-1),
        lambda: simulate_allocations(panel, rng, p_correct=2),
    ):
        with pytest.raises(InvalidSetting):
            step()


def test_rerate_bears_drivers_that_nobody_rated():
    panel = simulate_panel(np.random.default_rng(26), n_experts=6, missing=1.0)
    assert np.isnan(rerate(panel, np.random.default_rng(27), attrition=0.5).expectation).all()
