"""Camps: planted ones are found, noise and single clouds are not, and degenerate panels get a reason."""

import json

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score

from analysis.axes.clusters import adjusted_rand
from analysis.camps import find_camps, group_informed_consensus
from analysis.camps.groups import clearness, part
from analysis.camps.plane import permute_answers, principal_plane
from analysis.errors import InvalidRatings, InvalidSetting, ScaleMismatch
from analysis.ratings import Scale

VOTES = Scale(-1, 1)
QUICK = {"resamples": 40, "permutations": 39}
KEYS = {
    *("k", "reason", "assignments", "coordinates", "explained_variance", "stability"),
    "group_informed_consensus",
}


def name(count, letter):
    return tuple(f"{letter}{i + 1}" for i in range(count))


def make_votes(rng, n_experts, n_items, missing=0.2):
    votes = rng.integers(-1, 2, size=(n_experts, n_items)).astype(float)
    votes[rng.random(votes.shape) < missing] = np.nan
    return votes


def plant(rng, n_experts, n_items, camps, strength=1.4, missing=0.05):
    """Draw answers 1-7 of experts whose camp moves every item up or down."""
    camp = np.arange(n_experts) % camps
    views = rng.choice([-1.0, 1.0], size=(camps, n_items))
    values = np.clip(np.round(4 + rng.standard_normal((n_experts, n_items)) + strength * views[camp]), 1, 7)
    values[rng.random(values.shape) < missing] = np.nan
    return values, camp


def find(values, scale=VOTES, seed=1, **settings):
    values = np.asarray(values, dtype=float)
    experts, items = name(values.shape[0], "E"), name(values.shape[1], "I")
    return find_camps(values, experts, items, scale, np.random.default_rng(seed), **QUICK | settings)


def labels_of(found):
    return np.array([camp or 0 for camp in found.assignments.values()])


def test_group_informed_consensus_of_two_groups():
    """prod (A + 1) / (S + 2), equal to 1e-16 on 308 statements of five outputs of the Polis server."""
    assert group_informed_consensus([8, 3], [10, 6]) == pytest.approx(0.375, abs=1e-12)


def test_group_informed_consensus_takes_items_and_refuses_what_cannot_be():
    found = group_informed_consensus([[8, 0], [3, 0]], [[10, 0], [6, 4]])

    assert found == pytest.approx([0.375, 0.5 / 6])
    with pytest.raises(InvalidRatings):
        group_informed_consensus([3], [2])


# 450 x 420 is beyond the whole spectrum: two singular vectors are iterated, with gaps on a sparse table.
@pytest.mark.parametrize(
    ("n_experts", "n_items", "missing"),
    [(30, 12, 0.2), (12, 30, 0.2), (200, 40, 0.5), (450, 420, 0.8), (450, 420, 0.1)],
)
def test_plane_agrees_with_scikit_learn(n_experts, n_items, missing):
    rng = np.random.default_rng(n_experts)
    votes = make_votes(rng, n_experts, n_items, missing)
    votes[: n_experts // 2, : n_items // 3] = 1
    votes[n_experts // 2 :, n_items // 3 : n_items // 2] = -1
    filled = np.where(np.isnan(votes), np.nanmean(votes, axis=0), votes)
    known = PCA(2, svd_solver="full").fit(filled)

    plane = principal_plane(votes)

    turn = np.sign((plane.components * known.components_).sum(axis=1))
    assert plane.components == pytest.approx(known.components_ * turn[:, None], abs=1e-6)
    assert plane.places == pytest.approx(known.transform(filled) * turn, abs=1e-6)
    assert plane.shares == pytest.approx(known.explained_variance_ratio_, abs=1e-6)
    assert (plane.components[[0, 1], np.abs(plane.components).argmax(axis=1)] > 0).all()


def test_parts_are_as_close_as_those_of_many_random_starts():
    rng = np.random.default_rng(5)
    points = rng.standard_normal((40, 2)) + 4 * rng.integers(0, 2, size=(40, 2))
    widths, partitions = clearness(points[None], (2, 3, 4, 5), 1, np.arange(40))
    for k, width, labels in zip((2, 3, 4, 5), widths[0], partitions, strict=True):
        cost = sum(
            ((points[labels[0] == c] - points[labels[0] == c].mean(axis=0)) ** 2).sum() for c in range(k)
        )
        assert cost <= 1.02 * KMeans(k, n_init=20, random_state=0).fit(points).inertia_
        assert width == pytest.approx(silhouette_score(points, labels[0]))


def test_many_clouds_are_parted_as_each_alone():
    clouds = np.random.default_rng(6).standard_normal((5, 30, 2))

    assert np.array_equal(part(clouds, 3), [part(cloud[None], 3)[0] for cloud in clouds])


def test_shuffling_keeps_the_answers_to_each_item_and_who_gave_one():
    votes = make_votes(np.random.default_rng(7), 20, 6)
    shuffled = permute_answers(votes, np.random.default_rng(8))

    assert np.array_equal(np.isnan(votes), np.isnan(shuffled))
    assert np.array_equal(np.sort(votes, axis=0), np.sort(shuffled, axis=0), equal_nan=True)
    assert not np.array_equal(votes, shuffled, equal_nan=True)


@pytest.mark.parametrize(("n_experts", "camps"), [(24, 2), (30, 3)])
def test_planted_camps_are_found(n_experts, camps):
    values, truth = plant(np.random.default_rng(n_experts), n_experts, 20, camps)

    found = find(values, Scale(1, 7))

    assert (found.k, found.reason_code, found.undefined) == (camps, "camps", {})
    assert adjusted_rand(labels_of(found)[None], truth)[0] == 1
    assert all(gate.passed for gate in found.gates)
    assert sum(camp.n for camp in found.camps) == n_experts
    assert found.stability > 0.9


def test_answer_is_ready_for_json_and_ranks_shared_items_first():
    values, truth = plant(np.random.default_rng(3), 24, 12, 2)
    values[:, 0] = 7
    values[:, 1] = np.where(np.arange(24) % 3, 6, 7)
    values[:, 2] = np.where(truth == 0, 1, 7)

    found = find(values, Scale(1, 7)).as_dict()

    assert set(found) >= KEYS
    assert json.loads(json.dumps(found, allow_nan=False)) == json.loads(json.dumps(found))
    assert (found["dropped_items"], found["n_items"]) == (["I1"], 11)
    assert found["group_informed_consensus"]["I1"] == pytest.approx((13 / 14) ** 2)
    assert found["group_informed_consensus"]["I3"] == pytest.approx(1 / 14 * 13 / 14)
    assert (found["consensus_rank"]["I1"], found["consensus_rank"]["I2"]) == (1, 1)
    assert sorted(camp["means"]["I3"] for camp in found["camps"]) == [-1, 1]


def test_noise_has_no_camps():
    codes = []
    for seed in range(8):
        found = find(make_votes(np.random.default_rng(seed), 24, 15), seed=seed)
        codes.append(found.reason_code)
        assert found.k is None or found.p_chance <= 0.05

    assert codes.count("camps") <= 1
    assert "like_chance" in codes


def test_a_single_cloud_is_not_cut_in_two():
    rng = np.random.default_rng(12)
    position = rng.standard_normal((60, 1)) * rng.choice([-1, 1], size=20)
    values = np.clip(np.round(4 + rng.standard_normal((60, 20)) + 0.9 * position), 1, 7)

    found = find(values, Scale(1, 7))

    assert (found.k, found.reason_code) == (None, "one_cloud")
    assert found.silhouette > 0.25
    assert found.stability > 0.6
    assert set(found.assignments.values()) == {None}
    assert set(found.candidate_assignments.values()) == {1, 2}
    assert found.group_informed_consensus == {}
    assert found.undefined.keys() == {"k", "group_informed_consensus"}
    assert None not in found.coordinates.values()


def test_order_of_experts_changes_nothing_but_the_order():
    values, _ = plant(np.random.default_rng(9), 25, 12, 3, strength=1.0, missing=0.1)
    experts, items = name(25, "E"), name(12, "I")
    order = np.random.default_rng(10).permutation(25)

    one = find_camps(values, experts, items, Scale(1, 7), np.random.default_rng(4), **QUICK)
    other = find_camps(
        values[order], [experts[i] for i in order], items, Scale(1, 7), np.random.default_rng(4), **QUICK
    )

    assert one.as_dict() == other.as_dict()
    assert list(other.assignments) == [experts[i] for i in order]


def test_generator_decides_the_draws_and_the_input_stays():
    values, _ = plant(np.random.default_rng(9), 24, 12, 2)
    before = values.copy()

    assert find(values, Scale(1, 7)).as_dict() == find(values, Scale(1, 7)).as_dict()
    assert find(values, Scale(1, 7)).assignments == find(values, Scale(1, 7), seed=2).assignments
    assert np.array_equal(values, before, equal_nan=True)


def test_scales_of_items_may_differ():
    values, _ = plant(np.random.default_rng(9), 24, 12, 2, missing=0)
    wide = values.copy()
    wide[:, 6:] = 10 * (wide[:, 6:] - 1)
    scales = [Scale(1, 7)] * 6 + [Scale(0, 60)] * 6

    assert find(wide, scales).as_dict() == find(values, Scale(1, 7)).as_dict()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.zeros((0, 0)), "too_few_experts"),
        (np.full((20, 6), np.nan), "too_few_experts"),
        (np.ones((20, 6)), "too_few_experts"),
        (plant(np.random.default_rng(1), 9, 12, 2)[0] / 7, "too_few_experts"),
        (np.tile([[1.0, -1.0], [-1.0, 1.0]], (10, 1)), "too_few_items"),
        (np.vstack([np.ones((18, 4)), -np.ones((2, 4))]), "camps_too_small"),
    ],
)
def test_panel_without_enough_to_go_by_is_refused_with_a_reason(values, code):
    found = find(values).as_dict()

    assert (found["k"], found["reason_code"]) == (None, code)
    assert found["reason"].startswith("No camps are declared. ")
    assert {"k", "stability", "group_informed_consensus"} <= found["undefined"].keys()
    json.dumps(found, allow_nan=False)


def test_two_opposite_blocks_are_camps_on_a_line():
    found = find(np.vstack([np.ones((10, 4)), -np.ones((6, 4))]))

    assert (found.k, [camp.n for camp in found.camps]) == (2, [10, 6])
    assert found.silhouette == pytest.approx(1)
    assert found.explained_variance == pytest.approx((1, 0))


def test_expert_with_few_answers_has_coordinates_and_no_camp():
    values, _ = plant(np.random.default_rng(2), 24, 12, 2, missing=0)
    values[5, 1:] = np.nan
    values[6] = np.nan

    found = find(values, Scale(1, 7))
    assert (found.min_answers, found.n_experts, found.n_answers) == (3, 22, 22 * 12 + 1)
    assert (found.coordinates["E6"] is None, found.places["E6"], found.assignments["E6"]) == (
        False,
        None,
        None,
    )
    assert (found.coordinates["E7"], found.assignments["E7"]) == (None, None)
    assert find(values, Scale(1, 7), min_answers=1).assignments["E6"] is not None


def test_what_does_not_fit_is_an_error():
    with pytest.raises(ScaleMismatch, match="the value 7 is not on the scale"):
        find([[7.0, 1.0]])
    with pytest.raises(InvalidRatings):
        find_camps(np.ones((2, 2)), ["a"], ["x", "y"], VOTES, np.random.default_rng(1))
    with pytest.raises(InvalidRatings):
        find_camps(np.ones((2, 2)), ["a", "a"], ["x", "y"], VOTES, np.random.default_rng(1))
    for setting in ({"permutations": 5}, {"resamples": 0}, {"min_answers": 0}):
        with pytest.raises(InvalidSetting, match=next(iter(setting))):
            find(np.ones((20, 4)), **setting)
