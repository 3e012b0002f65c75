"""Four futures as paths that leave one point, today, for the horizon, on the plane of the axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.charts.labels import Anchor, wordings
from survey.charts.plane import WHISKER, label_marks, plane_frames, plane_layers
from survey.charts.theme import ACCENT, INK, SMALL, Figure, Frame, Layer, draw, point_layer, rule_layer

Half = tuple[float, float]
# Told apart without colour: by the mark and by how dark it is.
_MARKS = (
    {"shape": "circle", "color": ACCENT},
    {"shape": "square", "color": "#5e92c6"},
    {"shape": "triangle-up", "color": "#7d8a96"},
    {"shape": "diamond", "color": "#3c4a57"},
)
_RADIUS = 5


@dataclass(frozen=True)
class Stop:
    """Hold where a future stands in a year: both steps with their middle halves."""

    year: int
    a: float
    b: float
    a_half: Half | None = None
    b_half: Half | None = None


@dataclass(frozen=True)
class Path:
    """Hold one future's way; `stops` leaves out years in which too few placed it, `gaps` names these."""

    code: str
    name: str
    stops: tuple[Stop, ...]
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True)
class PathTexts:
    """Hold the ready strings: the poles stand at the ends of the axes."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    today: str
    note: str = ""


def scenario_paths(start: Stop | None, paths: Sequence[Path], texts: PathTexts) -> Figure:
    """Return the paths; on a phone the futures are called by their codes."""
    wide, narrow = (
        _draw(start, paths, texts, frame, named=named)
        for frame, named in zip(plane_frames(), (True, False), strict=True)
    )
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(start: Stop | None, paths: Sequence[Path], texts: PathTexts, frame: Frame, *, named: bool) -> str:
    layers = plane_layers(texts.a_poles, texts.b_poles, frame)
    layers.append(rule_layer([row for path in paths for row in _halves(path.stops)], frame, color=WHISKER))
    for path, mark in zip(paths, _MARKS, strict=False):
        layers += _way_layers(start, path, frame, mark["color"])
    if start is not None:
        layers.append(point_layer([_row(start)], frame, color=INK, shape="circle", size=150, filled=False,
                                  strokeWidth=2))  # fmt: skip
    for path, mark in zip(paths, _MARKS, strict=False):
        layers.append(point_layer([_row(stop) for stop in path.stops], frame, size=70, **mark))
    lines = [row for path in paths for rows in _ways(start, path) for row in rows]
    layers += label_marks(_anchors(start, paths, texts, frame, named=named), frame, lines)
    return draw(layers, frame, texts.title, texts.description)


def _halves(stops: Sequence[Stop]) -> list[dict[str, float]]:
    rows = []
    for stop in stops:
        if stop.a_half:
            rows.append({"x": stop.a_half[0], "y": stop.b, "x2": stop.a_half[1], "y2": stop.b})
        if stop.b_half:
            rows.append({"x": stop.a, "y": stop.b_half[0], "x2": stop.a, "y2": stop.b_half[1]})
    return rows


def _ways(start: Stop | None, path: Path) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Return the lines between the stops: whole ones, and those that skip a missing year."""
    stops = [*([start] if start else []), *path.stops]
    whole, broken = [], []
    for one, other in pairwise(stops):
        is_broken = any(one.year < year < other.year for year in path.gaps)
        row = {"x": one.a, "y": one.b, "x2": other.a, "y2": other.b}
        (broken if is_broken else whole).append(row)
    return whole, broken


def _way_layers(start: Stop | None, path: Path, frame: Frame, color: str) -> list[Layer]:
    whole, broken = _ways(start, path)
    layers = [rule_layer(whole, frame, color=color, strokeWidth=2)] if whole else []
    if broken:
        layers.append(rule_layer(broken, frame, color=color, strokeWidth=2, strokeDash=[4, 4]))
    return layers


def _row(stop: Stop) -> dict[str, float]:
    return {"x": stop.a, "y": stop.b}


def _anchors(
    start: Stop | None, paths: Sequence[Path], texts: PathTexts, frame: Frame, *, named: bool
) -> list[Anchor]:
    """Return what is labelled, the ends of the paths first: they carry the names."""
    ends = [_end(path, frame, named=named) for path in paths if path.stops]
    years = [
        Anchor(*frame.to_pixels(stop.a, stop.b), _RADIUS, ((str(stop.year),),))
        for path in paths
        for stop in path.stops[:-1]
    ]
    first = [Anchor(*frame.to_pixels(start.a, start.b), 8, ((texts.today,),))] if start else []
    return [*first, *ends, *years]


def _end(path: Path, frame: Frame, *, named: bool) -> Anchor:
    stop = path.stops[-1]
    short = (f"{path.code} · {stop.year}",)
    names = (
        [(*lines, str(stop.year)) for lines in wordings(path.code, path.name, SMALL)[:-1]] if named else []
    )
    return Anchor(*frame.to_pixels(stop.a, stop.b), _RADIUS, (*names, short))
