"""Three quantiles drawn as a curve: the one smooth density of its family that has exactly these quantiles."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z95 = 1.6448536269514722
"""The 95th percentile of the standard normal distribution."""
WIDTH, BASE, TOP = 320, 76, 8
MARGIN = 0.35
N_POINTS = 61
FARTHEST_Z = 3.6
MOST_SKEWED = 40.0


@dataclass(frozen=True)
class Curve:
    """Paths of a drawing 320 wide whose ground line lies at 76."""

    outline: str
    inner: str
    low: float
    middle: float
    high: float


def draw_curve(low: float, middle: float, high: float) -> Curve:
    """Draw the density of a shifted lognormal distribution with these 5th, 50th and 95th percentiles.

    With r = (high - middle) / (middle - low) and z standard normal, x = middle + (high - middle)
    (r^(z/z95) - 1) / (r - 1) has them; for r = 1 it is the normal distribution. Where two of them coincide,
    or nearly so, the curve is drawn as if they lay a little apart.
    """
    width = high - low
    ratio = (high - middle) / max(middle - low, width / MOST_SKEWED)
    ratio = min(max(ratio, 1 / MOST_SKEWED), MOST_SKEWED)
    start, span = low - MARGIN * width, (1 + 2 * MARGIN) * width
    points = [_point(step, low, middle, high, ratio) for step in range(N_POINTS)]
    seen = [(x, y) for x, y in points if start <= x <= start + span]
    highest = max(y for _, y in seen)
    drawn = [((x - start) / span * WIDTH, BASE - y / highest * (BASE - TOP)) for x, y in seen]
    ends = [(place - start) / span * WIDTH for place in (low, middle, high)]
    inner = [(x, y) for x, y in drawn if ends[0] <= x <= ends[2]]
    return Curve(_line(drawn), _area(inner), *(round(end, 1) for end in ends))


def _point(step: int, low: float, middle: float, high: float, ratio: float) -> tuple[float, float]:
    z = FARTHEST_Z * (2 * step / (N_POINTS - 1) - 1)
    density = math.exp(-z * z / 2)
    if abs(ratio - 1) < 1e-6:
        slope = (high - low) / 2 / Z95
        return middle + slope * z, density / slope
    # Both gaps are kept in the ratio; their sum is what was said.
    upper = (high - low) * ratio / (1 + ratio)
    growth = ratio ** (z / Z95)
    scale = upper / (ratio - 1)
    slope = scale * growth * math.log(ratio) / Z95
    return middle + scale * (growth - 1), density / slope


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _area(points: list[tuple[float, float]]) -> str:
    if not points:
        return ""
    return f"M{points[0][0]:.1f} {BASE}L" + _line(points)[1:] + f"L{points[-1][0]:.1f} {BASE}Z"
