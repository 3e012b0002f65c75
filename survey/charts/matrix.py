"""The two-by-two: poles at the four ends, four named corners, the panel as a cloud, and today."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.frame import Frame
from survey.charts.labels import Anchor, Box, place, text_width, wrap
from survey.charts.poles import pole_layers
from survey.charts.theme import (
    ACCENT,
    AMBER,
    AMBER_EDGE,
    BAND,
    INK,
    MUTED,
    NARROW,
    RULE,
    SMALL,
    WASH,
    WIDE,
    Figure,
    Layer,
    area_layer,
    draw,
    line_layer,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
_HEIGHTS = {"name": 17.0, "mark": 14.0, "text": 13.5, "figure": 14.0}
_STYLES = {
    "name": {"fontSize": 14, "fontWeight": 700, "color": ACCENT},
    "mark": {"fontSize": SMALL, "fontWeight": 600, "color": ACCENT},
    "text": {"fontSize": SMALL, "color": INK},
    "figure": {"fontSize": SMALL, "color": MUTED},
}
# Shapes that tell the systems compared apart without colour.
_SHAPES = ("square", "triangle-up", "triangle-down", "cross")


@dataclass(frozen=True)
class Corner:
    """Hold one scenario: quadrant, name, headline, lines of figures, and the words that mark it if any."""

    quadrant: str
    name: str
    headline: str
    figures: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Cloud:
    """Hold the panel's place: outlines from the widest to the closest, each with its words, and a centre."""

    outlines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    centre: tuple[float, float]
    name: str


@dataclass(frozen=True)
class Standing:
    """Hold where one thing stands today, with the middle half of the answers on both axes."""

    name: str
    a: float
    b: float
    a_half: tuple[float, float] | None = None
    b_half: tuple[float, float] | None = None


@dataclass(frozen=True)
class MatrixTexts:
    """Hold the ready strings of the matrix; poles are (low, high)."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    note: str = ""


def scenario_matrix(
    corners: Sequence[Corner],
    texts: MatrixTexts,
    cloud: Cloud | None = None,
    standings: Sequence[Standing] = (),
) -> Figure:
    """Return the matrix; the panel's cloud and where things stand today lie on the axes' own scale."""
    parts = _Parts(tuple(corners), texts, cloud, tuple(standings[: len(_SHAPES)]))
    wide = _draw(parts, Frame(WIDE, 520, 4, 30, 4, 60, (-1, 1), (-1, 1)))
    narrow = _draw(parts, Frame(NARROW, 600, 2, 52, 2, 97, (-1, 1), (-1, 1)))
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


@dataclass(frozen=True)
class _Parts:
    corners: tuple[Corner, ...]
    texts: MatrixTexts
    cloud: Cloud | None
    standings: tuple[Standing, ...]


def _draw(parts: _Parts, frame: Frame) -> str:
    texts = parts.texts
    layers = [rect_layer([_cell(c) for c in parts.corners if c.mark], frame, color=WASH)]
    layers += _cloud_layers(parts.cloud) if parts.cloud else []
    rim = [{"points": [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]}]
    cross = [{"x": -1, "y": 0, "x2": 1, "y2": 0}, {"x": 0, "y": -1, "x2": 0, "y2": 1}]
    layers += [
        line_layer(rim, color=RULE, strokeWidth=0.8),
        rule_layer(cross, frame, color=INK, strokeWidth=1.2),
    ]
    for corner in parts.corners:
        layers += _corner_layers(corner, frame)
    layers += _standing_layers(parts, frame)
    layers += pole_layers(texts.a_poles, texts.b_poles, frame, frame.plot_width / 2)
    return draw(layers, frame, texts.title, texts.description)


def _cell(corner: Corner) -> dict[str, float]:
    x, y = SIGNS[corner.quadrant]
    return {"x": 0, "y": 0, "x2": x, "y2": y}


def _cloud_layers(cloud: Cloud) -> list[Layer]:
    layers = []
    for (_name, points), color in zip(cloud.outlines, ("#d5e3f2", BAND), strict=False):
        layers.append(area_layer([{"points": points}], color=color, stroke="#8fb3d9", strokeWidth=0.8))
    return layers


def _standing_layers(parts: _Parts, frame: Frame) -> list[Layer]:
    """Return what stands on the plane, the panel's centre first, labels off the corners' texts."""
    names = [(each.name, each.a, each.b) for each in parts.standings]
    if parts.cloud:
        names.append((parts.cloud.name, *parts.cloud.centre))
    half = frame.plot_width / 2
    anchors = [
        Anchor(*frame.to_pixels(a, b), 7.0, (wrap(name, 150, SMALL, 2), wrap(name, 86, SMALL, 3)))
        for name, a, b in names
    ]
    taken = [
        *(_text_box(corner, frame) for corner in parts.corners),
        Box(half - 1, 0, half + 1, frame.plot_height),
        Box(0, frame.plot_height / 2 - 1, frame.plot_width, frame.plot_height / 2 + 1),
    ]
    area = Box(2, 2, frame.plot_width - 2, frame.plot_height - 2)
    lines = [_box(row, frame) for row in _halves(parts.standings)]
    labels = place(anchors, area, SMALL, taken, leading=1.2, avoided=lines)
    rows, leaders = [], []
    for label in labels:
        height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
        rows += [
            spot(frame, line, label.box.left + 1, label.box.top + height * (n + 0.5))
            for n, line in enumerate(label.lines)
        ]
        if label.leader:
            x1, y1, x2, y2 = label.leader
            leaders.append({"points": [frame.to_values(x1, y1), frame.to_values(x2, y2)]})
    return [
        rule_layer(_halves(parts.standings), frame, color=AMBER_EDGE, strokeWidth=0.9),
        line_layer(leaders, color=MUTED, strokeWidth=0.7),
        *(
            point_layer(
                [{"x": each.a, "y": each.b}], frame, shape=shape, size=84, color=AMBER, stroke=AMBER_EDGE
            )
            for each, shape in zip(parts.standings, _SHAPES, strict=False)
        ),
        point_layer(_centre(parts.cloud), frame, shape="circle", size=64, color=ACCENT),
        text_layer(rows, frame, align="left", color=INK, fontWeight=600),
    ]


def _box(row: dict[str, float], frame: Frame) -> Box:
    (x1, y1), (x2, y2) = frame.to_pixels(row["x"], row["y"]), frame.to_pixels(row["x2"], row["y2"])
    return Box(min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1)


def _centre(cloud: Cloud | None) -> list[dict[str, float]]:
    return [{"x": cloud.centre[0], "y": cloud.centre[1]}] if cloud else []


def _halves(standings: Sequence[Standing]) -> list[dict[str, float]]:
    rows = []
    for each in standings:
        if each.a_half:
            rows.append({"x": each.a_half[0], "y": each.b, "x2": each.a_half[1], "y2": each.b})
        if each.b_half:
            rows.append({"x": each.a, "y": each.b_half[0], "x2": each.a, "y2": each.b_half[1]})
    return rows


def _lines(corner: Corner, frame: Frame) -> list[tuple[str, str]]:
    room = frame.plot_width / 2 - 20
    lines = [(line, "name") for line in wrap(corner.name, room, 14, 2)]
    lines += [(corner.mark, "mark")] if corner.mark else []
    lines += [(line, "text") for line in wrap(corner.headline, min(room, 262), SMALL, 5)]
    return lines + [(line, "figure") for text in corner.figures for line in wrap(text, room, SMALL, 2)]


def _text_box(corner: Corner, frame: Frame) -> Box:
    lines = _lines(corner, frame)
    width = max(text_width(text, _STYLES[kind]["fontSize"]) for text, kind in lines) + 12
    height = sum(_HEIGHTS[kind] for _text, kind in lines) + 14
    sign_x, sign_y = SIGNS[corner.quadrant]
    left = frame.plot_width - width if sign_x > 0 else 0.0
    top = 0.0 if sign_y > 0 else frame.plot_height - height
    return Box(left, top, left + width, top + height)


def _corner_layers(corner: Corner, frame: Frame) -> list[Layer]:
    sign_x, sign_y = SIGNS[corner.quadrant]
    align = "right" if sign_x > 0 else "left"
    px = frame.plot_width - 10 if sign_x > 0 else 10
    lines = _lines(corner, frame)
    rows: dict[str, list] = {kind: [] for kind in _HEIGHTS}
    total = sum(_HEIGHTS[kind] for _, kind in lines)
    py = 18.0 if sign_y > 0 else frame.plot_height - total + 1
    for text, kind in lines:
        rows[kind].append(spot(frame, text, px, py))
        py += _HEIGHTS[kind]
    return [text_layer(rows[kind], frame, align=align, **_STYLES[kind]) for kind in _HEIGHTS]
