"""Axes: recovery of a planted truth, refusals, invariances, determinism."""

import json

import numpy as np
import pytest

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.simulate import SimulatedDriver, plant_drivers, simulate_panel, simulate_sorts


def make_panel(seed, n_experts=45, n_drivers=24, **settings):
    return simulate_panel(
        np.random.default_rng(seed), n_experts=n_experts, n_drivers=n_drivers, **{"loading": 0.65, **settings}
    )


def propose(panel, seed=1, *, expectation=None, bootstrap=60, **settings):
    answers = panel.expectation if expectation is None else expectation
    rng = np.random.default_rng(seed)
    return propose_axes(
        answers,
        panel.impact,
        panel.uncertainty,
        panel.items,
        panel.scale,
        rng,
        bootstrap=bootstrap,
        **settings,
    )


def labels_of(proposal):
    return np.array([["AB".index(axis) if axis else 2 for axis in proposal.assignments.values()]])


def partition(clusters):
    groups = {}
    for item, label in clusters.items():
        groups.setdefault(label, set()).add(item)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_axes_are_declared(seed):
    panel = make_panel(seed)
    proposal = propose(panel)
    assert proposal.declared
    assert adjusted_rand(labels_of(proposal), panel.truth)[0] > 0.9
    assert all(gate.passed for gate in proposal.gates if gate.applies)


def test_signs_follow_the_planted_poles():
    signs = np.random.default_rng(5).permutation([1] * 18 + [-1] * 6)
    drivers = [SimulatedDriver(f"D{j}", j % 2, 0.75, int(sign)) for j, sign in enumerate(signs)]
    proposal = propose(make_panel(4, drivers=drivers))
    for axis in proposal.axes:
        found = [driver.sign for driver in axis.drivers]
        true = [signs[int(driver.item[1:])] for driver in axis.drivers]
        majority = np.sign(np.sum(true))
        assert np.mean(np.array(found) == np.array(true) * majority) > 0.95


@pytest.mark.parametrize("n_experts", [15, 30])
@pytest.mark.parametrize(
    "truth",
    [
        {"loading": 0.0},
        {"n_axes": 1},
        {"phi": 0.8},
        {"loading": 0.0, "acquiescence": 0.5},
    ],
    ids=["no structure", "one factor", "two that move together", "acquiescence"],
)
def test_nothing_is_declared_without_two_axes(truth, n_experts):
    for seed in range(2):
        proposal = propose(make_panel(seed, n_experts, **truth))
        assert not proposal.declared
        assert proposal.axes == ()
        assert set(proposal.assignments.values()) == {None}
        assert proposal.advice


def test_structureless_sorts_do_not_make_axes_of_noise():
    for seed in range(3):
        panel = make_panel(seed, 20, loading=0.0)
        sorts = simulate_sorts(panel, np.random.default_rng(seed), structured=False)
        assert not propose(panel, sorts=sorts).declared


def test_sorts_by_theme_do_not_make_axes_of_ratings_that_ignore_them():
    for seed in range(3):
        panel = make_panel(seed, 20, loading=0.0)
        sorts = simulate_sorts(panel, np.random.default_rng(seed), noise=0.3, ambiguity=0.1)
        proposal = propose(panel, sorts=sorts)
        assert not proposal.declared
        assert proposal.stability > 0.35


def test_a_sort_finds_axes_that_ratings_alone_do_not_support():
    panel = make_panel(7, 20, loading=0.6)
    sorts = simulate_sorts(panel, np.random.default_rng(7), noise=0.5, ambiguity=0.2)
    alone, fused = propose(panel), propose(panel, sorts=sorts)
    assert fused.declared
    assert fused.channels == ("ratings", "sorts")
    assert fused.stability > alone.stability
    applies = {gate.code: gate.applies for gate in fused.gates}
    assert applies["coherence"]
    assert not applies["parallel_second"]


@pytest.mark.parametrize("n_experts", [0, 1, 6])
def test_six_experts_are_always_refused(n_experts):
    proposal = propose(make_panel(1, n_experts, loading=0.9))
    assert proposal.reason_code == "refused_too_few_experts"
    assert not proposal.declared
    assert json.dumps(proposal.as_dict(), allow_nan=False)


def test_six_experts_are_refused_with_authored_axes_and_sorts_too():
    panel = make_panel(1, 6, loading=0.9)
    authored = {item: "AB"[axis] for item, axis in zip(panel.items, panel.truth, strict=True)}
    sorts = [dict(zip(panel.items, map(int, panel.truth), strict=True))] * 6
    assert not propose(panel, authored=authored).declared
    assert not propose(panel, sorts=sorts).declared


def test_too_few_drivers_are_refused():
    proposal = propose(make_panel(1, n_drivers=5))
    assert proposal.reason_code == "refused_too_few_drivers"


@pytest.mark.parametrize("with_sorts", [False, True])
def test_the_partition_does_not_feel_order_poles_or_names(with_sorts):
    panel = make_panel(8, 20)
    sorts = simulate_sorts(panel, np.random.default_rng(8)) if with_sorts else None
    rng = np.random.default_rng(9)
    people, columns = rng.permutation(20), rng.permutation(24)
    reversed_ = np.where(rng.random(24) < 0.5, 8 - panel.expectation, panel.expectation)
    renamed = {item: f"x{item}" for item in panel.items}
    first = propose(panel, sorts=sorts)
    again = propose_axes(
        reversed_[people][:, columns],
        panel.impact[people][:, columns],
        panel.uncertainty[people][:, columns],
        [renamed[panel.items[column]] for column in columns],
        panel.scale,
        np.random.default_rng(10),
        sorts=sorts and [{renamed[item]: pile for item, pile in sorts[person].items()} for person in people],
        bootstrap=20,
    )
    back = {item: again.clusters[name] for item, name in renamed.items()}
    assert partition(first.clusters) == partition(back)
    assert again.k == first.k


def test_the_same_input_gives_the_same_answer_whatever_the_threads():
    panel = make_panel(11, 30, missing=0.1)
    before = panel.expectation.copy()
    first, second = propose(panel), propose(panel, n_jobs=2)
    assert first.as_dict() == second.as_dict()
    assert np.array_equal(panel.expectation, before, equal_nan=True)


def test_the_whole_answer_is_json_ready():
    panel = make_panel(12, 45)
    categories = {item: "social" if j < 12 else "economic" for j, item in enumerate(panel.items)}
    groups = ["a"] * 20 + ["b"] * 25
    answer = propose(panel, control=panel.control, categories=categories, groups=groups).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert set(answer["without_group"]) == {"a", "b"}
    assert len(answer["placement"]["experts"]) == 45
    place = answer["placement"]["items"]["D01"]
    assert place["a_interval"][0] <= place["a_interval"][1]
    assert answer["transformation_grid"] is False
    assert [axis["name"] for axis in answer["axes"]] == ["A", "B"]
    assert answer["axes"][0]["criticality"] >= answer["axes"][1]["criticality"]


def test_controllable_axes_are_called_a_transformation_grid():
    panel = make_panel(12, 45)
    proposal = propose(panel, control=np.full(panel.expectation.shape, 6.0))
    assert proposal.transformation_grid
    assert "transformation_grid" in [note.code for note in proposal.notes]


def test_authored_axes_are_tested_and_marked():
    panel = make_panel(13, 45)
    authored = {item: "AB"[axis] for item, axis in zip(panel.items, panel.truth, strict=True)}
    proposal = propose(panel, authored=authored)
    assert (proposal.declared, proposal.method, proposal.stability) == (True, "authored", None)
    turned = propose(panel, authored={item: "BA"["AB".index(axis)] for item, axis in authored.items()})
    for given, found in ((authored, proposal), (turned.assignments, turned)):
        kept = [found.assignments[item] in (axis, None) for item, axis in given.items()]
        assert all(kept)
    assert {driver.item for driver in turned.axes[0].drivers} == {
        driver.item for driver in proposal.axes[1].drivers
    }
    wrong = dict(zip(panel.items, "AB" * 12, strict=True))
    refused = propose(make_panel(13, 45, loading=0.0), authored=wrong)
    assert not refused.declared
    assert len(refused.axes) == 2


def test_drivers_that_follow_nobody_get_no_axis():
    drivers = plant_drivers(np.random.default_rng(14), 24, loading=0.75, noise_share=0.25)
    panel = make_panel(14, 45, drivers=drivers)
    proposal = propose(panel)
    clusters = proposal.assignments
    assert None not in proposal.clusters.values()
    lost = [
        item
        for item, axis in zip(panel.items, panel.truth, strict=True)
        if axis < 0 and clusters[item] is None
    ]
    kept = [
        item
        for item, axis in zip(panel.items, panel.truth, strict=True)
        if axis >= 0 and clusters[item] is None
    ]
    assert len(lost) >= 3
    assert not kept


def test_constant_and_unanswered_drivers_get_no_axis():
    panel = make_panel(15, 45)
    answers = panel.expectation.copy()
    answers[:, 0], answers[:, 1] = 4, np.nan
    proposal = propose(panel, expectation=answers)
    assert proposal.declared
    assert (proposal.assignments["D01"], proposal.assignments["D02"]) == (None, None)


def test_many_missing_answers_are_imputed_not_dropped():
    panel = make_panel(16, 45, missing=0.25)
    proposal = propose(panel)
    assert proposal.declared
    assert adjusted_rand(labels_of(proposal), panel.truth)[0] > 0.7


def test_wrong_settings_are_refused():
    panel = make_panel(17, 20)
    for settings in ({"method": "magic"}, {"orientation": "up"}, {"bootstrap": 0}, {"k": 13}):
        with pytest.raises(InvalidSetting):
            propose(panel, **settings)
    with pytest.raises(InvalidRatings, match="sorts come from 1 experts"):
        propose(panel, sorts=[{}])
    with pytest.raises(InvalidRatings, match="control"):
        propose(panel, control=np.ones((2, 2)))
