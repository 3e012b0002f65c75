"""Lay the four scenarios out in time or by the systems compared: the third dimension beside two axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.consensus.dispersion import quartiles
from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale
from analysis.scenarios.quadrants import MIN_RATERS, QUADRANTS, read_quadrants

Array = NDArray[np.float64]

DIMENSIONS = ("none", "time", "system")
TODAY = "today"


@dataclass(frozen=True)
class Position:
    """Hold one coordinate as the panel sees it: the median on -1..1, the middle half, and the answers.

    Median and middle half are None below five answers.
    """

    median: float | None
    q1: float | None
    q3: float | None
    n: int


@dataclass(frozen=True)
class PathPoint:
    """Hold where a scenario stands in one year."""

    year: float
    a: Position
    b: Position


@dataclass(frozen=True)
class ScenarioSpace:
    """Hold the third dimension z: four paths that leave one point, or a point per scenario and system.

    `paths[Q]` begins with today, which all share; `points[Q]` holds the position on capability of every
    system, and `linkage`. Both are empty for "none".
    """

    z: str
    paths: dict[str, tuple[PathPoint, ...]]
    points: dict[str, dict[str, Position]]
    coordinates: tuple[str, ...]
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return {
            "z": self.z,
            "paths": {q: [asdict(point) for point in points] for q, points in self.paths.items()},
            "points": {
                q: {name: asdict(place) for name, place in places.items()}
                for q, places in self.points.items()
            },
            "coordinates": list(self.coordinates),
            "undefined": self.undefined,
        }


def lay_out(z: str, scale: Scale, **answers: Any) -> ScenarioSpace:
    """Lay the scenarios out along z: "none", "time" (as `draw_paths`) or "system" (as `place_systems`)."""
    if z not in DIMENSIONS:
        raise InvalidSetting("z", z, DIMENSIONS)
    if z == "time":
        return draw_paths(scale=scale, **answers)
    if z == "system":
        return place_systems(scale=scale, **answers)
    return ScenarioSpace("none", {}, {}, ("A", "B"), {})


def draw_paths(
    today: ArrayLike,
    waypoints: Mapping[float, ArrayLike],
    base_year: float,
    scale: Scale,
    quantile_method: str = "linear",
) -> ScenarioSpace:
    """Draw the path of each scenario on the plane of the axes, from today over waypoints to the horizon.

    `today` is experts x 2 (A, B); `waypoints` gives for every later year experts x 4 scenarios x 2, the
    last year is the horizon. Answers are points of `scale`, brought to -1..1; a position is their median
    with the middle half (`quantile_method` names the definition), undefined below five answers. The paths
    leave one point, because today is the same in all scenarios. Source: docs/methods.md.
    """
    start = _read(today, (2,), "today", scale)
    first = PathPoint(
        float(base_year), _place(start[:, 0], quantile_method), _place(start[:, 1], quantile_method)
    )
    paths: dict[str, list[PathPoint]] = {q: [first] for q in QUADRANTS}
    years = sorted(waypoints)
    if not years or years[0] <= base_year:
        raise InvalidSetting("waypoints", years, f"years after {base_year:g}")
    for year in years:
        table = _read(waypoints[year], (4, 2), f"the waypoint {year:g}", scale)
        for s, q in enumerate(QUADRANTS):
            a, b = (_place(table[:, s, axis], quantile_method) for axis in (0, 1))
            paths[q].append(PathPoint(float(year), a, b))
    undefined = {
        f"paths.{q}.{point.year:g}": "fewer than five experts placed it"
        for q, points in paths.items()
        for point in points
        if None in (point.a.median, point.b.median)
    }
    return ScenarioSpace("time", {q: tuple(points) for q, points in paths.items()}, {}, ("A", "B"), undefined)


def place_systems(
    capability: Mapping[str, ArrayLike], linkage: ArrayLike, scale: Scale, quantile_method: str = "linear"
) -> ScenarioSpace:
    """Place each scenario by the capability of every system compared and by their linkage.

    `capability` gives for each system experts x 4 scenarios, `linkage` the same for the second axis; with
    two systems a scenario is a point (A of the first, A of the second, B). Scaling and floors are those of
    `draw_paths`. Source: docs/methods.md.
    """
    if not capability:
        raise InvalidSetting("systems", [], "one system or more")
    tables = {name: _to_one(read_quadrants(values, name), scale) for name, values in capability.items()}
    tables["linkage"] = _to_one(read_quadrants(linkage, "linkage"), scale)
    points = {
        q: {name: _place(table[:, s], quantile_method) for name, table in tables.items()}
        for s, q in enumerate(QUADRANTS)
    }
    undefined = {
        f"points.{q}.{name}": "fewer than five experts placed it"
        for q, places in points.items()
        for name, place in places.items()
        if place.median is None
    }
    return ScenarioSpace("system", {}, points, tuple(tables), undefined)


def _read(values: ArrayLike, shape: tuple[int, ...], name: str, scale: Scale) -> Array:
    table = np.array(values, dtype=float)
    if table.shape[1:] != shape or table.ndim != len(shape) + 1:
        wanted = " x ".join(map(str, ("experts", *shape)))
        raise InvalidRatings(f"{name} has the shape {table.shape}; expected {wanted}")
    return _to_one(table, scale)


def _to_one(table: Array, scale: Scale) -> Array:
    known = table[~np.isnan(table)]
    if known.size and (known.min() < scale.low or known.max() > scale.high):
        raise InvalidRatings(f"a position lies outside {scale.low} to {scale.high}")
    return (2 * table - scale.low - scale.high) / scale.span


def _place(answers: Array, quantile_method: str) -> Position:
    known = answers[~np.isnan(answers)]
    if known.size < MIN_RATERS:
        return Position(None, None, None, int(known.size))
    q1, median, q3 = quartiles(known, quantile_method) or (None, None, None)
    return Position(median, q1, q3, int(known.size))
