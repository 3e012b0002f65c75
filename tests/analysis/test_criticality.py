"""Criticality by hand, at the borders of the cells, and without answers."""

import json

import numpy as np
import pytest

from analysis.consensus.dispersion import leik_d
from analysis.criticality import assess_criticality, leik_dispersion
from analysis.errors import InvalidRatings
from analysis.ratings import Scale

SEVEN = Scale(1, 7)


def assess(impact, uncertainty, expectation, **settings):
    columns = [np.array(values, dtype=float).T for values in (impact, uncertainty, expectation)]
    items = [f"D{j}" for j in range(columns[0].shape[1])]
    return assess_criticality(*columns, SEVEN, items, np.random.default_rng(1), **settings)


def test_leik_dispersion_equals_the_published_value_and_the_single_figure():
    counts = np.array([30, 40, 210, 130, 530, 50, 10])
    assert float(leik_dispersion(counts / 1000)) == pytest.approx(0.2866666667)
    assert float(leik_dispersion(counts / 1000)) == pytest.approx(leik_d(counts))


def test_criticality_by_hand():
    found = assess([[7, 7, 5, 5]], [[5, 5, 3, 3]], [[1, 1, 7, 7]]).drivers[0]
    assert found.impact == pytest.approx(5 / 6)
    assert found.dispersion == 1.0
    assert found.uncertainty == pytest.approx((0.5 + 1.0) / 2)
    assert found.value == pytest.approx(np.sqrt(5 / 6 * 0.75))
    assert found.cell == "critical"


@pytest.mark.parametrize(
    ("impact", "uncertainty", "expectation", "cell"),
    [
        ([7] * 4, [7] * 4, [1, 1, 7, 7], "critical"),
        ([7] * 4, [1] * 4, [4] * 4, "predetermined"),
        ([1] * 4, [7] * 4, [1, 1, 7, 7], "watch"),
        ([1] * 4, [1] * 4, [4] * 4, "background"),
    ],
)
def test_cells(impact, uncertainty, expectation, cell):
    found = assess([impact], [uncertainty], [expectation]).drivers[0]
    assert found.cell == cell
    assert found.p_critical == float(cell == "critical")


def test_top_ranks_by_value_for_panels_to_whom_all_is_critical():
    same, split = [[6] * 4, [7] * 4], [[1, 1, 7, 7]] * 2
    assert assess(same, same, split).top(1) == ("D1",)


def test_intervals_hold_the_figure_and_p_lies_between():
    rng = np.random.default_rng(2)
    answers = rng.integers(1, 8, (3, 1, 20))
    found = assess(*answers.tolist()).drivers[0]
    assert found.impact_interval[0] <= found.impact <= found.impact_interval[1]
    assert found.uncertainty_interval[0] < found.uncertainty_interval[1]
    assert 0 < found.p_critical < 1


def test_too_few_answers_are_undefined_with_a_reason():
    found = assess([[7, np.nan, np.nan, 6]], [[5, 5, 3, 3]], [[1, 1, 7, 7]])
    entry = found.as_dict()["D0"]
    assert entry["impact"] is None
    assert entry["value"] is None
    assert entry["cell"] is None
    assert set(entry["undefined"]) == {"impact", "value", "p_critical", "cell"}
    assert json.dumps(found.as_dict(), allow_nan=False)
    assert np.isnan(found.draws).all()


def test_answers_off_the_scale_are_refused():
    with pytest.raises(InvalidRatings, match="outside 1 to 7"):
        assess([[8, 1, 1, 1]], [[1] * 4], [[1] * 4])


def test_different_experts_are_refused():
    with pytest.raises(InvalidRatings, match="same experts"):
        assess_criticality(
            np.ones((4, 1)), np.ones((5, 1)), np.ones((4, 1)), SEVEN, ["a"], np.random.default_rng(1)
        )
