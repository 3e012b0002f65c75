"""Where every driver lies on the two axes, with the interval of each place."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import Anchor, Box, Label, place, wordings
from survey.charts.poles import pole_layers
from survey.charts.theme import (
    ACCENT,
    INK,
    NARROW,
    SMALL,
    WIDE,
    Figure,
    Frame,
    draw,
    point_layer,
    rule_layer,
    text_layer,
)

# Axis A is a filled circle, axis B a filled square, no axis a grey ring: told apart without colour.
_MARKS = {
    "A": {"shape": "circle", "color": ACCENT, "size": 66},
    "B": {"shape": "square", "color": "#5e92c6", "size": 58},
    "": {"shape": "circle", "color": "#7d8a96", "size": 44, "filled": False, "strokeWidth": 1.6},
}


@dataclass(frozen=True)
class PlacedDriver:
    """Hold one driver's place on the axes, its 80 % intervals and its axis ("A", "B" or "")."""

    code: str
    name: str
    a: float
    b: float
    a_interval: tuple[float, float] | None
    b_interval: tuple[float, float] | None
    axis: str


@dataclass(frozen=True)
class PlacementTexts:
    """Hold the ready strings: the poles stand at the ends of the axes."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    note: str = ""


def placement(drivers: Sequence[PlacedDriver], texts: PlacementTexts) -> Figure:
    """Return the map of drivers; labels on a phone are codes."""
    ordered = sorted(drivers, key=lambda d: (d.axis == "", -max(abs(d.a), abs(d.b)), d.code))
    x_domain, y_domain = _domain([d.a for d in ordered]), _domain([d.b for d in ordered])
    wide_frame = Frame(WIDE, 560, 8, 30, 8, 60, x_domain, y_domain)
    narrow_frame = Frame(NARROW, 440, 4, 52, 4, 84, x_domain, y_domain)
    wide = _draw(ordered, texts, wide_frame, named=True)
    narrow = _draw(ordered, texts, narrow_frame, named=False)
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min([-0.1, *values]), max([0.5, *values])
    room = (high - low) * 0.12
    return low - room, high + room


def _draw(drivers: Sequence[PlacedDriver], texts: PlacementTexts, frame: Frame, *, named: bool) -> str:
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    cross = [{"x": x0, "y": 0, "x2": x1, "y2": 0}, {"x": 0, "y": y0, "x2": 0, "y2": y1}]
    layers = [
        rule_layer(cross, frame, color=INK, strokeWidth=1.1),
        rule_layer(_whiskers(drivers, frame), frame, color="#d9e0e7"),
    ]
    layers += pole_layers(texts.a_poles, texts.b_poles, frame, frame.to_pixels(0, 0)[0])
    labels = _labels(drivers, frame, named=named)
    leaders = [_leader_row(label, frame) for label in labels if label.leader]
    if leaders:
        layers.append(rule_layer(leaders, frame, color="#8794a1", strokeWidth=0.7))
    for axis, mark in _MARKS.items():
        layers.append(point_layer([{"x": d.a, "y": d.b} for d in drivers if d.axis == axis], frame, **mark))
    layers.append(text_layer(_label_rows(labels, frame), frame, align="left", color=INK))
    return draw(layers, frame, texts.title, texts.description)


def _whiskers(drivers: Sequence[PlacedDriver], frame: Frame) -> list[dict[str, float]]:
    low, high = frame.x_domain
    rows = []
    for driver in drivers:
        if driver.a_interval:
            a0, a1 = (min(max(v, low), high) for v in driver.a_interval)
            rows.append({"x": a0, "y": driver.b, "x2": a1, "y2": driver.b})
        if driver.b_interval:
            b0, b1 = (min(max(v, low), high) for v in driver.b_interval)
            rows.append({"x": driver.a, "y": b0, "x2": driver.a, "y2": b1})
    return rows


def _labels(drivers: Sequence[PlacedDriver], frame: Frame, *, named: bool) -> list[Label]:
    anchors = []
    for driver in drivers:
        px, py = frame.to_pixels(driver.a, driver.b)
        texts = wordings(driver.code, driver.name, SMALL) if named else ((driver.code,),)
        anchors.append(Anchor(px, py, 5, texts))
    width, height = frame.plot_width, frame.plot_height
    zero_x, zero_y = frame.to_pixels(0, 0)
    axis_lines = [Box(0, zero_y - 1, width, zero_y + 1), Box(zero_x - 1, 0, zero_x + 1, height)]
    return place(anchors, Box(1, 1, width - 1, height - 1), SMALL, axis_lines, leading=1.15)


def _leader_row(label: Label, frame: Frame) -> dict[str, float]:
    x1, y1, x2, y2 = label.leader
    (x, y), (to_x, to_y) = frame.to_values(x1, y1), frame.to_values(x2, y2)
    return {"x": x, "y": y, "x2": to_x, "y2": to_y}


def _label_rows(labels: Sequence[Label], frame: Frame) -> list[dict]:
    rows = []
    for label in labels:
        line_height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
        for number, line in enumerate(label.lines):
            x, y = frame.to_values(label.box.left + 1, label.box.top + line_height * (number + 0.5))
            rows.append({"x": x, "y": y, "text": line})
    return rows
