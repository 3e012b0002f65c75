"""Scenarios by hand: outcomes, differentiation, preference, confirmation."""

import json

import numpy as np
import pytest

from analysis.errors import InvalidRatings
from analysis.ratings import Scale
from analysis.scenarios import QUADRANTS, confirm, outcomes, plausibility_gap, preferred

SEVEN = Scale(1, 7)
LOADINGS = {"a": 0.7, "ar": -0.6, "b": 0.5, "weak": 0.2, "fixed": None, "free": None}
ASSIGNMENTS = {"a": "A", "ar": "A", "b": "B", "weak": "B", "fixed": None, "free": None}
CELLS = dict.fromkeys(LOADINGS, "critical") | {"fixed": "predetermined"}
MEDIANS = dict.fromkeys(LOADINGS, 4.0) | {"fixed": 6.0}


def test_outcomes_follow_axis_sign_and_fixed_elements():
    found = outcomes(LOADINGS, ASSIGNMENTS, CELLS, MEDIANS, SEVEN)
    assert [found.states[q]["a"] for q in QUADRANTS] == ["high", "low", "low", "high"]
    assert [found.states[q]["ar"] for q in QUADRANTS] == ["low", "high", "high", "low"]
    assert [found.states[q]["b"] for q in QUADRANTS] == ["high", "high", "low", "low"]
    for item, state in (("fixed", "high"), ("weak", "open"), ("free", "open")):
        assert {found.states[q][item] for q in QUADRANTS} == {state}
    assert found.basis["fixed"] == "predetermined"
    assert json.dumps(found.as_dict(), allow_nan=False)


def test_differentiation_counts_drivers_decided_by_the_axes():
    found = outcomes(LOADINGS, ASSIGNMENTS, CELLS, MEDIANS, SEVEN)
    assert found.shared["Q1"]["Q2"] == pytest.approx(1 / 3)
    assert found.shared["Q1"]["Q3"] == 0
    assert found.shared["Q1"]["Q4"] == pytest.approx(2 / 3)
    assert found.too_alike == ()


def test_scenarios_that_share_more_than_three_quarters_are_named():
    loadings = {f"a{j}": 0.8 for j in range(4)} | {"b": 0.8}
    assignments = {item: item[0].upper() for item in loadings}
    cells = dict.fromkeys(loadings, "critical")
    found = outcomes(loadings, assignments, cells, {}, SEVEN)
    assert found.too_alike == (("Q1", "Q4"), ("Q2", "Q3"))


def test_a_predetermined_driver_in_the_middle_stays_open():
    found = outcomes({"x": 0.9}, {"x": "A"}, {"x": "predetermined"}, {"x": 4.0}, SEVEN)
    assert found.states["Q1"]["x"] == "open"
    assert found.shared["Q1"]["Q2"] is None
    assert found.as_dict()["undefined"]


def test_a_clear_favourite_is_preferred():
    wishes = np.column_stack([[6, 7, 6, 7, 6, 7], [4] * 6, [1] * 6, [3] * 6]).astype(float)
    found = preferred(wishes, np.random.default_rng(1))
    assert found.quadrant == "Q1"
    assert found.medians == {"Q1": 6.5, "Q2": 4, "Q3": 1, "Q4": 3}
    assert json.dumps(found.as_dict(), allow_nan=False)


def test_a_tie_has_no_preferred_future():
    found = preferred(np.full((8, 4), 5.0), np.random.default_rng(1))
    assert (found.quadrant, found.reason_code) == (None, "no_agreement")


def test_preferred_needs_five_raters_and_shows_groups_of_five():
    wishes = np.full((9, 4), 5.0)
    wishes[:5, 1:] = np.nan
    found = preferred(wishes, np.random.default_rng(1), groups=["a"] * 5 + ["b"] * 4)
    assert found.reason_code == "too_few"
    assert found.medians["Q2"] is None
    assert found.by_group == {
        "a": {"Q1": 5, "Q2": None, "Q3": None, "Q4": None},
        "b": dict.fromkeys(QUADRANTS),
    }


def test_plausibility_gap_by_hand():
    gap = plausibility_gap(np.full((5, 4), 3.0), np.full((5, 4), 6.0))
    assert gap["Q1"]["gap"] == 3
    assert plausibility_gap(np.full((4, 4), 3.0), np.full((5, 4), 6.0))["Q1"]["gap"] is None


PROPOSED = {"a": "A", "b": "A", "c": "B", "d": None}


def ask(answers, dependence=0.0, corners=(5, 4, 3, 5), n=6):
    allocations = [dict(zip(PROPOSED, answers, strict=True))] * n
    stated = np.full(n, dependence)
    return confirm(allocations, PROPOSED, stated, stated, np.repeat([corners], n, axis=0).astype(float))


def test_axes_are_confirmed_when_all_gates_hold():
    found = ask(("A", "A", "B", "neither"))
    assert found.accepted
    assert found.agreement == 1
    assert found.gates[0].figure == 1
    assert json.dumps(found.as_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"answers": ("A", "B", "neither", "both")}, "allocated_as_proposed"),
        ({"dependence": 2.0}, "dependence_ab"),
        ({"dependence": -2.0}, "dependence_ba"),
        ({"corners": (5, 5, 2, 5)}, "corner_plausible"),
    ],
)
def test_each_gate_can_refuse(settings, code):
    found = ask(**{"answers": ("A", "A", "B", "neither"), **settings})
    assert not found.accepted
    assert code in [gate.code for gate in found.gates if not gate.passed]


def test_an_unanswered_confirmation_is_not_accepted():
    found = ask(("A", "A", "B", "neither"), n=4)
    assert not found.accepted
    assert {gate.figure for gate in found.gates} == {None}
    assert "majority.a" in found.undefined


def test_a_tied_allocation_has_no_majority():
    allocations = [{"a": "A"}] * 3 + [{"a": "B"}] * 3
    found = confirm(allocations, {"a": "A"}, np.zeros(6), np.zeros(6), np.full((6, 4), 5.0))
    assert found.majority["a"] is None
    assert found.gates[0].figure == 0


def test_strange_allocations_and_shapes_are_refused():
    with pytest.raises(InvalidRatings, match="no allocation"):
        confirm([{"a": "C"}], {"a": "A"}, [], [], np.ones((1, 4)))
    with pytest.raises(InvalidRatings, match="4 scenarios"):
        preferred(np.ones((5, 3)), np.random.default_rng(1))
