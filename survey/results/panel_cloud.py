"""Where the panel expects the future to lie on the adopted axes, as a cloud that shows no single expert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.scenarios.cloud import outline_cloud, place_on_axes
from survey.models import Study
from survey.models.adoption import LETTERS
from survey.results.axes import find_axis_round
from survey.results.frozen import ratings_of


def find_cloud(study: Study, loadings: Mapping[str, float | None]) -> dict[str, Any] | None:
    """Return the cloud of the panel's expectations on the axes; None below ten experts.

    Args:
        study: whose axes are adopted.
        loadings: each driver's loading on its axis, signed; None for those on neither.
    """
    round_ = find_axis_round(study)
    if round_ is None or round_.snapshot is None:
        return None
    ratings = ratings_of({round_.number: round_.snapshot.answers}, "expectation")
    values, _cannot = ratings.at(round_.number)
    letters = {member.driver.code: axis.letter for axis in study.axes for member in axis.members}
    signs = np.array(
        [
            [np.sign(loadings.get(item) or 0.0) if letters.get(item) == letter else 0.0 for letter in LETTERS]
            for item in ratings.items
        ]
    )
    cloud = outline_cloud(place_on_axes(values, signs, ratings.scale.low, ratings.scale.high))
    return cloud.as_dict() if cloud else None
