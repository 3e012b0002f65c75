"""The equal-weight pool of uncertain numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.camps.pooling import LEVELS, pool_median

NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
QUANTILES = st.lists(st.lists(NUMBERS, min_size=3, max_size=3).map(sorted), min_size=1, max_size=8)


def draw(quantiles, share):
    """Return the number below which this share of one expert's distribution lies, by its definition."""
    low, high = np.min(quantiles), np.max(quantiles)
    margin = 0.1 * (high - low)
    return [np.interp(share, [0, *LEVELS, 1], [low - margin, *expert, high + margin]) for expert in quantiles]


def test_one_expert_is_the_pool():
    assert pool_median([[2028, 2033, 2041]]) == 2033


def test_nobody_has_no_median():
    assert pool_median(np.empty((0, 3))) is None


def test_experts_of_one_mind_keep_their_middle():
    assert pool_median([[1, 4, 9]] * 6) == 4
    assert pool_median([[5, 5, 5]] * 3) == 5


def test_mirrored_experts_meet_in_the_middle():
    """The pool of two distributions that mirror each other is symmetric about the mirror."""
    assert pool_median([[0, 10, 20], [20, 30, 40]]) == pytest.approx(20)
    assert pool_median([[-7, -5, 1], [-1, 5, 7]]) == pytest.approx(0)


def test_value_worked_out_by_hand():
    """F_1(x) = .5 + .45 (x - 2)/2 from 2 to 4, F_2(x) = .05 + .45 (x - 3)/3 from 3; they average 1/2 where

    .225 (x - 2) + .15 (x - 3) = 1 - .55, so x = 1.35 / .375 = 3.6.
    """
    assert pool_median([[1, 2, 4], [3, 6, 8]]) == pytest.approx(3.6)


def test_a_median_at_a_jump_is_the_jump():
    assert pool_median([[3, 3, 3], [3, 3, 3], [0, 1, 2]]) == 3


@settings(deadline=None)
@given(quantiles=QUANTILES)
def test_half_of_what_the_experts_draw_lies_below(quantiles):
    """Equal shares of every expert's distribution make a sample of the pool; its median is the pool's."""
    shares = (np.arange(4001) + 0.5) / 4001
    sample = np.sort(np.ravel([draw(quantiles, share) for share in shares[::20]]))
    median, n = pool_median(quantiles), len(sample)
    width = max(1e-9, np.ptp(sample)) * 1e-6
    assert np.mean(sample < median - width) <= 0.5 + 2 / n * len(quantiles)
    assert np.mean(sample <= median + width) >= 0.5 - 2 / n * len(quantiles)


@given(quantiles=QUANTILES, seed=st.integers(0, 99))
def test_the_order_of_experts_does_not_matter(quantiles, seed):
    other = np.random.default_rng(seed).permutation(np.array(quantiles))
    assert pool_median(other) == pytest.approx(pool_median(quantiles))
