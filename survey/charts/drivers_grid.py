"""The impact-uncertainty grid: every driver at its place under its code, the critical corner tinted.

Names of two dozen drivers never fit into one corner of a picture, so that codes stand at the points and a
key beside the map, sorted by cell and criticality, says their names; a few drivers carry their names.
"""

import math
from collections.abc import Sequence

from survey.charts.drivers_sheet import (
    CUT,
    MANY,
    ORDER,
    GridDriver,
    GridTexts,
    Layout,
    lay_out,
    reach,
    sort_drivers,
)
from survey.charts.frame import Frame
from survey.charts.labels import Anchor, Box, Label, place, wordings
from survey.charts.theme import (
    ACCENT,
    BODY,
    INK,
    MUTED,
    RULE,
    SMALL,
    WASH,
    WHISKER,
    Figure,
    Layer,
    draw,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

# Shape and fill tell the cells apart without colour.
_MARKS = {
    "critical": {"shape": "circle", "color": ACCENT, "size": 74},
    "predetermined": {"shape": "square", "color": ACCENT, "size": 62, "filled": False, "strokeWidth": 1.8},
    "watch": {"shape": "circle", "color": ACCENT, "size": 62, "filled": False, "strokeWidth": 1.8},
    "background": {"shape": "circle", "color": "#9aa7b3", "size": 34},
}


def drivers_grid(drivers: Sequence[GridDriver], texts: GridTexts, among: Sequence[GridDriver] = ()) -> Figure:
    """Return the grid, wide and narrow, with the key that goes with its number of drivers.

    Args:
        drivers: those drawn.
        texts: the ready strings.
        among: those that the ends of the axes leave room for; by default those drawn.
    """
    ordered = sort_drivers(drivers)
    wide, narrow = (_draw(ordered, texts, each) for each in lay_out(drivers, texts.cells, among or drivers))
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(drivers: Sequence[GridDriver], texts: GridTexts, layout: Layout) -> str:
    frame = layout.frame
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    layers = [
        rect_layer([{"x": CUT, "y": CUT, "x2": x1, "y2": y1}], frame, color=WASH),
        *_axis_layers(texts, frame),
        rule_layer(
            [{"x": CUT, "y": y0, "x2": CUT, "y2": y1}, {"x": x0, "y": CUT, "x2": x1, "y2": CUT}],
            frame,
            color=MUTED,
            strokeDash=[4, 3],
        ),
    ]
    layers += _corner_layers(texts, frame)
    if len(drivers) <= MANY:
        layers.append(rule_layer(_whiskers(drivers, frame), frame, color=WHISKER, strokeWidth=0.9))
    labels = _labels(drivers, frame, named=layout.is_named)
    leaders = [_leader_row(label, frame) for label in labels if label.leader]
    if leaders:
        layers.append(rule_layer(leaders, frame, color="#8794a1", strokeWidth=0.7))
    layers += [point_layer(_points(drivers, cell), frame, **_MARKS[cell]) for cell in ORDER]
    layers += _label_layers(drivers, labels, frame)
    if layout.key:
        layers += layout.key.layers(frame, layout.key_left, layout.key_top, _MARKS)
    return draw(layers, frame, texts.title, texts.description, layout.height)


def _whiskers(drivers: Sequence[GridDriver], frame: Frame) -> list[dict[str, float]]:
    rows = []
    for driver in drivers:
        across, upwards = reach(driver, frame)
        if across:
            rows.append({"x": across[0], "y": driver.uncertainty, "x2": across[1], "y2": driver.uncertainty})
        if upwards:
            rows.append({"x": driver.impact, "y": upwards[0], "x2": driver.impact, "y2": upwards[1]})
    return rows


def _axis_layers(texts: GridTexts, frame: Frame) -> list[Layer]:
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    bottom, middle = frame.plot_height, frame.plot_height / 2
    lines = [{"x": x0, "y": y0, "x2": x1, "y2": y0}, {"x": x0, "y": y0, "x2": x0, "y2": y1}]
    below = [
        spot(frame, f"{tick:.1f}", frame.to_pixels(tick, 0)[0], bottom + 13)
        for tick in _ticks(frame.x_domain)
    ]
    beside = [spot(frame, f"{tick:.1f}", -8, frame.to_pixels(0, tick)[1]) for tick in _ticks(frame.y_domain)]
    titles = [
        text_layer([spot(frame, texts.impact, frame.plot_width / 2, bottom + 34)], frame, fontSize=BODY),
        text_layer([spot(frame, texts.uncertainty, -38, middle)], frame, fontSize=BODY, angle=270),
    ]
    return [
        rule_layer(lines, frame, color=RULE),
        text_layer(below, frame, color=MUTED),
        text_layer(beside, frame, color=MUTED, align="right"),
        *titles,
    ]


def _ticks(domain: tuple[float, float]) -> list[float]:
    first, last = math.ceil(domain[0] * 10 - 1e-9), math.floor(domain[1] * 10 + 1e-9)
    return [tenth / 10 for tenth in range(first, last + 1)]


def _corner_layers(texts: GridTexts, frame: Frame) -> list[Layer]:
    width, height = frame.plot_width, frame.plot_height
    right = [
        spot(frame, texts.cells["critical"], width - 6, 10),
        spot(frame, texts.cells["predetermined"], width - 6, height - 10),
    ]
    left = [
        spot(frame, texts.cells["watch"], 6, 10),
        spot(frame, texts.cells["background"], 6, height - 10),
    ]
    return [
        text_layer(right[:1], frame, align="right", color=ACCENT, fontWeight=600),
        text_layer(right[1:], frame, align="right", color=MUTED),
        text_layer(left, frame, align="left", color=MUTED),
    ]


def _labels(drivers: Sequence[GridDriver], frame: Frame, *, named: bool) -> list[Label]:
    anchors = []
    for driver in drivers:
        px, py = frame.to_pixels(driver.impact, driver.uncertainty)
        anchors.append(Anchor(px, py, 5.5, _wordings(driver, named=named)))
    width, height = frame.plot_width, frame.plot_height
    cut_x, cut_y = frame.to_pixels(CUT, CUT)
    rims = [
        Box(0, 0, width, 20),
        Box(0, height - 20, width, height),
        Box(cut_x - 1, 0, cut_x + 1, height),
        Box(0, cut_y - 1, width, cut_y + 1),
    ]
    lines = [_box(row, frame) for row in _whiskers(drivers, frame)] if len(drivers) <= MANY else []
    return place(anchors, Box(2, 2, width - 2, height - 2), SMALL, rims, leading=1.15, avoided=lines)


def _box(row: dict[str, float], frame: Frame) -> Box:
    (x1, y1), (x2, y2) = frame.to_pixels(row["x"], row["y"]), frame.to_pixels(row["x2"], row["y2"])
    return Box(min(x1, x2) - 0.5, min(y1, y2) - 0.5, max(x1, x2) + 0.5, max(y1, y2) + 0.5)


def _wordings(driver: GridDriver, *, named: bool) -> tuple[tuple[str, ...], ...]:
    if not named:
        return ((driver.code,),)
    return wordings(driver.code, driver.name, SMALL)


def _leader_row(label: Label, frame: Frame) -> dict[str, float]:
    x1, y1, x2, y2 = label.leader
    (x, y), (to_x, to_y) = frame.to_values(x1, y1), frame.to_values(x2, y2)
    return {"x": x, "y": y, "x2": to_x, "y2": to_y}


def _points(drivers: Sequence[GridDriver], cell: str) -> list[dict[str, float]]:
    return [{"x": d.impact, "y": d.uncertainty} for d in drivers if d.cell == cell]


def _label_layers(drivers: Sequence[GridDriver], labels: list[Label], frame: Frame) -> list[Layer]:
    strong, quiet = [], []
    for driver, label in zip(drivers, labels, strict=True):
        line_height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
        for number, line in enumerate(label.lines):
            x, y = frame.to_values(label.box.left + 1, label.box.top + line_height * (number + 0.5))
            row = {"x": x, "y": y, "text": line}
            (strong if driver.cell == "critical" else quiet).append(row)
    return [
        text_layer(strong, frame, align="left", color=INK, fontWeight=600),
        text_layer(quiet, frame, align="left", color=INK),
    ]
