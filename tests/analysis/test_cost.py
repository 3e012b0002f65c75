"""What consensus and stability may cost: time of a usual panel, memory of a huge one."""

import time
import tracemalloc

import numpy as np
import pytest

from analysis.consensus import assess_consensus
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability

SEVEN = Scale(1, 7)


def draw_panel(n_experts, n_items, missing):
    rng = np.random.default_rng(5)
    values = rng.integers(1, 8, (2, n_experts, n_items)).astype(float)
    values[rng.random(values.shape) < missing] = np.nan
    names = [[f"{kind}{i}" for i in range(n)] for kind, n in (("e", n_experts), ("i", n_items))]
    return Ratings(values, np.zeros(values.shape, bool), *names, (1, 2), SEVEN)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_a_usual_panel_takes_no_more_than_50_milliseconds_of_a_processor(missing):
    panel = draw_panel(30, 40, missing)
    times = []
    for _ in range(5):
        start = time.process_time()
        assess_consensus(panel, 2)
        assess_stability(panel, 1, 2)
        times.append(time.process_time() - start)

    assert min(times) < 0.05


def test_memory_beside_the_answers_does_not_grow_with_the_panel():
    peaks = []
    for n_experts in (140_000, 420_000):
        panel = draw_panel(n_experts, 4, 0.1)
        tracemalloc.start()
        assess_consensus(panel, 2)
        assess_stability(panel, 1, 2)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.2 * peaks[0] < 20e6
