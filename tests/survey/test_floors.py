"""What is shown of a group: nothing below five answers, no middle half below eight."""

import numpy as np
import pytest

from survey.results.floors import show_groups


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (4, {"n": None, "median": None, "q1": None, "q3": None, "reason": "fewer than five answers"}),
        (5, {"n": 5, "median": 3.0, "q1": None, "q3": None, "reason": None}),
        (7, {"n": 7, "median": 4.0, "q1": None, "q3": None, "reason": None}),
        (8, {"n": 8, "median": 4.5, "q1": 2.75, "q3": 6.25, "reason": None}),
    ],
)
def test_a_group_of_eight_shows_its_middle_half(n, shown):
    values = np.array([*range(1, n + 1), *range(1, 6)], dtype=float)
    groups = ["one"] * n + ["other"] * 5
    assert show_groups(values, groups, "linear")["one"] == shown
