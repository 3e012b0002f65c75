"""The plane of both axes in the steps that experts chose on: its cross, its poles, labels beside marks."""

from collections.abc import Mapping, Sequence
from math import hypot

from survey.charts.labels import Anchor, Box, Label, place
from survey.charts.poles import pole_layers
from survey.charts.theme import (
    INK,
    NARROW,
    SMALL,
    WIDE,
    Frame,
    Layer,
    rect_layer,
    rule_layer,
    text_layer,
)

STEPS = (1, 7)
MIDDLE = 4
_STEP = 4.0
_DOMAIN = (0.5, 7.5)
WHISKER = "#c9d3dc"
LEADER = "#8794a1"


def plane_frames() -> tuple[Frame, Frame]:
    """Return the frames of the wide picture and of the one for a phone."""
    wide = Frame(WIDE, 520, 8, 34, 8, 62, _DOMAIN, _DOMAIN)
    narrow = Frame(NARROW, 430, 4, 56, 4, 88, _DOMAIN, _DOMAIN)
    return wide, narrow


def plane_layers(a_poles: tuple[str, str], b_poles: tuple[str, str], frame: Frame) -> list[Layer]:
    """Return the ground of the picture: four fields, the cross between them, the poles around."""
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    ground = [{"x": x0, "y": y0, "x2": x1, "y2": y1}]
    cross = [
        {"x": x0, "y": MIDDLE, "x2": x1, "y2": MIDDLE},
        {"x": MIDDLE, "y": y0, "x2": MIDDLE, "y2": y1},
    ]
    return [
        rect_layer(ground, frame, color="#f6f8fa"),
        rule_layer(cross, frame, color="#a9b5c0", strokeWidth=1),
        *pole_layers(a_poles, b_poles, frame, frame.to_pixels(MIDDLE, MIDDLE)[0]),
    ]


def label_marks(anchors: Sequence[Anchor], frame: Frame, lines: Sequence[Mapping] = ()) -> list[Layer]:
    """Return labels beside their marks, none over another, with lines back where they stand apart.

    They keep off the `lines` (rows of x, y, x2 and y2) as far as there is room.
    """
    area = Box(1, 1, frame.plot_width - 1, frame.plot_height - 1)
    avoided = [box for line in lines for box in _boxes_along(line, frame)]
    labels = place(anchors, area, SMALL, leading=1.15, avoided=avoided)
    leaders = [_leader(label.leader, frame) for label in labels if label.leader]
    layers = [rule_layer(leaders, frame, color=LEADER, strokeWidth=0.7)] if leaders else []
    rows = [row for label in labels for row in _lines(label, frame)]
    return [*layers, text_layer(rows, frame, align="left", color=INK)]


def _boxes_along(line: Mapping[str, float], frame: Frame) -> list[Box]:
    (x1, y1), (x2, y2) = frame.to_pixels(line["x"], line["y"]), frame.to_pixels(line["x2"], line["y2"])
    n_steps = max(int(hypot(x2 - x1, y2 - y1) / _STEP), 1)
    points = [(x1 + (x2 - x1) * n / n_steps, y1 + (y2 - y1) * n / n_steps) for n in range(n_steps + 1)]
    return [Box(x - 1.5, y - 1.5, x + 1.5, y + 1.5) for x, y in points]


def _leader(leader: tuple[float, float, float, float], frame: Frame) -> dict[str, float]:
    (x, y), (to_x, to_y) = frame.to_values(*leader[:2]), frame.to_values(*leader[2:])
    return {"x": x, "y": y, "x2": to_x, "y2": to_y}


def _lines(label: Label, frame: Frame) -> list[dict]:
    height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
    rows = []
    for number, line in enumerate(label.lines):
        x, y = frame.to_values(label.box.left + 1, label.box.top + height * (number + 0.5))
        rows.append({"x": x, "y": y, "text": line})
    return rows
