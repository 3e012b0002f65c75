"""Camps of large panels: planes of many draws at once, planted camps, none in noise or one cloud."""

import numpy as np
import pytest

from analysis.axes.clusters import adjusted_rand
from analysis.camps import find_camps
from analysis.camps.draws import Answers, shuffle_within
from analysis.camps.plane import principal_plane, stretch
from analysis.ratings import Scale


def plant(seed, n_experts, n_items, *, camps, missing, factor=0.0):
    """Draw answers 1-7 of camps (0: none), or of one long cloud, with gaps; return them and the camps."""
    rng = np.random.default_rng(seed)
    truth = np.arange(n_experts) % max(camps, 1)
    middle = 4 + factor * rng.standard_normal((n_experts, 1)) * rng.choice([-1, 1], size=n_items)
    if camps:
        middle = middle + 1.1 * rng.choice([-1.0, 1.0], size=(camps, n_items))[truth]
    values = np.clip(np.round(middle + rng.standard_normal((n_experts, n_items))), 1, 7)
    values[rng.random(values.shape) < missing] = np.nan
    return values, truth


def find(values, names=None, seed=1):
    names = names or [f"e{i}" for i in range(len(values))]
    items = [f"i{i}" for i in range(values.shape[1])]
    return find_camps(values, names, items, Scale(1, 7), np.random.default_rng(seed))


@pytest.mark.parametrize(("n_items", "missing"), [(5, 0.1), (40, 0.5), (220, 0.8)])
def test_draws_lie_where_their_own_planes_put_them(n_items, missing):
    values, _ = plant(3, 420, n_items, camps=3, missing=missing)
    values[values.shape[0] // 2 :, 0] = np.nan
    rng = np.random.default_rng(4)
    draws = [np.sort(rng.integers(0, 420, size=300)) for _ in range(3)]

    placed = Answers.of_table(values).place(draws)

    for rows, places in zip(draws, placed, strict=True):
        drawn = values[rows]
        exact = stretch(principal_plane(drawn).places, (~np.isnan(drawn)).sum(axis=1), n_items)
        for axis in (0, 1):
            turn = np.sign(places[:, axis] @ exact[:, axis])
            assert np.abs(turn * places[:, axis] - exact[:, axis]).max() < 0.05 * exact.std()


def test_first_of_shuffled_draws_is_the_draw_itself_and_the_others_have_lost_its_camps():
    values, truth = plant(5, 400, 60, camps=2, missing=0.3)
    rows = np.arange(0, 400, 2)
    rows[1::2] += 1
    along = Answers.of_table(values).place_shuffled(rows, 6, np.random.default_rng(6))[:, :, 0]

    apart = np.abs([np.corrcoef(one, truth[rows])[0, 1] for one in along])

    assert apart[0] > 0.95
    assert apart[1:].max() < 0.3
    assert len({one.tobytes() for one in along}) == 7


def test_shuffling_stays_within_the_item_and_favours_no_order():
    items = np.repeat(np.arange(3, dtype=np.uint16), [3, 1, 5])
    rng = np.random.default_rng(7)

    orders = np.array([shuffle_within(items, rng) for _ in range(6000)])

    assert (np.sort(orders, axis=1) == np.arange(9)).all()
    assert (items[orders] == items).all()
    _, counts = np.unique(orders[:, :3], axis=0, return_counts=True)
    assert len(counts) == 6
    # Chi-square with 5 degrees of freedom lies below 20.5 in 999 of 1,000 runs.
    assert ((counts - 1000) ** 2 / 1000).sum() < 20.5


@pytest.mark.parametrize(("n_items", "missing", "camps"), [(30, 0.3, 2), (220, 0.85, 3)])
def test_camps_planted_in_a_large_panel_are_found(n_items, missing, camps):
    values, truth = plant(8, 420, n_items, camps=camps, missing=missing)

    found = find(values)

    assert (found.k, found.n_permuted, found.n_redrawn) == (camps, 19, 10)
    assert adjusted_rand(np.array(list(found.assignments.values()))[None], truth)[0] > 0.9


@pytest.mark.parametrize("factor", [0.0, 0.9])
def test_large_panel_without_camps_has_none(factor):
    declared = [find(plant(seed, 350, 40, camps=0, missing=0.4, factor=factor)[0]).k for seed in range(4)]

    assert sum(k is not None for k in declared) <= 1


def test_order_of_a_large_panel_changes_nothing_and_the_generator_decides():
    values, _ = plant(9, 330, 160, camps=2, missing=0.6)
    names = [f"e{i}" for i in range(330)]
    order = np.random.default_rng(10).permutation(330)

    one, other = find(values, names), find(values[order], [names[i] for i in order])

    assert one.as_dict() == other.as_dict() == find(values, names).as_dict()


def test_answers_that_divide_nobody_in_a_draw_are_met():
    """One item answered by a handful: most draws hold nobody who answered it."""
    values = np.full((310, 4), np.nan)
    values[:, :2] = np.where(np.arange(310) % 2, 7.0, 1.0)[:, None]
    values[:4, 2:] = [[1, 7], [7, 1], [1, 7], [7, 1]]

    found = find(values)

    assert found.candidate_k == 2
    assert 0 <= found.p_chance <= 1
