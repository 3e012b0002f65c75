"""The confirmation against a decoy pair that the other half of the panel saw."""

import json

import numpy as np
import pytest
from scipy.stats import permutation_test

from analysis.scenarios.confirmation import confirm
from analysis.scenarios.decoy import Decoy, acceptance, compare_with_decoy

PROPOSED = {"a": "A", "b": "A", "c": "B", "d": "B", "e": None}
SHOWN_INSTEAD = {"a": "A", "b": "B", "c": "A", "d": "B", "e": None}


def answer(rng, truth, n, p_correct):
    """Let n experts follow `truth` with the given probability and answer neither otherwise."""
    return [
        {item: axis if rng.random() < p_correct else "neither" for item, axis in truth.items() if axis}
        for _ in range(n)
    ]


def test_acceptance_is_the_share_given_as_shown():
    answers = [{"a": "A", "b": "B", "c": "B", "d": None}, None, {"e": "neither"}, {"a": "both"}]
    assert acceptance(answers, PROPOSED) == pytest.approx([2 / 3, 0.0])


@pytest.mark.parametrize("n", [6, 12])
def test_the_p_equals_that_of_scipy(n):
    """Six in each half are compared over all 924 splits, twelve over drawn ones."""
    rng = np.random.default_rng(1)
    own, other = answer(rng, PROPOSED, n, 0.7), answer(rng, SHOWN_INSTEAD, n, 0.4)
    found = compare_with_decoy(own, PROPOSED, Decoy(other, SHOWN_INSTEAD, np.random.default_rng(2)))
    halves = acceptance(own, PROPOSED), acceptance(other, SHOWN_INSTEAD)
    expected = permutation_test(
        halves, lambda x, y: x.mean() - y.mean(), alternative="greater", n_resamples=20_000, rng=3
    )
    assert found.p == pytest.approx(expected.pvalue, abs=1e-9 if n == 6 else 0.01)
    assert (found.proposal, found.decoy) == (halves[0].mean(), halves[1].mean())


def test_a_panel_that_nods_to_anything_does_not_confirm():
    rng = np.random.default_rng(4)
    reached = 0
    for _ in range(200):
        own, other = answer(rng, PROPOSED, 10, 0.9), answer(rng, SHOWN_INSTEAD, 10, 0.9)
        reached += compare_with_decoy(own, PROPOSED, Decoy(other, SHOWN_INSTEAD, rng)).p <= 0.05
    assert reached / 200 <= 0.09


def test_the_gate_decides_with_the_others():
    rng = np.random.default_rng(5)
    own, still = answer(rng, PROPOSED, 12, 0.95), np.zeros(12)
    corners = np.full((12, 4), 5.0)
    for p_correct, accepted in ((0.3, True), (0.95, False)):
        decoy = Decoy(answer(rng, SHOWN_INSTEAD, 12, p_correct), SHOWN_INSTEAD, np.random.default_rng(6))
        found = confirm(own, PROPOSED, still, still, corners, decoy=decoy)
        assert found.accepted is accepted
        assert found.gates[-1].code == "better_than_decoy"
        assert found.gates[-1].passed is accepted
        assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["decoy"]["n"] == 12


def test_a_half_of_four_decides_nothing():
    rng = np.random.default_rng(7)
    own = answer(rng, PROPOSED, 12, 1.0)
    decoy = Decoy(answer(rng, SHOWN_INSTEAD, 4, 0.1), SHOWN_INSTEAD, rng)
    found = confirm(own, PROPOSED, np.zeros(12), np.zeros(12), np.full((12, 4), 5.0), decoy=decoy)
    assert not found.accepted
    assert found.decoy.p is None
    assert found.gates[-1].figure is None
