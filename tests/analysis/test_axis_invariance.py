"""What must not change a partition, and what no settings may break: properties over drawn panels."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.axes.evidence import METHODS, Evidence, cluster
from analysis.axes.similarity import correlate, sort_tensor
from analysis.errors import AnalysisError
from analysis.ratings import Scale
from analysis.simulate import (
    plant_drivers,
    rerate,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
)

SEEDS = st.integers(0, 2**32 - 1)


def draw_panel(seed, n_drivers=12):
    rng = np.random.default_rng(seed)
    drivers = plant_drivers(rng, n_drivers, loading=(0.5, 0.8), flipped=0.3)
    return simulate_panel(rng, n_experts=20, drivers=drivers, missing=0.05), rng


def group(expectation, sorts, items, method, k=2):
    evidence = Evidence(
        expectation,
        ("ratings", "sorts"),
        (sort_tensor(sorts, items),),
        sorts_alone=method == "concept-map",
    )
    whole = evidence.whole()
    matrix = evidence.correlations(whole)
    return cluster(matrix, evidence.similarity(matrix, whole.weights), k, method)


@pytest.mark.parametrize("method", METHODS)
@given(seed=SEEDS)
@settings(max_examples=8, deadline=None)
def test_order_poles_and_names_leave_the_partition_unchanged(method, seed):
    panel, rng = draw_panel(seed)
    sorts = simulate_sorts(panel, rng)
    first = group(panel.expectation, sorts, panel.items, method)
    people, columns = rng.permutation(20), rng.permutation(12)
    turned = np.where(rng.random(12) < 0.5, 8 - panel.expectation, panel.expectation)
    names = [f"n{column}" for column in columns]
    renamed = [
        {f"n{panel.items.index(item)}": 9 - pile for item, pile in sorts[person].items()} for person in people
    ]
    again = group(turned[people][:, columns], renamed, names, method)
    assert adjusted_rand(again, first[0][columns])[0] == pytest.approx(1)


@given(seed=SEEDS, steps=st.lists(st.floats(0.1, 50), min_size=7, max_size=7))
@settings(max_examples=20, deadline=None)
def test_a_monotone_recoding_leaves_the_correlations_unchanged(seed, steps):
    panel, _ = draw_panel(seed)
    recoding = np.cumsum([0.0, *steps])
    known = ~np.isnan(panel.expectation)
    recoded = np.where(known, recoding[np.where(known, panel.expectation, 0).astype(int)], np.nan)
    assert correlate(recoded[None]) == pytest.approx(correlate(panel.expectation[None]))


@given(
    seed=SEEDS,
    n_experts=st.integers(1, 14),
    n_drivers=st.integers(1, 9),
    n_axes=st.integers(0, 3),
    points=st.integers(2, 10),
    missing=st.floats(0, 1),
    missing_modules=st.floats(0, 1),
    acquiescence=st.floats(0, 3),
    order_correlation=st.floats(-0.9, 0.9),
)
@settings(max_examples=25, deadline=None)
def test_no_panel_breaks_the_proposal(seed, n_experts, n_drivers, n_axes, points, **answering):
    rng = np.random.default_rng(seed)
    panel = simulate_panel(
        rng, n_experts=n_experts, n_drivers=n_drivers, n_axes=n_axes, scale=Scale(1, points), **answering
    )
    later = rerate(panel, rng, alpha=0.3, attrition=0.3)
    structure = {
        "sorts": simulate_sorts(panel, rng),
        "pairs": simulate_pairs(panel, rng, per_expert=4),
        "allocations": simulate_allocations(panel, rng),
    }
    given_ = {name: answers for name, answers in structure.items() if rng.random() < 0.5}
    proposal = propose_axes(
        panel.expectation,
        *(np.clip(ratings, 1, points) for ratings in (panel.impact, panel.uncertainty)),
        panel.items,
        panel.scale,
        rng,
        later=later.expectation,
        bootstrap=3,
        **given_,
    )
    assert json.dumps(proposal.as_dict(), allow_nan=False)
    assert not (proposal.declared and n_experts < 8)


@given(seed=SEEDS, method=st.sampled_from([*METHODS, None]), n_experts=st.integers(0, 7))
@settings(max_examples=15, deadline=None)
def test_fewer_than_eight_experts_are_always_refused(seed, method, n_experts):
    rng = np.random.default_rng(seed)
    panel = simulate_panel(rng, n_experts=n_experts, loading=0.95)
    sorts = simulate_sorts(panel, rng, noise=0.01, ambiguity=0.01)
    try:
        proposal = propose_axes(
            panel.expectation, panel.impact, panel.uncertainty, panel.items, panel.scale, rng,
            sorts=sorts, allocations=simulate_allocations(panel, rng, p_correct=1), method=method,
        )  # fmt: skip
    except AnalysisError:
        assert method == "concept-map"
        assert n_experts == 0
    else:
        assert not proposal.declared
