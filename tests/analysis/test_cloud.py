"""The panel as a cloud: where it stands on two axes, and that no single expert shows."""

import numpy as np
import pytest

from analysis.errors import InvalidRatings
from analysis.scenarios.cloud import MIN_EXPERTS, outline_cloud, place_on_axes

SIGNS = [[1, 0], [-1, 0], [0, 1], [0, 0]]


def draw(n=40, seed=1):
    return np.random.default_rng(seed).normal([0.3, -0.2], [0.25, 0.1], (n, 2))


def inside(points, outline):
    """Say which points lie within an outline: a ray to the right leaves it an odd number of times."""
    corners = np.array(outline)
    (x1, y1), (x2, y2) = corners.T, np.roll(corners, -1, axis=0).T
    x, y = points[:, 0, None], points[:, 1, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        crosses = ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return crosses.sum(axis=1) % 2 == 1


def test_an_expert_stands_at_the_mean_of_an_axis_drivers():
    places = place_on_axes([[7, 1, 4, 7], [4, 1, np.nan, 1]], SIGNS, 1, 7)
    assert places[0].tolist() == [1.0, 0.0]
    assert places[1, 0] == 0.5
    assert np.isnan(places[1, 1])


def test_ratings_and_axes_must_fit():
    with pytest.raises(InvalidRatings):
        place_on_axes([[1, 2]], SIGNS, 1, 7)


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_an_outline_holds_its_share_of_the_panel(share):
    places = draw(200)
    cloud = outline_cloud(places)
    held = inside(places, dict(cloud.outlines)[share]).mean()
    assert held == pytest.approx(share, abs=0.05)


def test_a_cloud_needs_ten_experts_who_differ():
    assert outline_cloud(draw(MIN_EXPERTS - 1)) is None
    assert outline_cloud(np.zeros((30, 2))) is None
    missing = np.vstack([draw(MIN_EXPERTS - 1), [[np.nan, 1.0]]])
    assert outline_cloud(missing) is None


def test_the_order_of_experts_does_not_show():
    places = draw()
    assert outline_cloud(places).as_dict() == outline_cloud(places[::-1]).as_dict()


def test_no_single_expert_stands_on_an_outline():
    places = np.round(draw(12, seed=3), 3)
    cloud = outline_cloud(places)
    corners = {point for _share, points in cloud.outlines for point in points}
    assert not corners & {tuple(place) for place in places.tolist()}
