"""Test data: where an invented panel stands on the axes."""

import numpy as np

from analysis.scenarios.cloud import outline_cloud
from survey.reports.parts.places import PanelCloud


def build_cloud() -> PanelCloud:
    """Return the cloud of 28 experts a little above the middle of both axes."""
    places = np.random.default_rng(5).normal([0.25, 0.1], [0.2, 0.15], (28, 2))
    cloud = outline_cloud(places)
    return PanelCloud(cloud.centre, cloud.outlines, cloud.n)
